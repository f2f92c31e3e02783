"""Who is in a room: visits, counters, and the viewer facts that follow from them.

Counters are of all nodes; visits and facts are of this node. A viewer who moves from node to node
within the grace makes one visit: the node he left ends its stretch with a heartbeat, the node he
came to begins without an enter.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from kaibo.gateway.bus.peers import Peers
from kaibo.gateway.bus.viewers import ViewerSet
from kaibo.gateway.eventsink import EventSink
from kaibo.gateway.stamp import Stamp

HEARTBEAT_MS = 15_000
# A page that comes back within this time continues its visit.
LEAVE_AFTER_MS = 15_000
_RESTART_GRACE_MS = 20_000


@dataclass(slots=True)
class Visit:
    """Times in Unix ms; ``left_at`` while none of the viewer's pages is connected."""

    source: str
    counted_at: int
    pages: int = 1
    left_at: int | None = None


class Crowd:
    """Visits of one room. Staff are never counted."""

    def __init__(self, sink: EventSink, now: int, peers: Peers | None = None) -> None:
        self._sink = sink
        self._visits: dict[int, Visit] = {}
        self.peers = peers or Peers()
        self.here = ViewerSet()  # with a page open on this node
        self.seen = ViewerSet()  # of this show, on all nodes
        self.fresh_seen: list[int] = []  # not yet in the snapshot
        # Not yet told to other nodes: who came, and who of all that moved is here now.
        self._arrived: dict[int, None] = {}
        self._moves: dict[int, bool] = {}
        self._started_at = now
        self._online_before = 0

    def restore(
        self, seen: set[int], likes: int, online: int, by_node: dict[str, int] | None = None
    ) -> None:
        """Counters of the gateway before this one, so that a restart shows no jump to zero."""
        for viewer in seen:
            self.seen.add(viewer)
        self.peers.merge_likes(by_node or {"": likes})
        self._online_before = online

    @property
    def likes(self) -> int:
        """Of all nodes in this show."""
        return sum(self.peers.likes.values())

    @property
    def own_likes(self) -> int:
        return self.peers.likes.get(self.peers.me, 0)

    def online(self, now: int) -> int:
        """With a page open, on all nodes heard lately; who watches on two counts twice."""
        if self.peers.nodes:
            return len(self.here) + self.peers.online
        return self.own_online(now)

    def own_online(self, now: int) -> int:
        is_returning = now - self._started_at < _RESTART_GRACE_MS
        return max(len(self.here), self._online_before) if is_returning else len(self.here)

    def enter(self, viewer: int, source: str, is_resuming: bool, stamp: Stamp) -> None:
        """A page of the viewer opened. A page that resumes over our restart is no new visit."""
        self._arrive(viewer)
        visit = self._visits.get(viewer)
        if visit is not None:
            self._return(visit, stamp.ts)
            return
        self._visits[viewer] = Visit(source, stamp.ts)
        goes_on = is_resuming and viewer in self.seen
        if goes_on or self.peers.may_go_on(viewer, stamp.ts):
            self.learn((viewer,))
        else:
            self._begin(viewer, source, stamp)

    def leave(self, viewer: int, now: int) -> None:
        """A page of the viewer closed."""
        visit = self._visits.get(viewer)
        if visit is None or not visit.pages:
            return
        visit.pages -= 1
        if not visit.pages:
            self.here.discard(viewer)
            self._moves[viewer] = False
            visit.left_at = now
            if self.peers.speaks_for(viewer):
                del self._visits[viewer]  # the visit is told of, and goes on, there

    def moves(self) -> tuple[list[int], list[int]]:
        """Who came since the last call, and who left, maybe after he came."""
        arrived, self._arrived = self._arrived, {}
        moves, self._moves = self._moves, {}
        return list(arrived), [viewer for viewer, is_here in moves.items() if not is_here]

    def learn(self, viewers: Iterable[int]) -> None:
        """Viewers of this show, whichever node saw them."""
        for viewer in viewers:
            if self.seen.add(viewer):
                self.fresh_seen.append(viewer)

    def came_elsewhere(self, viewer: int, node: str, stamp: Stamp) -> None:
        """The viewer's visit goes on at another node; what was watched here is told now."""
        visit = self._visits.get(viewer)
        if visit is None:
            return
        if not visit.pages:
            self._watched("heartbeat", viewer, visit, visit.left_at or stamp.ts, stamp)
            del self._visits[viewer]
        elif node < self.peers.me:
            self._watched("heartbeat", viewer, visit, stamp.ts, stamp)

    def left_elsewhere(self, viewer: int, now: int) -> None:
        """Another node told of this viewer until now; from now on this one does."""
        self.peers.left(viewer, now)
        visit = self._visits.get(viewer)
        if visit is not None and visit.pages:
            visit.counted_at = max(visit.counted_at, now)

    def like(self, viewer: int, n: int, context: Mapping[str, Any]) -> None:
        """``context``: columns of the stamp."""
        self.peers.likes[self.peers.me] = self.own_likes + n
        self._sink.add("like", viewer=viewer, n=n, source=self.source(viewer), **context)

    def source(self, viewer: int) -> str:
        visit = self._visits.get(viewer)
        return visit.source if visit else ""

    def beat(self, stamp: Stamp) -> None:
        """Once a second: heartbeats that are due, visits that are over."""
        over: list[int] = []
        for viewer, visit in self._visits.items():
            if visit.left_at is not None and stamp.ts - visit.left_at >= LEAVE_AFTER_MS:
                over.append(viewer)
                self._end(viewer, visit, stamp)
            elif visit.pages and stamp.ts - visit.counted_at >= HEARTBEAT_MS:
                self._tell("heartbeat", viewer, visit, stamp.ts, stamp)
        for viewer in over:
            del self._visits[viewer]

    def end_show(self, stamp: Stamp) -> None:
        """Everybody leaves the show of ``stamp`` (the room stays open)."""
        for viewer, visit in self._visits.items():
            self._tell("leave", viewer, visit, visit.left_at or stamp.ts, stamp)

    def begin_show(self, stamp: Stamp) -> None:
        """A new show counts from zero; who is here has entered it."""
        self.seen, self.fresh_seen, self._online_before = ViewerSet(), [], 0
        self.peers.likes.clear()
        self.learn(self.peers.viewers())
        for viewer, visit in self._visits.items():
            if visit.pages:
                visit.counted_at = stamp.ts
                self.learn((viewer,))
                if not self.peers.speaks_for(viewer):
                    self._begin(viewer, visit.source, stamp)

    def stop(self, stamp: Stamp) -> None:
        """The gateway stops: who is away has left, who is here goes on at the next one."""
        for viewer, visit in self._visits.items():
            kind = "heartbeat" if visit.pages else "leave"
            self._tell(kind, viewer, visit, visit.left_at or stamp.ts, stamp)

    def _arrive(self, viewer: int) -> None:
        if self.here.add(viewer):
            self._arrived[viewer] = None
            self._moves[viewer] = True

    def _return(self, visit: Visit, now: int) -> None:
        if visit.left_at is not None:
            visit.counted_at += now - visit.left_at  # away is not watched
            visit.left_at = None
        visit.pages += 1

    def _begin(self, viewer: int, source: str, stamp: Stamp) -> None:
        self.learn((viewer,))
        self._sink.add("enter", viewer=viewer, source=source, **stamp.columns())

    def _end(self, viewer: int, visit: Visit, stamp: Stamp) -> None:
        """Not a leave while the viewer watches on another node."""
        kind = "heartbeat" if self.peers.has(viewer) else "leave"
        self._watched(kind, viewer, visit, visit.left_at or stamp.ts, stamp)

    def _tell(self, kind: str, viewer: int, visit: Visit, until: int, stamp: Stamp) -> None:
        """Unless another node tells of the same viewer."""
        if visit.pages and self.peers.speaks_for(viewer):
            visit.counted_at = stamp.ts
        else:
            self._watched(kind, viewer, visit, until, stamp)

    def _watched(self, kind: str, viewer: int, visit: Visit, until: int, stamp: Stamp) -> None:
        """The stretch that ends at ``until``; a leave is noticed later than it happened."""
        watched = max(0, until - visit.counted_at)
        visit.counted_at = stamp.ts
        columns = stamp.columns() | {"ts": until}
        self._sink.add(kind, viewer=viewer, ms=watched, source=visit.source, **columns)
