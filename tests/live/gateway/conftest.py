"""A room on air and the real gateway before it."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from tests.factories.gateway import GatewayProcess
from tests.factories.selling import Stage, stage


@pytest.fixture
def on_air(transactional_db: None) -> Stage:
    return stage(stock=20)


@pytest.fixture
def gateway(on_air: Stage, request: pytest.FixtureRequest) -> Iterator[GatewayProcess]:
    """Its parameter, if any, is added to its environment.

    A unix socket's path must be short, so the folder is not pytest's.
    """
    folder = Path(tempfile.mkdtemp(prefix="kb-gw-"))
    made = GatewayProcess(folder, extra=getattr(request, "param", {}))
    made.start()
    yield made
    if made.process is not None and made.process.poll() is None:
        assert made.stop() == 0, made.log()
    _wait_alone()
    shutil.rmtree(folder)


def _wait_alone() -> None:
    """A session that stays would block the end of the whole run; the test that left it fails."""
    deadline = time.monotonic() + 60
    while others := _others():
        assert time.monotonic() < deadline, f"sessions left in the test database: {others}"
        time.sleep(0.05)  # of a process that was killed: PostgreSQL notices in a moment


def _others() -> list[tuple[object, ...]]:
    query = """
        select application_name, state, query from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid()
          and backend_type = 'client backend'
    """
    with connection.cursor() as cursor:
        cursor.execute(query)
        return list(cursor.fetchall())
