"""Events of a busy show: a viewer keeps one source, is heard every 15 s and does a little."""

from __future__ import annotations

import os
from collections.abc import Iterator

import msgspec
import numpy as np
import pyarrow as pa

from kaibo.foundation.eventlog import KINDS, SCHEMA

SOURCES = ("", "feed", "follow", "search", "share", "ad")
MIX = {
    "heartbeat": 0.55, "enter": 0.08, "leave": 0.06, "like": 0.14, "product_view": 0.09,
    "product_click": 0.04, "comment": 0.03, "share": 0.005, "follow": 0.005,
}  # fmt: skip
SHOP, SHOW, ROOM = 1, 7, 3
_CODES = np.array([KINDS[name] for name in MIX], np.uint8)
_GOODS = (KINDS["product_view"], KINDS["product_click"])
_WATCHED = (KINDS["heartbeat"], KINDS["leave"])


class Audience:
    """Makes events; the same seed makes the same ones."""

    def __init__(self, viewers: int, seed: int = 11) -> None:
        self._viewers, self._chance = viewers, np.random.default_rng(seed)

    def second(self, ts: int, rows: int, span_ms: int = 1000) -> dict[str, np.ndarray]:
        """Columns of ``rows`` events within ``span_ms`` after ``ts`` (Unix ms)."""
        chance = self._chance
        kind = _CODES[chance.choice(len(_CODES), rows, p=_shares())]
        viewer = 1 + (self._viewers * chance.random(rows) ** 1.5).astype(np.int64)
        return {
            "ts": np.sort(ts + chance.integers(0, span_ms, rows)), "kind": kind, "viewer": viewer,
            "link": np.where(np.isin(kind, _GOODS), chance.integers(1, 60, rows), 0),
            "ms": np.where(np.isin(kind, _WATCHED), 15_000, 0), "source": viewer % len(SOURCES),
            "segment": np.full(rows, 100 + ts // 600_000 % 1000),
        }  # fmt: skip


def _shares() -> np.ndarray:
    shares = np.array(list(MIX.values()))
    return shares / shares.sum()


def packed(columns: dict[str, np.ndarray], sent: int) -> bytes:
    """The events as a msgpack batch of `docs/events.md`."""
    names = ("ts", "kind", "viewer", "link", "ms", "source", "segment")
    rows = [
        [os.urandom(16), ts, kind, SHOP, SHOW, ROOM, viewer, segment, 5, link or None, None, None,
         None, 0, 0, 1, ms, None, False, source, None]
        for ts, kind, viewer, link, ms, source, segment in zip(
            *(columns[name].tolist() for name in names), strict=True
        )
    ]  # fmt: skip
    return msgspec.msgpack.encode([1, sent, list(SOURCES), rows])


def batch(columns: dict[str, np.ndarray]) -> pa.RecordBatch:
    """The events as a batch of the log."""
    rows = len(columns["ts"])
    ids = pa.FixedSizeBinaryArray.from_buffers(
        pa.binary(16), rows, [None, pa.py_buffer(os.urandom(16 * rows))]
    )
    given = {
        "event_id": ids, "ts": columns["ts"], "kind": columns["kind"],
        "shop": np.full(rows, SHOP), "show": np.full(rows, SHOW), "room": np.full(rows, ROOM),
        "viewer": columns["viewer"], "segment_run": columns["segment"],
        "pinned_link": np.full(rows, 5), "amount": np.zeros(rows, np.int64),
        "link": pa.array(columns["link"], mask=columns["link"] == 0),
        "quantity": np.zeros(rows, np.int32), "n": np.ones(rows, np.int32),
        "ms": columns["ms"].astype(np.int32), "rehearsal": np.zeros(rows, np.bool_),
        "source": pa.DictionaryArray.from_arrays(
            pa.array(columns["source"].astype(np.int16)), list(SOURCES)
        ),
    }  # fmt: skip
    arrays = [_array(given.get(field.name), field.type, rows) for field in SCHEMA]
    return pa.RecordBatch.from_arrays(arrays, schema=SCHEMA)


def _array(values: pa.Array | np.ndarray | None, kind: pa.DataType, rows: int) -> pa.Array:
    if values is None:
        return pa.nulls(rows, kind)
    return values if isinstance(values, pa.Array) else pa.array(values, kind)


def seconds(viewers: int, start: int, rows: int, size: int) -> Iterator[dict[str, np.ndarray]]:
    """``rows`` events in pieces of ``size``, a tenth of a second each."""
    audience = Audience(viewers)
    for number in range(rows // size):
        yield audience.second(start + 100 * number, size, 100)
