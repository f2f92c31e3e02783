"""Quick bench of the event log and the folds: ``python -m tests.bench.insight``.

The last line is JSON with what was measured in this run. A ratio is against a reference of the
same run: appending against a raw write + fsync of the same bytes, folding against reading only.
"""

from __future__ import annotations

import json
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.factories.show_log import ShowLog, goods

from kaibo.foundation.eventlog import Reader, Writer
from kaibo.foundation.eventlog.frames import encode, frame
from kaibo.insight.engine import query, snapshot
from kaibo.insight.engine.fold import Folds


def seconds(action: Callable[[], object]) -> float:
    """CPU seconds of one call in this process."""
    start = time.process_time()
    action()
    return time.process_time() - start


def main() -> None:
    show = ShowLog(show=7, goods=goods(5), viewers=3000, minutes=120)
    batches = [batch.to_arrow() for batch in show.batches(5000)]
    events = sum(batch.num_rows for batch in batches)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with Writer(folder, "bench") as writer:
            wall = time.perf_counter()
            for batch in batches:
                writer.append(batch)
            wall = time.perf_counter() - wall
        [segment] = (folder / "bench").glob("*.kev")
        raw = _raw(folder / "raw", segment.stat().st_size, len(batches))
        read = seconds(lambda: Reader(folder).poll(10**6))
        folds = Folds()
        folding = seconds(lambda: [folds.add(batch) for batch in batches])
        [fold] = folds.shows.values()
        figures = seconds(lambda: query.live_figures(fold, show.end_ms))
        saved = seconds(lambda: snapshot.save(folder / "snapshot", folds, {}))
    print(  # noqa: T201
        json.dumps({
            "events": events,
            "bytes_per_event": round(segment_bytes(batches) / events, 1),
            "append_per_wall_second": round(events / wall),
            "append_to_raw_fsync": round(wall / raw, 2),
            "read_per_core_second": round(events / max(read, 1e-9)),
            "fold_per_core_second": round(events / folding),
            "live_figures_ms": round(1000 * figures, 2),
            "snapshot_ms": round(1000 * saved, 2),
        })
    )  # fmt: skip


def segment_bytes(batches: list[object]) -> int:
    """Size of the batches as framed."""
    return sum(len(frame(encode(batch))) for batch in batches)


def _raw(path: Path, size: int, writes: int) -> float:
    """Wall seconds to write so many bytes in so many writes, each with fsync."""
    piece = os.urandom(size // writes)
    start = time.perf_counter()
    with path.open("wb", buffering=0) as file:
        for _ in range(writes):
            file.write(piece)
            os.fsync(file.fileno())
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
