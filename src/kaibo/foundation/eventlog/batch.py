"""Collects events as plain rows on a loop that has no time; `to_arrow` turns them into columns."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import Any

import pyarrow as pa

from kaibo.foundation.eventlog.schema import KINDS, SCHEMA

_INT32 = 2**31 - 1
_IDS_AT_ONCE = 64


class Batch:
    """Events on their way to a `Writer`. One owner fills it, then hands it over."""

    def __init__(self) -> None:
        self._ids = _random_ids()
        self._rows: list[tuple[Any, ...]] = []  # in the order of `SCHEMA`

    def __len__(self) -> int:
        return len(self._rows)

    def add(
        self,
        kind: str,
        *,
        ts: int,
        show: int,
        shop: int = 0,
        room: int = 0,
        viewer: int = 0,
        event_id: bytes | None = None,
        segment_run: int | None = None,
        pinned_link: int | None = None,
        link: int | None = None,
        sku: int | None = None,
        offer: int | None = None,
        ref: int | None = None,
        amount: int = 0,
        quantity: int = 0,
        n: int = 1,
        ms: int = 0,
        video_ms: int | None = None,
        rehearsal: bool = False,
        source: str = "",
        text: str | None = None,
    ) -> None:
        """Append one event. ``ts`` in Unix ms, ``event_id`` 16 bytes (random when not given).

        ``show`` and ``room`` are 0 where there is none. Raises KeyError for an unknown kind and
        ValueError for an ``event_id`` of another length.
        """
        if event_id is not None and len(event_id) != 16:
            raise ValueError(f"event_id has {len(event_id)} bytes; give the 16 bytes of a UUID")
        self._rows.append((
            event_id or next(self._ids), ts, KINDS[kind], shop, show, room, viewer, segment_run,
            pinned_link, link, sku, offer, ref, amount, quantity, n,
            ms if ms < _INT32 else _INT32, video_ms, rehearsal, source, text,
        ))  # fmt: skip

    def to_arrow(self) -> pa.RecordBatch:
        """The events so far as one record batch of `SCHEMA`."""
        columns = zip(*self._rows, strict=True) if self._rows else ((),) * len(SCHEMA)
        arrays = [_array(one, field.type) for one, field in zip(columns, SCHEMA, strict=True)]
        return pa.RecordBatch.from_arrays(arrays, schema=SCHEMA)


def _random_ids() -> Iterator[bytes]:
    """16 random bytes each; one system call for many."""
    while True:
        block = os.urandom(16 * _IDS_AT_ONCE)
        for start in range(0, len(block), 16):
            yield block[start : start + 16]


def _array(values: Sequence[Any], kind: pa.DataType) -> pa.Array:
    if pa.types.is_dictionary(kind):
        return pa.array(values, pa.string()).dictionary_encode().cast(kind)
    return pa.array(values, kind)
