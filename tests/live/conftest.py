"""Fixtures of the live processes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.factories.order_writer import OrderWriter, running
from tests.factories.paysim import running_paysim
from tests.factories.ports import free_port

from kaibo.foundation.config import config
from kaibo.selling import facade
from kaibo.selling.payments.keys import NOTIFY_PATH, simulated
from kaibo.selling.payments.wechat import WeChatAdapter


@pytest.fixture
def order_writer(
    transactional_db: None, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[OrderWriter]:
    """The order writer on the test database; its parameter, if any, is added to its environment."""
    yield from running(tmp_path, getattr(request, "param", {}))


@pytest.fixture
def cashier(
    live_server: Any, data_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[WeChatAdapter]:
    """The adapter of a running simulator that sends its notices to the live server."""
    port = free_port()
    who = replace(
        simulated(config(), live_server.url + NOTIFY_PATH), gateway=f"http://127.0.0.1:{port}"
    )
    adapter = WeChatAdapter(who)
    monkeypatch.setattr(facade, "adapter", lambda *_: adapter)
    simulator = running_paysim(data_folder, port)
    next(simulator)
    yield adapter
    next(simulator, None)
