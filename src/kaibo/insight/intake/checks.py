"""What of a batch is dropped or mended, and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa

from kaibo.foundation.eventlog import FIELDS, KINDS, SCHEMA, VIEWER_KINDS
from kaibo.insight.engine.columns import NONE
from kaibo.insight.intake import wire
from kaibo.insight.intake.wire import Rows

SKEW_MS = 5_000  # of the sender's clock; beyond, its times are moved by the difference
LATE_MS = 600_000
_OLD_MS = 30 * 86_400_000
_SAMPLES = 3
_KIND, _TS, _N, _MS = (FIELDS.index(name) for name in ("kind", "ts", "n", "ms"))
_POSITIVE = [FIELDS.index(name) for name in ("shop", "show", "room", "viewer", "n", "ms")]
_IS_THEIRS = np.isin(np.arange(256), [KINDS[kind] for kind in VIEWER_KINDS])


@dataclass
class Verdict:
    """How many rows of a batch were dropped, or kept and mended or noted, by reason; some rows of
    each."""

    dropped: dict[str, int] = field(default_factory=dict)
    fixed: dict[str, int] = field(default_factory=dict)
    samples: dict[str, list[Any]] = field(default_factory=dict)


def checked(found: Rows, now: int) -> tuple[pa.RecordBatch, Verdict]:
    """The rows that are kept, mended, as a batch of the log; ``now`` Unix ms."""
    verdict, values = Verdict(), found.values
    skew = now - found.sent
    is_skewed = abs(skew) > SKEW_MS
    if is_skewed:
        values[_TS] += skew
    is_kept = np.ones(len(found.status), np.bool_)
    for reason, bad in _faults(found, now):
        _note(verdict.dropped, reason, bad & is_kept, found, verdict)
        is_kept &= ~bad
    if is_skewed:
        _note(verdict.fixed, "clock", is_kept, found, verdict)
    _note(verdict.fixed, "future", is_kept & (values[_TS] > now + SKEW_MS), found, verdict)
    np.minimum(values[_TS], now + SKEW_MS, out=values[_TS])
    _note(verdict.fixed, "late", is_kept & (values[_TS] < now - LATE_MS), found, verdict)
    batch = columns(found, is_kept)
    return (batch if is_kept.all() else batch.filter(pa.array(is_kept))), verdict


def _faults(found: Rows, now: int) -> Iterator[tuple[str, np.ndarray]]:
    """Why a row cannot be kept, most basic first."""
    values: np.ndarray = found.values
    yield "shape", np.equal(found.status, wire.BAD_SHAPE)
    yield "value", np.equal(found.status, wire.BAD_VALUE)
    kind: np.ndarray = values[_KIND]
    is_code = (kind >= 0) & (kind < 256)
    is_theirs: np.ndarray = is_code & _IS_THEIRS[np.where(is_code, kind, 0)]
    yield "kind", ~is_theirs
    yield "range", np.logical_or.reduce([values[number] < 0 for number in _POSITIVE])
    yield "old", values[_TS] < now - _OLD_MS
    yield "text", ~_is_text(found)


def _is_text(found: Rows) -> np.ndarray:
    """bool[n]: rows whose text is UTF-8, without NUL."""
    texts, data = found.texts, found.data
    sound = np.ones(len(texts), np.bool_)
    if len(texts) and (joined := _texts(found)).null_count < len(texts):
        try:
            joined.validate(full=True)
            if b"\0" not in bytes(joined.buffers()[2]):
                return sound
        except pa.ArrowInvalid:
            pass
        for row, (start, end) in enumerate(texts.tolist()):
            part = data[start:end]
            sound[row] = b"\0" not in part and part == part.decode("utf-8", "ignore").encode()
    return sound


def _note(
    into: dict[str, int], reason: str, rows: np.ndarray, found: Rows, verdict: Verdict
) -> None:
    count = int(np.count_nonzero(rows))
    if count:
        into[reason] = count
        chosen = np.flatnonzero(rows)[:_SAMPLES].tolist()
        verdict.samples[reason] = [found.row(row) for row in chosen]


def columns(found: Rows, is_kept: np.ndarray) -> pa.RecordBatch:
    """All rows as a batch of the log; values of rows that are not kept are made harmless."""
    values, count = found.values, len(found.status)
    if not is_kept.all():
        values = np.where(is_kept, values, 0)
    arrays = []
    for number, schema_field in enumerate(SCHEMA):
        column = values[number]
        if number == wire.ID:
            buffer = pa.py_buffer(np.ascontiguousarray(found.ids))
            arrays.append(
                pa.FixedSizeBinaryArray.from_buffers(schema_field.type, count, [None, buffer])
            )
        elif number == wire.SOURCE:
            names = found.sources or [""]
            codes = pa.array(column.astype(np.int16))
            arrays.append(pa.DictionaryArray.from_arrays(codes, pa.array(names, pa.string())))
        elif number == wire.TEXT:
            arrays.append(_texts(found))
        else:
            arrays.append(_plain(column, schema_field))
    return pa.RecordBatch.from_arrays(arrays, schema=SCHEMA)


def _plain(column: np.ndarray, schema_field: pa.Field) -> pa.Array:
    kind = schema_field.type
    if pa.types.is_boolean(kind):
        return _packed(kind, len(column), None, np.packbits(column != 0, bitorder="little"))
    is_null = column == NONE if schema_field.nullable else np.zeros(1, np.bool_)
    bitmap = np.packbits(~is_null, bitorder="little") if is_null.any() else None
    return _packed(kind, len(column), bitmap, column.astype(kind.to_pandas_dtype(), copy=False))


def _packed(
    kind: pa.DataType, count: int, bitmap: np.ndarray | None, values: np.ndarray
) -> pa.Array:
    """An array of these buffers, without a copy; a bit of ``bitmap`` says that a value is there."""
    present = None if bitmap is None else pa.py_buffer(bitmap)
    return pa.Array.from_buffers(kind, count, [present, pa.py_buffer(values)])


def _texts(found: Rows) -> pa.Array:
    count, is_null = len(found.status), found.values[wire.TEXT] == NONE
    if is_null.all():
        return pa.nulls(count, pa.string())
    texts = np.where((is_null | (found.texts[:, 1] < 0))[:, None], 0, found.texts)
    offsets = np.empty(count + 1, np.int32)
    into = np.empty(int((texts[:, 1] - texts[:, 0]).sum()), np.uint8)
    wire.gather(np.frombuffer(found.data, np.uint8), texts, offsets, into)
    bitmap = pa.py_buffer(np.packbits(~is_null, bitorder="little"))
    return pa.Array.from_buffers(
        pa.string(), count, [bitmap, pa.py_buffer(offsets), pa.py_buffer(into)]
    )
