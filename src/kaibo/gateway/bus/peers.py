"""What one room knows of the other nodes: who watches there, how many, how much was liked.

Viewers of other nodes matter to visits: who moves from node to node within the grace goes on with
the visit he began, and who watches on two nodes is told of by one of them.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from kaibo.gateway.bus.viewers import ViewerSet

# A node not heard for so long counts nobody any more (it beats every second).
SILENT_MS = 3_500
# A page that comes back within this time continues its visit (as on one node, `crowd`).
_LEFT_MS = 15_000
# Viewers of a node that died come back later: their pages notice, wait and try elsewhere.
_LOST_MS = 60_000


@dataclass(slots=True)
class Peer:
    """Another node, as of its last message. Times in Unix ms of this machine."""

    heard_at: int
    slot: int
    here: ViewerSet = field(default_factory=ViewerSet)
    count: int = 0
    asked_at: int = 0


class Peers:
    """The other nodes of one room; ``me`` is this one."""

    def __init__(self, me: str = "") -> None:
        self.me = me
        self.nodes: dict[str, Peer] = {}
        # Likes of this show by node (one life of a gateway); a sum of these never falls.
        self.likes: dict[str, int] = {}
        self._away: dict[int, int] = {}  # viewer -> until when his visit there may go on

    def heard(self, node: str, slot: int, now: int) -> Peer:
        """The node of a message that just came."""
        peer = self.nodes.get(node)
        if peer is None:
            peer = self.nodes[node] = Peer(now, slot)
        peer.heard_at, peer.slot = now, slot
        return peer

    def lost(self, now: int) -> list[str]:
        """Nodes that fell silent."""
        return [node for node, peer in self.nodes.items() if now - peer.heard_at > SILENT_MS]

    def forget(self, node: str, now: int) -> None:
        """The node is gone; its viewers may still turn up here and go on."""
        peer = self.nodes.pop(node, None)
        if peer is not None:
            self._away.update(dict.fromkeys(peer.here, now + _LOST_MS))

    def left(self, viewer: int, now: int) -> None:
        """The last page of the viewer on another node closed."""
        self._away[viewer] = now + _LEFT_MS

    def clean(self, now: int) -> None:
        """Drop the memory of who left long ago."""
        over = [viewer for viewer, until in self._away.items() if until <= now]
        for viewer in over:
            del self._away[viewer]

    @property
    def online(self) -> int:
        return sum(peer.count for peer in self.nodes.values())

    def has(self, viewer: int) -> bool:
        """Whether the viewer watches on another node now."""
        return any(viewer in peer.here for peer in self.nodes.values())

    def may_go_on(self, viewer: int, now: int) -> bool:
        """Whether the viewer has a visit on another node that goes on here."""
        return self._away.get(viewer, 0) > now or self.has(viewer)

    def speaks_for(self, viewer: int) -> bool:
        """Whether another node tells of this viewer's visit: the first by name that has him."""
        return any(node < self.me and viewer in peer.here for node, peer in self.nodes.items())

    def viewers(self) -> set[int]:
        """Everybody on other nodes."""
        return {viewer for peer in self.nodes.values() for viewer in peer.here}

    def merge_likes(self, likes: dict[str, int]) -> None:
        """Counters only grow, so the larger one is the newer one."""
        for node, count in likes.items():
            if count > self.likes.get(node, 0):
                self.likes[node] = count
