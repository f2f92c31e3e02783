"""The running simulator and the adapters of its three providers, calling back a live server."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.factories.paysim import Cashier, mute, running_paysim
from tests.factories.ports import free_port

from kaibo.foundation.config import config
from kaibo.selling.payments import keys, registry
from kaibo.selling.payments.adapter import Adapter
from kaibo.selling.payments.alipay import AlipayAdapter
from kaibo.selling.payments.stripe import StripeAdapter
from kaibo.selling.payments.wechat import WeChatAdapter


@pytest.fixture(scope="session")
def simulator(tmp_path_factory: pytest.TempPathFactory, session_data: Path) -> Iterator[str]:
    """Address of one simulator for all tests of this folder."""
    yield from running_paysim(session_data, free_port())


@pytest.fixture(scope="session")
def session_data() -> Path:
    return config().data


@pytest.fixture
def cashier(simulator: str, live_server: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cashier]:
    """Every provider, and the registry answering with them. No notice outlives its test."""
    settings = config()
    hooks = {name: live_server.url + keys.notify_path(name) for name in registry.PROVIDERS}
    wechat = replace(keys.simulated(settings, hooks["wechat"]), gateway=simulator)
    alipay = replace(
        keys.simulated_alipay(settings, hooks["alipay"]), gateway=f"{simulator}/gateway.do"
    )
    stripe = replace(keys.simulated_stripe(settings), base=simulator)
    made = Cashier(
        simulator, WeChatAdapter(wechat), AlipayAdapter(alipay), StripeAdapter(stripe), stripe
    )
    made.stripe._client.v1.webhook_endpoints.create(
        {"url": hooks["stripe"], "enabled_events": ["*"]}
    )
    mute(simulator, False)
    real = registry._adapter

    def chosen(name: str, shop: str, is_real: bool, stamp: int) -> Adapter:
        return real(name, shop, is_real, stamp) if is_real else made.adapter(name)

    monkeypatch.setattr(registry, "_adapter", chosen)
    yield made
    mute(simulator)
