"""What the folds keep, per show. Plain structs, so that a snapshot is one msgpack file.

Every field is a sum, a maximum or a set: the same events in another order give the same state,
whatever the interleaving of writers was before a crash.
"""

from __future__ import annotations

import msgspec

from kaibo.foundation.eventlog import KINDS
from kaibo.insight.rules.sampling import SHARES, is_sampled

# Bit of a kind in the mask of a viewer.
BIT = {code: 1 << code for code in KINDS.values()}


class People(msgspec.Struct):
    """Who did what in a cell: a mask of kinds per viewer.

    Exact up to `limit` viewers; above, the viewers whose hash falls below a share that halves
    whenever the limit is reached (a theta sketch that also keeps joint behaviour). Trade is kept
    apart and always exact: a sketch never carries money.
    """

    halvings: int = 0
    masks: dict[int, int] = {}
    watched: dict[int, int] = {}  # viewer -> ms
    traders: dict[int, int] = {}

    def add(self, viewer: int, bit: int, ms: int, limit: int) -> None:
        if not is_sampled(viewer, self.halvings):
            return
        self.masks[viewer] = self.masks.get(viewer, 0) | bit
        if ms:
            self.watched[viewer] = self.watched.get(viewer, 0) + ms
        if len(self.masks) > limit and self.halvings < SHARES:
            self._halve()

    def _halve(self) -> None:
        self.halvings += 1
        self.masks = {
            who: bits for who, bits in self.masks.items() if is_sampled(who, self.halvings)
        }
        self.watched = {who: ms for who, ms in self.watched.items() if who in self.masks}


class Cell(msgspec.Struct):
    """Counters of one grain: the show, a minute, a segment, a link, a source. Keys: kind codes."""

    count: dict[int, int] = {}
    amount: dict[int, int] = {}
    quantity: dict[int, int] = {}
    watch_ms: int = 0
    people: People = msgspec.field(default_factory=People)
    orders: dict[int, set[int]] = {}  # links only: distinct orders, for an order may have lines
    order_minutes: dict[int, int] = {}  # links only: Unix minute -> orders placed
    presented_amount: int = 0  # links only: paid for orders placed while it was presented


class Mark(msgspec.Struct, frozen=True, order=True):
    """Something staff did, to be shown on the curve."""

    ts: int
    event_id: bytes
    kind: int
    link: int | None = None
    offer: int | None = None
    segment_run: int | None = None
    amount: int = 0
    quantity: int = 0
    text: str | None = None


class ShowFold(msgspec.Struct):
    """Everything known of one show. Rehearsal and real rows of a show id are two folds."""

    show: int
    rehearsal: bool
    shop: int = 0
    room: tuple[int, int] = (0, 0)  # (ts, room) of the newest event
    first_ts: int = 0
    last_ts: int = 0
    rows: int = 0
    total: Cell = msgspec.field(default_factory=Cell)
    minutes: dict[int, Cell] = {}  # Unix minute
    segments: dict[int, Cell] = {}
    links: dict[int, Cell] = {}
    sources: dict[str, Cell] = {}
    seconds: dict[int, dict[int, int]] = {}  # Unix second -> kind -> n
    presence: dict[int, int] = {}  # Unix second -> change of the number present
    seen: dict[int, int] = {}  # viewer -> ts of the last enter or heartbeat
    left: dict[int, int] = {}  # viewer -> ts of the last leave
    marks: set[Mark] = set()
    facts: set[bytes] = set()  # ids of all rows from the outbox: these are counted exactly once


class Key(msgspec.Struct, frozen=True, order=True):
    show: int
    rehearsal: bool
