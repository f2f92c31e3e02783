"""A room on air and the real gateway before it."""

from __future__ import annotations

import shutil
import tempfile
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
def gateway(on_air: Stage) -> Iterator[GatewayProcess]:
    """A unix socket's path must be short, so the folder is not pytest's."""
    folder = Path(tempfile.mkdtemp(prefix="kb-gw-"))
    made = GatewayProcess(folder)
    made.start()
    yield made
    if made.process is not None and made.process.poll() is None:
        assert made.stop() == 0, made.log()
    with connection.cursor() as cursor:  # of processes that a test killed; they would block the end
        cursor.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity "
            "where datname = current_database() and pid <> pg_backend_pid()"
        )
    shutil.rmtree(folder)
