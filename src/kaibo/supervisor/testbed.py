"""pytest plugin: every test session (and each xdist worker) runs on its own real PostgreSQL.

Loaded by ``-p`` in ``pyproject.toml``, before Django reads its settings.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

from kaibo.supervisor.postgres import Postgres

FOLDER = Path(tempfile.mkdtemp(prefix="kaibo-test-"))
os.environ["KAIBO_DATA"] = str(FOLDER)
os.environ.pop("DATABASE_URL", None)
os.environ["HOST"] = "127.0.0.1"


def pytest_configure(config: Any) -> None:
    """Start the session's cluster; it is stopped and removed when pytest ends."""
    cluster = Postgres(FOLDER / "postgres")
    cluster.prepare()
    process = cluster.spawn()
    cluster.wait_ready()

    def remove() -> None:
        cluster.stop(process)
        shutil.rmtree(FOLDER, ignore_errors=True)

    config.add_cleanup(remove)
