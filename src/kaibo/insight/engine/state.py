"""What the folds keep, per show: tables of whole numbers, and how they are read.

Every number is a sum, a maximum, a minimum or an element of a set: the same events in another
order give the same state, whatever the interleaving of writers was before a crash.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

import msgspec
import numpy as np

from kaibo.foundation.eventlog import KINDS
from kaibo.foundation.eventlog.schema import STAFF_KINDS, TRADE_KINDS
from kaibo.insight.engine import kernel
from kaibo.insight.engine.columns import Sources
from kaibo.insight.engine.kernel import DENSE, GRAINS, PEOPLE, STAYS_MS, Tables
from kaibo.insight.engine.tables import PAIR, empty, fitting, rows

_TRADES = sorted(KINDS[kind] for kind in TRADE_KINDS)
_STAFF = sorted(KINDS[kind] for kind in STAFF_KINDS)
_PEOPLE = sorted(code for code in KINDS.values() if code not in {*_TRADES, *_STAFF})
# Dense number of a kind by its code, and the code by the number.
NUMBER = {
    **{code: at for at, code in enumerate(_PEOPLE)},
    **{code: PEOPLE + at for at, code in enumerate(_TRADES)},
    **{code: PEOPLE + kernel.TRADES + at for at, code in enumerate(_STAFF)},
}
CODE = {number: code for code, number in NUMBER.items()}
if len(_PEOPLE) > PEOPLE or len(_TRADES) > kernel.TRADES or max(CODE) >= DENSE:
    raise RuntimeError("the log has more kinds than a mask has bits; widen kernel.PEOPLE and DENSE")
_UNTIMED = {KINDS["heartbeat"], KINDS["qoe"]}
FIRST_FACT = 20  # kinds from here on are counted exactly once, however late they come again


def _roles() -> np.ndarray:
    """int64[256, 2]: dense number and roles of every code; a code nobody knows has no role."""
    found = np.zeros((256, 2), np.int64)
    for code, number in NUMBER.items():
        role = kernel.IS_PEOPLE
        if code in _TRADES:
            role = kernel.IS_TRADE
        elif code in _STAFF:
            role = kernel.IS_STAFF
        elif code not in _UNTIMED:
            role |= kernel.IS_TIMED
        found[code] = number, role | (kernel.IS_FACT if code >= FIRST_FACT else 0)
    return found


ROLES = _roles()


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


class Key(msgspec.Struct, frozen=True, order=True):
    show: int
    rehearsal: bool


class ShowFold:
    """Everything known of one show. Rehearsal and real rows of a show id are two folds."""

    def __init__(self, show: int, rehearsal: bool, names: Sources,
                 tables: Tables | None = None) -> None:  # fmt: skip
        self.show, self.rehearsal, self.names = show, rehearsal, names
        self.tables = tables or nothing()
        self.marks: set[Mark] = set()

    # The head

    shop = property(lambda self: int(self.tables.head[kernel.HEAD_SHOP]))
    last_ts = property(lambda self: int(self.tables.head[kernel.LAST_TS]))
    rows = property(lambda self: int(self.tables.head[kernel.ROWS]))

    @property
    def first_ts(self) -> int:
        return int(self.tables.head[kernel.FIRST_TS]) if self.rows else 0

    @property
    def room(self) -> tuple[int, int]:
        """(ts, room) of the newest event."""
        head = self.tables.head
        return int(head[kernel.HEAD_ROOM_TS]), int(head[kernel.HEAD_ROOM])

    # Grains

    @property
    def total(self) -> Cell:
        return Cell(self, 0)

    @property
    def minutes(self) -> dict[int, Cell]:
        """By Unix minute."""
        return self._grain(kernel.MINUTE)

    @property
    def segments(self) -> dict[int, Cell]:
        return self._grain(kernel.SEGMENT_RUN)

    @property
    def links(self) -> dict[int, Cell]:
        return self._grain(kernel.PRODUCT)

    @property
    def sources(self) -> dict[str, Cell]:
        names = self.names.names
        return {names[number]: cell for number, cell in self._grain(kernel.CHANNEL).items()}

    def _grain(self, grain: int) -> dict[int, Cell]:
        found = rows(self.tables.cells)
        chosen = found[found[:, 0] % GRAINS == grain]
        reading = Reading(self)
        return {key // GRAINS: Cell(self, number, reading) for key, number in chosen.tolist()}

    # Time

    @property
    def seconds(self) -> dict[int, dict[int, int]]:
        """Unix second → kind → n."""
        found: dict[int, dict[int, int]] = {}
        for key, n in rows(self.tables.seconds).tolist():
            found.setdefault(key // DENSE, {})[CODE[key % DENSE]] = n
        return found

    @property
    def presence(self) -> dict[int, int]:
        """Unix second → change of the number present."""
        return {second: change for second, change in rows(self.tables.presence).tolist() if change}

    def online(self, alive: int) -> int:
        """Viewers heard after ``alive`` (Unix ms) who have not left since."""
        found = rows(self.tables.visitors)
        seen, left = found[:, kernel.SEEN], found[:, kernel.LEFT]
        return int(np.count_nonzero((seen > alive) & (seen > left)))

    def canonical(self) -> dict[str, Any]:
        """The state without the order in which it came about; equal states are equal here."""
        cells: dict[int, Any] = {0: (), **dict(_cell_names(self))}
        return {
            "head": self.tables.head.tolist(), "marks": self.marks,
            "cells": {name: Cell(self, number).canonical() for number, name in cells.items()},
            "pairs": {
                (viewer, cells[cell]): (mask, ms)
                for viewer, cell, mask, ms in rows(self.tables.pairs).tolist() if mask
            },
            "rest": [
                sorted(rows(table).tolist())
                for table in (self.tables.seconds, self.tables.visitors, self.tables.facts,
                              self.tables.orders, self.tables.refunds, self.tables.frames)
            ],
            "presence": self.presence,
        }  # fmt: skip

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ShowFold) and self.canonical() == other.canonical()

    __hash__ = None  # type: ignore[assignment]


def _cell_names(fold: ShowFold) -> list[tuple[int, tuple[int, int | str]]]:
    """Number of every cell, and its grain and key."""
    names = fold.names.names
    found = []
    for packed, number in rows(fold.tables.cells).tolist():
        grain, key = packed % GRAINS, packed // GRAINS
        found.append((number, (grain, names[key] if grain == kernel.CHANNEL else key)))
    return found


class Reading:
    """Tallies of all cells of a show, sorted once for many questions."""

    def __init__(self, fold: ShowFold) -> None:
        self._fold = fold

    @cached_property
    def _tally(self) -> tuple[np.ndarray, np.ndarray]:
        """Cells in order, and (cell << 32 | mask, n) in that order."""
        found = rows(self._fold.tables.tally)
        found = found[found[:, 1] > 0]
        found = found[np.argsort(found[:, 0])]
        return found[:, 0] >> 32, found

    def tally(self, cell: int) -> tuple[np.ndarray, np.ndarray]:
        """Masks and how many viewers have each: int64[n], int64[n]."""
        cells, found = self._tally
        start, end = np.searchsorted(cells, [cell, cell + 1])
        return found[start:end, 0] & kernel.PEOPLE_MASK, found[start:end, 1]

    @cached_property
    def link_orders(self) -> dict[int, dict[int, int]]:
        """Cell → kind → distinct orders."""
        counted: dict[int, dict[int, int]] = {}
        packed, times = np.unique(rows(self._fold.tables.link_orders)[:, 1], return_counts=True)
        for key, n in zip(packed.tolist(), times.tolist(), strict=True):
            counted.setdefault(key // GRAINS, {})[_TRADES[key % GRAINS]] = n
        return counted

    @cached_property
    def order_minutes(self) -> dict[int, dict[int, int]]:
        """Cell → Unix minute → orders placed."""
        found: dict[int, dict[int, int]] = {}
        for key, n in rows(self._fold.tables.order_minutes).tolist():
            found.setdefault(key >> 32, {})[key & (2**32 - 1)] = n
        return found


class People:
    """Who did what in a cell.

    Exact up to the limit; above, the viewers whose hash falls below a share that halves whenever
    the limit is reached (a theta sketch, which also keeps joint behavior). Trade is always exact:
    a sketch never carries money.
    """

    def __init__(self, fold: ShowFold, cell: int, reading: Reading) -> None:
        self._tables, self._cell = fold.tables, cell
        self._masks, self._times = reading.tally(cell)
        self.halvings = int(fold.tables.sums[cell, kernel.HALVINGS])

    def marked(self, kinds: tuple[str, ...]) -> int:
        """Sampled viewers with any of these kinds."""
        mask = sum(1 << NUMBER[KINDS[kind]] for kind in set(kinds))
        return int(self._times[self._masks & mask != 0].sum())

    def stayed(self, ms: int) -> int:
        """Sampled viewers who watched at least so long in this cell."""
        if ms in STAYS_MS:
            return int(self._tables.sums[self._cell, kernel.STAYED + STAYS_MS.index(ms)])
        return int(kernel.stayed(self._tables.pairs, self._cell, ms))

    def traders(self, kind: str) -> int:
        """Distinct buyers with a trade kind; always exact."""
        return int(self._tables.sums[self._cell, kernel.BUYERS + _TRADES.index(KINDS[kind])])


class Cell:
    """Counters of one grain: the show, a minute, a segment, a link, a source."""

    def __init__(self, fold: ShowFold, number: int, reading: Reading | None = None) -> None:
        self._fold, self._number = fold, number
        self._reading = reading or Reading(fold)

    @cached_property
    def count(self) -> dict[int, int]:
        """By code of the kind, as `amount` and `quantity`."""
        return self._counts(0)

    @cached_property
    def amount(self) -> dict[int, int]:
        return self._counts(1)

    @cached_property
    def quantity(self) -> dict[int, int]:
        return self._counts(2)

    @property
    def watch_ms(self) -> int:
        return int(self._fold.tables.sums[self._number, kernel.WATCH])

    @property
    def presented_amount(self) -> int:
        """Links only: paid for orders placed while it was presented."""
        return int(self._fold.tables.sums[self._number, kernel.PRESENTED])

    @property
    def orders(self) -> dict[int, int]:
        """Links only, by code of the kind: distinct orders, for an order may have lines."""
        return self._reading.link_orders.get(self._number, {})

    @property
    def order_minutes(self) -> dict[int, int]:
        """Links only: Unix minute → orders placed."""
        return self._reading.order_minutes.get(self._number, {})

    @cached_property
    def people(self) -> People:
        return People(self._fold, self._number, self._reading)

    def _counts(self, third: int) -> dict[int, int]:
        row = self._fold.tables.counts[self._number, third * DENSE : (third + 1) * DENSE]
        return {CODE[number]: int(row[number]) for number in np.flatnonzero(row).tolist()}

    def canonical(self) -> dict[str, Any]:
        sums = self._fold.tables.sums[self._number].tolist()
        own = {"orders": self.orders, "order_minutes": self.order_minutes}
        tally = dict(zip(*(part.tolist() for part in self._reading.tally(self._number)),
                         strict=True))  # fmt: skip
        return {"count": self.count, "amount": self.amount, "quantity": self.quantity,
                "sums": sums, "tally": tally, **own}  # fmt: skip

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Cell) and self.canonical() == other.canonical()

    __hash__ = None  # type: ignore[assignment]


# Name in `Tables`, width, how many columns are the key, rows that one event can add.
SHAPES = (
    ("cells", 2, 1, 4), ("pairs", 4, PAIR, 5), ("tally", 2, 1, 5), ("seconds", 2, 1, 1),
    ("presence", 2, 1, 2), ("visitors", 6, 1, 1), ("facts", 2, 2, 1), ("link_orders", 2, 2, 1),
    ("order_minutes", 2, 1, 1), ("orders", 4, 1, 1), ("refunds", 4, 2, 1), ("frames", 2, 1, 1),
)  # fmt: skip
OF_TRADE = ("link_orders", "order_minutes", "orders", "refunds")


def nothing() -> Tables:
    """The state of a show without rows."""
    head = np.zeros(8, np.int64)
    head[kernel.FIRST_TS] = kernel.MOMENT
    return Tables(
        counts=np.zeros((8, 3 * DENSE), np.int64), sums=np.zeros((8, kernel.SUMS), np.int64),
        used=np.zeros(len(Tables._fields), np.int64), head=head,
        **{name: empty(width) for name, width, _, _ in SHAPES},
    )  # fmt: skip


def roomy(tables: Tables, events: int, trades: int) -> Tables:
    """The tables with room for so many events, of them ``trades`` of trade."""
    fresh = {}
    for name, _, keys, each in SHAPES:
        more = each * (trades if name in OF_TRADE else events)
        place = Tables._fields.index(name)
        fresh[name] = fitting(getattr(tables, name), int(tables.used[place]), more, keys)
    return tables._replace(**fresh)


def with_cells(tables: Tables) -> Tables:
    """Counters for every cell that is registered."""
    cells = int(tables.used[0])
    if cells <= len(tables.sums):
        return tables
    more = max(cells, 2 * len(tables.sums)) - len(tables.sums)
    grow: Callable[[np.ndarray], np.ndarray] = lambda one: np.pad(one, ((0, more), (0, 0)))  # noqa: E731
    return tables._replace(counts=grow(tables.counts), sums=grow(tables.sums))
