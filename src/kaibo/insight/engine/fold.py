"""Adds log rows to the state of their shows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pyarrow as pa

from kaibo.foundation.eventlog.schema import KINDS, STAFF_KINDS, TRADE_KINDS
from kaibo.insight.engine import kernel
from kaibo.insight.engine.columns import KIND, REHEARSAL, SHOW, Sources, block, one_batch
from kaibo.insight.engine.state import (
    FIRST_FACT,
    ROLES,
    Key,
    Mark,
    ShowFold,
    roomy,
    with_cells,
)
from kaibo.insight.engine.tables import empty, fitting

EXACT_VIEWERS = 200_000  # above, a cell keeps 10⁵ to 2·10⁵: UV within 0.82 % at p99
WINDOW = 500_000
_AT_ONCE = 4096
_IS_STAFF = np.isin(np.arange(256), [KINDS[kind] for kind in STAFF_KINDS])
_IS_TRADE = np.isin(np.arange(256), [KINDS[kind] for kind in TRADE_KINDS])
_MARK = ("ts", "event_id", "kind", "link", "offer", "segment_run", "amount", "quantity", "text")


class Seen:
    """The last ``window`` to twice as many ids of what viewers did, in two generations."""

    def __init__(self, window: int = WINDOW) -> None:
        self._window = window
        self.young, self.old, self.used = empty(2), empty(2), 0

    def mark(self, rows_block: np.ndarray, rows: np.ndarray, repeated: np.ndarray) -> None:
        """Sets ``repeated`` at rows whose id was here before; the others are remembered."""
        for start in range(0, len(rows), _AT_ONCE):
            part = rows[start : start + _AT_ONCE]
            if self.used >= self._window:
                self.old, self.young, self.used = self.young, empty(2), 0
            self.young = fitting(self.young, self.used, len(part), 2)
            self.used += kernel.is_repeated(rows_block, part, self.old, self.young, repeated)


class Folds:
    """The folds of all shows and the memory that keeps repeated events from counting twice."""

    def __init__(self, limit: int = EXACT_VIEWERS) -> None:
        self.shows: dict[Key, ShowFold] = {}
        self.sources = Sources()
        self.seen = Seen()
        self.limit = limit
        self._homes = np.empty((kernel.RUN, 5), np.int64)
        self.rows = 0
        self.repeated = 0

    def add(self, *batches: pa.RecordBatch) -> set[Key]:
        """Fold every row of the batches; returns the shows that changed."""
        batch = one_batch(batches)
        found = block(batch, self.sources)
        self.rows += batch.num_rows
        repeated = np.zeros(batch.num_rows, np.bool_)
        of_viewers = np.flatnonzero((found[KIND] < FIRST_FACT) & (found[SHOW] != 0))
        self.seen.mark(found, of_viewers, repeated)
        self.repeated += int(repeated.sum())
        changed = set()
        for key, chosen in _by_show(found, ~repeated):
            fold = self.of(key)
            if self._add(fold, found, chosen, batch):
                changed.add(key)
        return changed

    def take(self, other: Folds) -> None:
        """Become what the other one is."""
        self.shows, self.sources, self.seen = other.shows, other.sources, other.seen
        self.rows, self.repeated = other.rows, other.repeated

    def of(self, key: Key) -> ShowFold:
        """The fold of a show, a fresh one where there was none."""
        fold = self.shows.get(key)
        if fold is None:
            fold = self.shows[key] = ShowFold(key.show, key.rehearsal, self.sources)
        return fold

    def _add(self, fold: ShowFold, found: np.ndarray, rows: np.ndarray,
             batch: pa.RecordBatch) -> bool:  # fmt: skip
        """Whether any of these rows of the block counted."""
        before = fold.rows
        for start in range(0, len(rows), _AT_ONCE):
            part = rows[start : start + _AT_ONCE]
            counted = self._count(fold, found, part)
            self._mark(fold, found, part[counted], batch)
        return bool(fold.rows > before)

    def _count(self, fold: ShowFold, found: np.ndarray, rows: np.ndarray) -> np.ndarray:
        """bool[rows]: which of them counted; the others were here before."""
        trades = int(_IS_TRADE[found[KIND, rows]].sum())
        tables = roomy(fold.tables, len(rows), trades)
        where = np.empty((len(rows), 5), np.int64)
        self.repeated += kernel.register(
            found, rows, ROLES, tables.cells, tables.facts, tables.used, where
        )
        fold.tables = with_cells(tables)
        kernel.count(found, rows, where, ROLES, fold.tables, self.limit, self._homes)
        counted: np.ndarray = where[:, 0] >= 0
        return counted

    def _mark(self, fold: ShowFold, found: np.ndarray, rows: np.ndarray,
              batch: pa.RecordBatch) -> None:  # fmt: skip
        staff = rows[_IS_STAFF[found[KIND, rows]]]
        if len(staff):
            columns = (batch.column(name).take(pa.array(staff)).to_pylist() for name in _MARK)
            fold.marks.update(Mark(*values) for values in zip(*columns, strict=True))


def _by_show(found: np.ndarray, chosen: np.ndarray) -> Iterator[tuple[Key, np.ndarray]]:
    """Rows of every show among the chosen; what happened while the room was off air is left out."""
    keys = found[SHOW] * 2 + found[REHEARSAL]
    rows = np.flatnonzero(chosen & (found[SHOW] != 0))
    for key in _distinct(keys[rows]):
        yield Key(key // 2, bool(key % 2)), rows[keys[rows] == key]


def _distinct(keys: np.ndarray) -> Sequence[int]:
    if len(keys) and bool((keys == keys[0]).all()):  # as it is nearly always
        return [int(keys[0])]
    found: list[int] = np.unique(keys).tolist()
    return found
