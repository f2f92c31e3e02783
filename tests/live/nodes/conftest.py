"""A room on air, a NATS server and two gateways before it, each with a folder of its own."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.factories.gateway import GatewayProcess, wait_alone
from tests.factories.nats import NatsServer
from tests.factories.selling import Stage, stage

Pair = tuple[GatewayProcess, GatewayProcess]


@pytest.fixture
def on_air(transactional_db: None) -> Stage:
    return stage(stock=20)


@pytest.fixture
def nats_server(tmp_path: Path) -> Iterator[NatsServer]:
    made = NatsServer(tmp_path)
    made.start()
    yield made
    made.stop()


@pytest.fixture
def pair(on_air: Stage, nats_server: NatsServer, request: pytest.FixtureRequest) -> Iterator[Pair]:
    """Two gateways; its parameter, if any, is added to the environment of the second."""
    folders = [Path(tempfile.mkdtemp(prefix="kb-gw-")) for _ in range(2)]
    url = {"KAIBO_NATS_URL": nats_server.url}
    extra = getattr(request, "param", {})
    made = (
        GatewayProcess(folders[0], extra=url),
        GatewayProcess(folders[1], extra=url | {"KAIBO_GATEWAY_NAME": "gateway-2"} | extra),
    )
    for one in made:
        one.start()
        one.wait_metric("kaibo_gateway_bus_up", 1)
    yield made
    for one in made:
        if one.process is not None and one.process.poll() is None:
            assert one.stop() == 0, one.log()
    wait_alone()
    for folder in folders:
        shutil.rmtree(folder)
