"""How the insight process starts: without what it does not need, and figures first."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from kaibo.foundation.config import from_environment
from kaibo.foundation.eventlog import Batch, Writer
from kaibo.insight.engine import service as module
from kaibo.insight.engine.lean import NEEDLESS
from kaibo.insight.engine.service import Service

LATER = {"duckdb", "psycopg", "procrastinate"}
START = """
import sys
from pathlib import Path
from kaibo.insight.engine import lean
lean.begin()
import kaibo.insight.engine.process, kaibo.insight.engine.http
from kaibo.foundation.config import from_environment
from kaibo.insight.engine.service import Service
service = Service(from_environment({"KAIBO_DATA": sys.argv[1]}))
assert service.fold_once() == 1
lean.end()
print(*sys.modules)
"""


def service_of(folder: Path, rows: int = 1) -> Service:
    """With so many rows in the log."""
    config = from_environment({"KAIBO_DATA": str(folder)})
    batch = Batch()
    for viewer in range(rows):
        batch.add("enter", ts=1_763_809_200_000, show=7, room=3, viewer=viewer + 1)
    with Writer(config.events, "gateway") as writer:
        writer.append(batch)
    return Service(config)


def test_a_start_loads_nothing_that_recovery_does_not_need(tmp_path: Path) -> None:
    service_of(tmp_path)
    done = subprocess.run(
        [sys.executable, "-c", START, str(tmp_path)], check=True, capture_output=True, text=True
    )
    loaded = set(done.stdout.split())
    assert "numba" in loaded
    assert loaded & (NEEDLESS | LATER) == set()


def test_loops_that_show_figures_wait_until_the_log_is_read(tmp_path: Path) -> None:
    service, ran = service_of(tmp_path), []
    service.stop.set()
    service._when_caught_up(lambda: ran.append("halfway"))
    assert ran == []
    while service.fold_once():
        pass
    service._when_caught_up(lambda: ran.append("whole"))
    assert ran == ["whole"]


def test_many_rows_are_saved_before_the_time_is_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "SNAPSHOT_SECONDS", 1e9)
    monkeypatch.setattr(module, "SNAPSHOT_ROWS", 10)
    service = service_of(tmp_path, rows=10)
    while service.fold_once():
        pass
    loop = threading.Thread(target=service._snapshot_loop)
    loop.start()
    until = time.monotonic() + 60
    while not service.snapshot_path.exists() and time.monotonic() < until:
        time.sleep(0.02)
    saved = service.snapshot_path.exists()
    service.stop.set()
    loop.join()
    assert saved
    assert Service(service.config).folds.shows == service.folds.shows
