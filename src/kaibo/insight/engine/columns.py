"""Log rows as one block of whole numbers, the form in which the compiled pass reads them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from kaibo.foundation.eventlog import KINDS, SCHEMA

NONE = -(2**63)  # a null in a column of whole numbers
# Rows of the block; the compiled pass knows them by these numbers.
(
    ID_HIGH, ID_LOW, TS, KIND, SHOP, SHOW, ROOM, VIEWER, SEGMENT, PINNED, LINK, REF, AMOUNT,
    QUANTITY, N, MS, REHEARSAL, SOURCE, IS_FRAME,
) = range(19)  # fmt: skip
HEIGHT = 19
_QOE = KINDS["qoe"]
_PLAIN = (
    ("ts", TS), ("kind", KIND), ("shop", SHOP), ("show", SHOW), ("room", ROOM), ("viewer", VIEWER),
    ("amount", AMOUNT), ("quantity", QUANTITY), ("n", N), ("ms", MS), ("rehearsal", REHEARSAL),
)  # fmt: skip
_NULLABLE = (("segment_run", SEGMENT), ("pinned_link", PINNED), ("link", LINK), ("ref", REF))


def one_batch(batches: Sequence[pa.RecordBatch]) -> pa.RecordBatch:
    """Several batches of the log as one."""
    if len(batches) == 1:
        return batches[0]
    table = pa.Table.from_batches(batches, SCHEMA).unify_dictionaries().combine_chunks()
    return table.to_batches()[0] if table.num_rows else batches[0]


class Sources:
    """Numbers of the sources, the same as long as the state lives; 0 is no source."""

    def __init__(self, names: Sequence[str] = ("",)) -> None:
        self.names = list(names)
        self._number = {name: number for number, name in enumerate(self.names)}

    def numbers(self, names: Sequence[str]) -> np.ndarray:
        """int64[len(names)]; names that are new get the next number."""
        for name in names:
            if name not in self._number:
                self._number[name] = len(self.names)
                self.names.append(name)
        return np.array([self._number[name] for name in names] or [0], np.int64)


def block(batch: pa.RecordBatch, sources: Sources) -> np.ndarray:
    """int64[HEIGHT, rows] of a batch of the log's schema; nulls are `NONE`."""
    found = np.empty((HEIGHT, batch.num_rows), np.int64)
    ids = _ids(batch.column("event_id"))
    found[ID_HIGH], found[ID_LOW] = ids[:, 0], ids[:, 1]
    for name, row in _PLAIN:
        found[row] = batch.column(name).to_numpy(zero_copy_only=False)
    for name, row in _NULLABLE:
        column = batch.column(name)
        found[row] = column.fill_null(NONE).to_numpy() if column.null_count else column.to_numpy()
    source = batch.column("source")
    found[SOURCE] = sources.numbers(source.dictionary.to_pylist())[source.indices.to_numpy()]
    found[IS_FRAME] = 0
    _mark_frames(found, batch)
    return found


def _mark_frames(found: np.ndarray, batch: pa.RecordBatch) -> None:
    """Of what players report, which rows are first frames; others tell of stalls."""
    reports = np.flatnonzero(found[KIND] == _QOE)
    if len(reports):
        text = batch.column("text").take(pa.array(reports))
        found[IS_FRAME, reports] = pc.fill_null(pc.ends_with(text, "first_frame"), False)


def _ids(column: Any) -> np.ndarray:
    """int64[n, 2]: both halves of 16-byte ids."""
    if not len(column):
        return np.empty((0, 2), np.int64)
    halves = np.frombuffer(column.buffers()[1], np.int64)
    return halves[2 * column.offset : 2 * (column.offset + len(column))].reshape(-1, 2)
