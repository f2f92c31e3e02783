"""A room on air and the real gateway before it."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.factories.gateway import GatewayProcess, wait_alone
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
    wait_alone()
    shutil.rmtree(folder)
