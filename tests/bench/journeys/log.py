"""A synthetic log as the sealer leaves it: one Parquet part a day, in the order of time."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from kaibo.foundation.eventlog import KINDS

FIRST_DAY, DAYS, DAY_MS = 20_400, 14, 86_400_000
SOURCES = ("", "feed", "follow", "search", "share", "ad")
MIX = {
    "enter": 0.10, "heartbeat": 0.47, "like": 0.15, "product_view": 0.12, "product_click": 0.07,
    "comment": 0.04, "order": 0.03, "pay": 0.02,
}  # fmt: skip
EVENTS_PER_VIEWER = 27


def make(folder: Path, events: int, seed: int = 7) -> list[Path]:
    """``events`` rows over `DAYS` days; viewers come by a long tail, mostly in the evening."""
    folder.mkdir(parents=True, exist_ok=True)
    chance, viewers = np.random.default_rng(seed), max(100, events // EVENTS_PER_VIEWER)
    paths = []
    for day in range(DAYS):
        path = folder / f"day-{day:02d}.parquet"
        pq.write_table(_day(chance, day, events // DAYS, viewers), path, compression="zstd")
        paths.append(path)
    return paths


def _day(chance: np.random.Generator, day: int, rows: int, viewers: int) -> pa.Table:
    begin = (FIRST_DAY + day) * DAY_MS - 8 * 3_600_000
    evening = chance.normal(20.5, 1.5, rows) * 3_600_000
    ts = np.sort(begin + np.mod(evening, DAY_MS).astype(np.int64))
    rank = np.arange(rows)  # no two in one millisecond, where engines choose as they like
    ts = np.maximum.accumulate(ts - rank) + rank
    codes = np.array([KINDS[name] for name in MIX], np.uint8)
    kind = codes[chance.choice(len(codes), rows, p=list(MIX.values()))]
    viewer = 1 + (viewers * chance.random(rows) ** 1.5).astype(np.int64)
    source = pa.DictionaryArray.from_arrays(
        pa.array(chance.integers(0, len(SOURCES), rows, dtype=np.int32)), list(SOURCES)
    )
    ids = pa.FixedSizeBinaryArray.from_buffers(
        pa.binary(16), rows, [None, pa.py_buffer(chance.bytes(16 * rows))]
    )
    return pa.table({
        "event_id": ids, "ts": ts, "kind": kind, "show": np.full(rows, day + 1),
        "viewer": viewer, "link": chance.integers(1, 60, rows),
        "amount": np.where(kind == KINDS["pay"], chance.integers(100, 90_000, rows), 0),
        "n": np.ones(rows, np.int32), "source": source.cast(pa.string()),
    })  # fmt: skip
