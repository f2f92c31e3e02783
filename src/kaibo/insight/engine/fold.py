"""Adds log rows to the state. About 10⁵ rows a second and core; every update commutes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple, TypeVar

import pyarrow as pa

from kaibo.foundation.eventlog import KINDS, Dedupe
from kaibo.foundation.eventlog.schema import STAFF_KINDS, TRADE_KINDS
from kaibo.insight.engine.state import BIT, Cell, Key, Mark, ShowFold

EXACT_VIEWERS = 100_000
COLUMNS = (
    "event_id", "ts", "kind", "shop", "show", "room", "viewer", "segment_run", "pinned_link",
    "link", "offer", "ref", "amount", "quantity", "n", "ms", "rehearsal", "source", "text",
)  # fmt: skip
_TRADE = frozenset(KINDS[kind] for kind in TRADE_KINDS)
_STAFF = frozenset(KINDS[kind] for kind in STAFF_KINDS)
_ENTER, _LEAVE, _BEAT = (KINDS[kind] for kind in ("enter", "leave", "heartbeat"))
_ORDER, _PAY = KINDS["order"], KINDS["pay"]
_K = TypeVar("_K")
_UNTIMED = frozenset([_BEAT, KINDS["qoe"]])


class Row(NamedTuple):
    """The columns of an event that the folds read; see `docs/events.md`."""

    event_id: bytes
    ts: int
    kind: int
    shop: int
    show: int
    room: int
    viewer: int
    segment_run: int | None
    pinned_link: int | None
    link: int | None
    offer: int | None
    ref: int | None
    amount: int
    quantity: int
    n: int
    ms: int
    rehearsal: bool
    source: str
    text: str | None


class Folds:
    """The folds of all shows and the memory that keeps repeated events from counting twice."""

    def __init__(self, limit: int = EXACT_VIEWERS) -> None:
        self.shows: dict[Key, ShowFold] = {}
        self.dedupe = Dedupe()
        self.limit = limit
        self.rows = 0
        self.repeated = 0

    def add(self, batch: pa.RecordBatch) -> set[Key]:
        """Fold every row of a batch; returns the shows that changed."""
        changed = set()
        for row in rows_of(batch):
            self.rows += 1
            if not row.show:  # the room was off air
                continue
            key = Key(row.show, row.rehearsal)
            fold = self.shows.get(key)
            if fold is None:
                fold = self.shows[key] = ShowFold(row.show, row.rehearsal)
            if self._is_new(fold, row):
                add_row(fold, row, self.limit)
                changed.add(key)
            else:
                self.repeated += 1
        return changed

    def _is_new(self, fold: ShowFold, row: Row) -> bool:
        if row.kind < 20:
            return self.dedupe.is_new(row.event_id)
        if row.event_id in fold.facts:
            return False
        fold.facts.add(row.event_id)
        return True


def rows_of(batch: pa.RecordBatch) -> Iterator[Row]:
    columns = (batch.column(name).to_pylist() for name in COLUMNS)
    return (Row(*values) for values in zip(*columns, strict=True))


def add_row(fold: ShowFold, row: Row, limit: int) -> None:
    """Count one row in every grain that it belongs to."""
    fold.rows += 1
    fold.shop = max(fold.shop, row.shop)
    if row.room:
        fold.room = max(fold.room, (row.ts, row.room))
    fold.first_ts = min(fold.first_ts or row.ts, row.ts)
    fold.last_ts = max(fold.last_ts, row.ts)
    if row.kind in _STAFF:
        fold.marks.add(_mark(row))
    for cell in _cells(fold, row):
        _count(cell, row, limit)
    if row.link is not None and row.kind in _TRADE:
        _count_link(fold.links[row.link], row)
    _presence(fold, row)


def _cells(fold: ShowFold, row: Row) -> Iterable[Cell]:
    yield fold.total
    yield _at(fold.minutes, row.ts // 60_000)
    if row.segment_run is not None:
        yield _at(fold.segments, row.segment_run)
    if row.link is not None and row.kind not in _STAFF:
        yield _at(fold.links, row.link)
    if row.source and row.kind not in _STAFF:
        yield _at(fold.sources, row.source)


def _at(cells: dict[_K, Cell], key: _K) -> Cell:
    cell = cells.get(key)
    if cell is None:
        cell = cells[key] = Cell()
    return cell


def _count(cell: Cell, row: Row, limit: int) -> None:
    kind = row.kind
    cell.count[kind] = cell.count.get(kind, 0) + row.n
    if row.amount:
        cell.amount[kind] = cell.amount.get(kind, 0) + row.amount
    if row.quantity:
        cell.quantity[kind] = cell.quantity.get(kind, 0) + row.quantity
    if kind in _TRADE:
        traders = cell.people.traders
        traders[row.viewer] = traders.get(row.viewer, 0) | BIT[kind]
    elif row.viewer and kind not in _STAFF:
        watched = row.ms if kind in (_BEAT, _LEAVE) else 0
        cell.watch_ms += watched
        cell.people.add(row.viewer, BIT[kind], watched, limit)


def _count_link(cell: Cell, row: Row) -> None:
    if row.ref is not None:
        cell.orders.setdefault(row.kind, set()).add(row.ref)
    if row.kind == _ORDER:
        minute = row.ts // 60_000
        cell.order_minutes[minute] = cell.order_minutes.get(minute, 0) + 1
    if row.kind == _PAY and row.pinned_link == row.link:
        cell.presented_amount += row.amount


def _presence(fold: ShowFold, row: Row) -> None:
    """Who is here now, and the exact curve of how many were.

    A heartbeat or leave says that its viewer was there during the ``ms`` before it; those
    stretches tile a visit, so the curve is right even when a crash swallowed the leave.
    """
    if row.kind not in _UNTIMED and row.kind not in _STAFF and row.kind not in _TRADE:
        second = fold.seconds.setdefault(row.ts // 1000, {})
        second[row.kind] = second.get(row.kind, 0) + row.n
    if row.kind in (_ENTER, _BEAT):
        fold.seen[row.viewer] = max(fold.seen.get(row.viewer, 0), row.ts)
    elif row.kind == _LEAVE:
        fold.left[row.viewer] = max(fold.left.get(row.viewer, 0), row.ts)
    if row.kind in (_BEAT, _LEAVE) and row.ms > 0:
        _step(fold.presence, -(-(row.ts - row.ms) // 1000), 1)
        _step(fold.presence, -(-row.ts // 1000), -1)


def _step(presence: dict[int, int], second: int, change: int) -> None:
    total = presence.get(second, 0) + change
    if total:
        presence[second] = total
    else:
        presence.pop(second, None)


def _mark(row: Row) -> Mark:
    return Mark(
        row.ts, row.event_id, row.kind, row.link, row.offer, row.segment_run, row.amount,
        row.quantity, row.text,
    )  # fmt: skip
