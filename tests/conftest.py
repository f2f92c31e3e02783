"""Every test session runs on its own real PostgreSQL; nothing listens but on loopback."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from kaibo.supervisor.postgres import Postgres

_folder = Path(tempfile.mkdtemp(prefix="kaibo-test-"))
os.environ["KAIBO_DATA"] = str(_folder)
os.environ.setdefault("HOST", "127.0.0.1")


def pytest_configure(config: pytest.Config) -> None:
    """Start the session's PostgreSQL before Django reads its settings."""
    if hasattr(config, "workerinput"):
        pass  # each xdist worker has its own folder and its own cluster
    cluster = Postgres(_folder / "postgres")
    cluster.prepare()
    process = cluster.spawn()
    cluster.wait_ready()
    config.add_cleanup(lambda: _stop(cluster, process))


def _stop(cluster: Postgres, process: object) -> None:
    import shutil

    cluster.stop(process)  # type: ignore[arg-type]
    shutil.rmtree(_folder, ignore_errors=True)


@pytest.fixture
def data_folder() -> Iterator[Path]:
    """The data folder of this test session."""
    yield _folder
