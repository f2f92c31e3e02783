"""CPU from msgpack bytes to durable and aggregated; and how wrong a sketched UV is."""

from __future__ import annotations

import resource
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from tests.bench.insight import log

from kaibo.foundation.clock import now_ms
from kaibo.foundation.config import from_environment
from kaibo.insight.engine import query
from kaibo.insight.engine.fold import EXACT_VIEWERS, Folds
from kaibo.insight.engine.service import Service
from kaibo.insight.engine.state import Key
from kaibo.insight.rules.view import View

VIEWERS, SIZE = 100_000, 5_000  # a batch is a tenth of a second at 50,000 events a second


def ingest(folder: Path, events: int) -> dict[str, Any]:
    """Every batch is read, checked, appended with fsync, read back from the log and folded.

    One process; user and system time of all its threads. The batches are made before; the first
    fifth, with which the show grows to its size, is not measured.
    """
    batches = _batches(now_ms() - events // 50, events)
    service = Service(from_environment({"KAIBO_DATA": str(folder)}))
    fifth = len(batches) // 5
    _run(service, batches[:fifth])
    spent = _run(service, batches[fifth:])
    service.intake.close()
    fold = service.folds.shows[Key(log.SHOW, False)]
    figures = query.live_figures(fold, fold.last_ts)
    if fold.rows != events:
        raise SystemExit(f"{fold.rows} of {events} events were folded")
    measured = SIZE * (len(batches) - fifth)
    return {
        "ingest_eps_core": round(measured / spent), "ingest_events": measured,
        "ingest_bytes_per_event": round(sum(map(len, batches)) / events, 1),
        "live_metrics": sum(value is not None for value in figures.values()),
    }  # fmt: skip


def _batches(start: int, events: int) -> list[bytes]:
    found = log.seconds(VIEWERS, start, events, SIZE)
    return [log.packed(columns, now_ms()) for columns in found]


def _run(service: Service, batches: list[bytes]) -> float:
    """CPU-seconds until all of it is on disk and in the figures."""
    before = resource.getrusage(resource.RUSAGE_SELF)
    for data in batches:
        service.intake.take(data)
        service.fold_once()
    while service.fold_once():
        pass
    after = resource.getrusage(resource.RUSAGE_SELF)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def sketch(trials: int, viewers: int = 600_000, step: int = 100_000) -> dict[str, Any]:
    """The error of UV, relative, at every ``step`` viewers above the exact limit."""
    row = log.batch(log.Audience(10).second(0, 1)).to_pylist()[0]
    errors = []
    for trial in range(trials):
        folds = Folds()
        for part in range(viewers // step):
            folds.add(_enters(row, trial * viewers + part * step, step))
            seen = (part + 1) * step
            found = View(folds.shows[Key(log.SHOW, False)].total).u("enter")
            if seen <= EXACT_VIEWERS:
                if found != seen:
                    raise SystemExit(f"{found} viewers counted, {seen} came")
            else:
                errors.append(abs(found - seen) / seen)
    return {"uv_err_p99": round(float(np.quantile(errors, 0.99)), 5), "uv_counts": len(errors)}


def _enters(row: dict[str, Any], first: int, count: int) -> pa.RecordBatch:
    columns = {name: np.zeros(count, np.int64) for name in ("ts", "viewer", "link", "ms", "source")}
    columns["viewer"] = np.arange(first, first + count) * 31 + 1
    return log.batch({**columns, "kind": np.ones(count, np.uint8),
                      "segment": np.full(count, row["segment_run"])})  # fmt: skip
