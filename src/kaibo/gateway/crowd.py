"""Who is in a room: visits, counters, and the viewer facts that follow from them."""

from __future__ import annotations

from dataclasses import dataclass

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

    def __init__(self, sink: EventSink, now: int) -> None:
        self._sink = sink
        self._visits: dict[int, Visit] = {}
        self._here = 0  # visits with a page open; counted, because every welcome asks
        self.seen: set[int] = set()
        self.fresh_seen: list[int] = []  # not yet in the snapshot
        self.likes = 0
        self._started_at = now
        self._online_before = 0

    def restore(self, seen: set[int], likes: int, online: int) -> None:
        """Counters of the gateway before this one, so that a restart shows no jump to zero."""
        self.seen |= seen
        self.likes = max(self.likes, likes)
        self._online_before = online

    def online(self, now: int) -> int:
        is_returning = now - self._started_at < _RESTART_GRACE_MS
        return max(self._here, self._online_before) if is_returning else self._here

    def enter(self, viewer: int, source: str, is_resuming: bool, stamp: Stamp) -> None:
        """A page of the viewer opened. A page that resumes over our restart is no new visit."""
        visit = self._visits.get(viewer)
        if visit is not None:
            self._return(visit, stamp.ts)
            return
        self._here += 1
        self._visits[viewer] = Visit(source, stamp.ts)
        if not (is_resuming and viewer in self.seen):
            self._begin(viewer, source, stamp)

    def leave(self, viewer: int, now: int) -> None:
        """A page of the viewer closed."""
        visit = self._visits.get(viewer)
        if visit is None or not visit.pages:
            return
        visit.pages -= 1
        if not visit.pages:
            self._here -= 1
            visit.left_at = now

    def like(self, viewer: int, n: int, stamp: Stamp) -> None:
        self.likes += n
        self._sink.add("like", viewer=viewer, n=n, source=self.source(viewer), **stamp.columns())

    def source(self, viewer: int) -> str:
        visit = self._visits.get(viewer)
        return visit.source if visit else ""

    def beat(self, stamp: Stamp) -> None:
        """Once a second: heartbeats that are due, visits that are over."""
        over: list[int] = []
        for viewer, visit in self._visits.items():
            if visit.left_at is not None and stamp.ts - visit.left_at >= LEAVE_AFTER_MS:
                over.append(viewer)
                self._watched("leave", viewer, visit, visit.left_at, stamp)
            elif visit.pages and stamp.ts - visit.counted_at >= HEARTBEAT_MS:
                self._watched("heartbeat", viewer, visit, stamp.ts, stamp)
        for viewer in over:
            del self._visits[viewer]

    def end_show(self, stamp: Stamp) -> None:
        """Everybody leaves the show of ``stamp`` (the room stays open)."""
        for viewer, visit in self._visits.items():
            self._watched("leave", viewer, visit, visit.left_at or stamp.ts, stamp)

    def begin_show(self, stamp: Stamp) -> None:
        """A new show counts from zero; who is here has entered it."""
        self.seen, self.fresh_seen, self.likes, self._online_before = set(), [], 0, 0
        for viewer, visit in self._visits.items():
            if visit.pages:
                visit.counted_at = stamp.ts
                self._begin(viewer, visit.source, stamp)

    def stop(self, stamp: Stamp) -> None:
        """The gateway stops: who is away has left, who is here goes on at the next one."""
        for viewer, visit in self._visits.items():
            kind = "heartbeat" if visit.pages else "leave"
            self._watched(kind, viewer, visit, visit.left_at or stamp.ts, stamp)

    def _return(self, visit: Visit, now: int) -> None:
        if visit.left_at is not None:
            self._here += 1
            visit.counted_at += now - visit.left_at  # away is not watched
            visit.left_at = None
        visit.pages += 1

    def _begin(self, viewer: int, source: str, stamp: Stamp) -> None:
        if viewer not in self.seen:
            self.seen.add(viewer)
            self.fresh_seen.append(viewer)
        self._sink.add("enter", viewer=viewer, source=source, **stamp.columns())

    def _watched(self, kind: str, viewer: int, visit: Visit, until: int, stamp: Stamp) -> None:
        """The stretch that ends at ``until``; a leave is noticed later than it happened."""
        watched = max(0, until - visit.counted_at)
        visit.counted_at = stamp.ts
        columns = stamp.columns() | {"ts": until}
        self._sink.add(kind, viewer=viewer, ms=watched, source=visit.source, **columns)
