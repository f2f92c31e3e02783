"""One room joined to the bus: tells other nodes what changed here, and brings in what they tell.

Everything told is either cumulative (likes by node, sets of viewers compared by digest) or worth
little a moment later (comments), so a lost message is made good by a later one.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Any, Protocol
from zlib import crc32

import msgspec
import structlog

from kaibo.gateway import metrics
from kaibo.gateway.bus.contracts import Bus
from kaibo.gateway.bus.messages import (
    Ask,
    Beat,
    Bye,
    Figures,
    Hi,
    Ids,
    Message,
    Pulse,
    encode,
    room_decoder,
)
from kaibo.gateway.bus.peers import Peer
from kaibo.gateway.bus.viewers import pack, unpack
from kaibo.gateway.crowd import Crowd
from kaibo.gateway.sample import sample
from kaibo.gateway.stamp import Stamp
from kaibo.interaction.wire import CommentItem, Flagged, GiftItem, Kpi
from kaibo.liveroom.contracts import RoomState

# Last digits of a comment's id, different on every node.
SLOTS = 1000
# A page that lost its line comes back after 90 ms at the earliest.
_MOVED_SECONDS = 0.025
_ASK_EVERY_MS = 1_000
_IDS_LIMIT = 25_000  # 200 KB a message
_MOVES_LIMIT = 25_000
log = structlog.get_logger(__name__)


class Local(Protocol):
    """The room on this node."""

    state: RoomState
    crowd: Crowd
    slot: int

    @property
    def recent(self) -> list[CommentItem]: ...
    def stamp(self) -> Stamp: ...
    def hear(self, items: Sequence[CommentItem]) -> None: ...
    def kpi(self, frame: Kpi | Flagged) -> None: ...
    def gifted_elsewhere(self, items: Sequence[GiftItem]) -> None: ...


class Hooks(Protocol):
    """What a link asks of its gateway."""

    def is_ahead(self) -> None:
        """Another node has read reliable events that this one has not."""

    def opened_elsewhere(self, viewer: int, pages: int) -> None:
        """The viewer opened a page on another node, where now ``pages`` are open."""


class RoomLink:
    """`pulse` once a tick, `beat` once a second; the rest comes by the bus."""

    def __init__(self, bus: Bus, room: Local, hooks: Hooks) -> None:
        self._bus, self._room, self._hooks = bus, room, hooks
        self._subject = f"room.{room.state.room_id}"
        self._me = room.crowd.peers.me
        self._told = (0, 0)  # show and likes of the last pulse
        self._pages: dict[int, int] = {}
        self._gifts: list[GiftItem] = []
        self._is_due = False
        self._handlers: dict[type, Callable[[Any], None]] = {
            Pulse: self._pulse, Beat: self._beat, Hi: self._hi, Bye: self._bye, Ask: self._ask,
            Ids: self._ids, Figures: self._figures,
        }  # fmt: skip
        room.slot = crc32(self._me.encode()) % SLOTS
        bus.subscribe(self._subject, self._hear)

    # What this node tells

    def hello(self) -> None:
        """The bus is up: ask how things stand, and say it, with what was said here meanwhile."""
        self._send(Hi(self._me))
        self.beat(self._room.recent)

    def bye(self) -> None:
        self._send(Bye(self._me))

    def moved(self) -> None:
        """Somebody came or left: others hear of it before he can be at their door."""
        if self._bus.is_up and not self._is_due:
            self._is_due = True
            asyncio.get_running_loop().call_later(_MOVED_SECONDS, self.pulse, ())

    def pulse(self, said: Sequence[CommentItem]) -> None:
        """What changed since the last tick; ``said`` on this node."""
        self._is_due = False
        if not self._bus.is_up:
            self._room.crowd.moves()  # told by digest when it is up again
            return
        stamp, crowd = self._room.stamp(), self._room.crowd
        came, left = crowd.moves()
        told = (stamp.show, crowd.own_likes)
        pages, self._pages = self._pages, {}
        gifts, self._gifts = self._gifts, []
        if not (said or came or left or pages or gifts) and told == self._told:
            return
        self._told = told
        for start in range(0, max(len(came), len(left), 1), _MOVES_LIMIT):
            part = slice(start, start + _MOVES_LIMIT)
            state = self._room.state
            self._send(Pulse(
                self._me, self._room.slot, stamp.show, state.epoch, state.seq, crowd.own_likes,
                pack(came[part]), pack(left[part]), [] if start else sample(said), pages,
                [] if start else gifts,
            ))  # fmt: skip

    def beat(self, recent: Sequence[CommentItem] = ()) -> None:
        """Everything in small; also notices who fell silent."""
        now = self._room.stamp().ts
        peers = self._room.crowd.peers
        for node in peers.lost(now):
            peers.forget(node, now)
        peers.clean(now)
        if not self._bus.is_up:
            return
        self.pulse(())  # so that the digests are of what was told
        stamp, state, crowd = self._room.stamp(), self._room.state, self._room.crowd
        self._send(Beat(
            self._me, self._room.slot, stamp.show, state.epoch, state.seq, dict(peers.likes),
            len(crowd.here), crowd.here.digest, len(crowd.seen), crowd.seen.digest, list(recent),
        ))  # fmt: skip

    def figures(self, frame: Kpi | Flagged) -> None:
        """Staff on other nodes read the same."""
        self._send(Figures(self._me, frame))

    def gave(self, item: GiftItem) -> None:
        """A gift was paid here."""
        if self._bus.is_up:
            self._gifts.append(item)

    def opened(self, viewer: int, pages: int) -> None:
        """A viewer who watches on other nodes too has so many pages open here."""
        if self._room.crowd.peers.has(viewer):
            self._pages[viewer] = pages

    def _send(self, message: Message) -> None:
        if self._bus.is_up:
            self._bus.publish(self._subject, encode(message))

    # What other nodes tell

    def _hear(self, data: bytes) -> None:
        try:
            message = room_decoder.decode(data)
        except msgspec.DecodeError as error:
            log.warning("another node sent what cannot be read", error=str(error))
            return
        if message.node != self._me:
            self._handlers[type(message)](message)

    def _pulse(self, pulse: Pulse) -> None:
        peer = self._peer(pulse)
        stamp, crowd = self._room.stamp(), self._room.crowd
        came, left = unpack(pulse.came), unpack(pulse.left)
        self._came(pulse.node, peer, came, stamp)
        self._left(peer, left, stamp.ts)
        peer.count = len(peer.here)
        if pulse.show == stamp.show:
            crowd.peers.merge_likes({pulse.node: pulse.likes})
            crowd.learn(came)
        if pulse.said:
            self._room.hear(pulse.said)
        if pulse.gifts:
            self._room.gifted_elsewhere(pulse.gifts)
        for viewer, pages in pulse.pages.items():
            self._hooks.opened_elsewhere(viewer, pages)

    def _beat(self, beat: Beat) -> None:
        peer = self._peer(beat)
        stamp, crowd = self._room.stamp(), self._room.crowd
        peer.count = beat.here
        may_ask = stamp.ts - peer.asked_at >= _ASK_EVERY_MS
        if may_ask and beat.here_digest != peer.here.digest:
            peer.asked_at = stamp.ts
            self._compare(beat.node, "here", stamp.show, peer.here.digests())
        if beat.show != stamp.show:
            return
        crowd.peers.merge_likes(beat.likes)
        if may_ask and beat.seen_digest != crowd.seen.digest:
            peer.asked_at = stamp.ts
            self._compare(beat.node, "seen", stamp.show, crowd.seen.digests())
        if beat.recent:
            self._room.hear(beat.recent)

    def _compare(self, node: str, what: str, show: int, digests: bytes) -> None:
        metrics.bus_repairs.labels(what).inc()
        self._send(Ask(self._me, node, what, show, digests))

    def _hi(self, hi: Hi) -> None:
        self.beat(self._room.recent)

    def _bye(self, bye: Bye) -> None:
        self._room.crowd.peers.forget(bye.node, self._room.stamp().ts)

    def _ask(self, ask: Ask) -> None:
        stamp, crowd = self._room.stamp(), self._room.crowd
        if ask.to != self._me or (ask.what == "seen" and ask.show != stamp.show):
            return
        viewers = crowd.here if ask.what == "here" else crowd.seen
        found = viewers.differing(ask.digests, _IDS_LIMIT)
        if found:
            ids = [viewer for part in found.values() for viewer in part]
            self._send(Ids(self._me, ask.what, stamp.show, bytes(found), pack(ids)))

    def _ids(self, message: Ids) -> None:
        stamp, ids = self._room.stamp(), unpack(message.ids)
        if message.what == "here":
            peer = self._room.crowd.peers.nodes.get(message.node)
            if peer is not None:
                gone = set(peer.here.of_buckets(message.buckets)) - set(ids)
                self._left(peer, gone, stamp.ts)
                fresh = [viewer for viewer in ids if viewer not in peer.here]
                self._came(message.node, peer, fresh, stamp)
        if message.show == stamp.show:
            self._room.crowd.learn(ids)

    def _figures(self, message: Figures) -> None:
        self._room.kpi(message.frame)

    def _peer(self, message: Pulse | Beat) -> Peer:
        """The sender; keeps ids of comments apart and looks for events that it has read."""
        stamp, state, peers = self._room.stamp(), self._room.state, self._room.crowd.peers
        peer = peers.heard(message.node, message.slot, stamp.ts)
        if message.slot == self._room.slot and message.node < self._me:
            taken = {one.slot for one in peers.nodes.values()}
            self._room.slot = next(n for n in range(SLOTS) if n not in taken)
        if (message.epoch, message.seq) > (state.epoch, state.seq):
            self._hooks.is_ahead()
        return peer

    def _came(self, node: str, peer: Peer, viewers: Sequence[int], stamp: Stamp) -> None:
        for viewer in viewers:
            peer.here.add(viewer)
            self._room.crowd.came_elsewhere(viewer, node, stamp)

    def _left(self, peer: Peer, viewers: Sequence[int] | set[int], now: int) -> None:
        for viewer in viewers:
            peer.here.discard(viewer)
            self._room.crowd.left_elsewhere(viewer, now)
