"""Collects events column by column; building objects first would cost ten times as much."""

from __future__ import annotations

import os
from typing import Any

import pyarrow as pa

from kaibo.foundation.eventlog.schema import FIELDS, KINDS, SCHEMA

_INT32 = 2**31 - 1


class Batch:
    """Events on their way to a `Writer`. One owner fills it, then hands it over."""

    def __init__(self) -> None:
        self._columns: dict[str, list[Any]] = {name: [] for name in FIELDS}
        self._adders = tuple(self._columns[name].append for name in FIELDS)

    def __len__(self) -> int:
        return len(self._columns["ts"])

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
        row = (
            event_id or os.urandom(16), ts, KINDS[kind], shop, show, room, viewer, segment_run,
            pinned_link, link, sku, offer, ref, amount, quantity, n, min(ms, _INT32), video_ms,
            rehearsal, source, text,
        )  # fmt: skip
        for append, value in zip(self._adders, row, strict=True):
            append(value)

    def to_arrow(self) -> pa.RecordBatch:
        """The events so far as one record batch of `SCHEMA`."""
        arrays = [_array(self._columns[field.name], field.type) for field in SCHEMA]
        return pa.RecordBatch.from_arrays(arrays, schema=SCHEMA)


def _array(values: list[Any], kind: pa.DataType) -> pa.Array:
    if pa.types.is_dictionary(kind):
        return pa.array(values, pa.string()).dictionary_encode().cast(kind)
    return pa.array(values, kind)
