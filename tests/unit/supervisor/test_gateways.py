"""Several gateways on one machine: what is started, how they hear each other, who finds them."""

from __future__ import annotations

import asyncio
import stat
import subprocess
import time
from dataclasses import replace
from pathlib import Path

import pytest
from tests.factories.ports import free_port

from kaibo.console.middleware import origins
from kaibo.console.routes.room_page import _in_turn
from kaibo.foundation import addresses
from kaibo.foundation.config import Config, from_environment, with_gateways
from kaibo.gateway.bus.nats import NatsBus
from kaibo.supervisor import nats
from kaibo.supervisor.child import environment
from kaibo.supervisor.processes import Process, platform


def settings(folder: Path, **values: str) -> Config:
    return from_environment({"KAIBO_DATA": str(folder), "HOST": "192.0.2.7"} | values)


def gateways(config: Config) -> list[Process]:
    return [one for one in platform(config, demo=False) if one.name.startswith("gateway")]


def started(server: Process) -> subprocess.Popen[bytes]:
    return subprocess.Popen(server.command, stderr=subprocess.DEVNULL)


def test_one_gateway_unless_more_are_asked_for(tmp_path: Path) -> None:
    config = with_gateways(settings(tmp_path), 0)
    assert [one.name for one in gateways(config)] == ["gateway"]
    assert nats.own_server(config) == (config, [])


def test_each_gateway_reads_its_own_name_and_port(tmp_path: Path) -> None:
    config = with_gateways(settings(tmp_path), 3)
    started = gateways(config)
    assert [one.name for one in started] == ["gateway", "gateway-2", "gateway-3"]
    read = [from_environment(environment(config) | dict(one.environment)) for one in started]
    assert [(one.gateway_port, one.gateway_ports) for one in read] == [
        (8001, (8001,)), (8011, (8011,)), (8012, (8012,)),
    ]  # fmt: skip
    assert len({one.gateway_socket for one in read}) == 3
    assert from_environment(environment(config)).gateway_ports == (8001, 8011, 8012)


def test_a_list_of_ports_goes_before_a_number(tmp_path: Path) -> None:
    config = with_gateways(settings(tmp_path, GATEWAY_PORTS="9001,9002"), 3)
    assert (config.gateway_port, config.gateway_ports) == (9001, (9001, 9002))


@pytest.mark.parametrize("name", ["Gateway", "outbox", "gateway/../x", "gateway" + "9" * 31])
def test_a_name_that_is_no_gateway_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="KAIBO_GATEWAY_NAME"):
        settings(tmp_path, KAIBO_GATEWAY_NAME=name)


def test_pages_take_the_gateways_in_turn_and_may_reach_them_all(tmp_path: Path) -> None:
    config = with_gateways(settings(tmp_path), 2)
    urls = addresses.gateways(config)
    assert urls == ["ws://192.0.2.7:8001/ws", "ws://192.0.2.7:8011/ws"]
    assert {_in_turn(urls)[0] for _ in range(4)} == set(urls)
    assert {"ws://192.0.2.7:8001", "ws://192.0.2.7:8011"} <= set(origins(config))
    far = replace(config, gateway_urls=("wss://g1.example.cn/ws", "wss://g2.example.cn/ws"))
    assert addresses.gateways(far) == list(far.gateway_urls)
    assert {"wss://g1.example.cn", "wss://g2.example.cn"} <= set(origins(far))
    proxied = replace(config, public_origin="https://live.example.cn")
    assert addresses.gateways(proxied) == ["wss://live.example.cn/ws"]


def test_without_a_server_the_owner_is_told_what_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    config = with_gateways(settings(tmp_path), 2)
    with pytest.raises(nats.NatsMissing, match="KAIBO_NATS_URL"):
        nats.own_server(config)
    given = replace(config, nats_url="nats://x:4222")
    assert nats.own_server(given) == (given, [])


async def test_our_own_server_lets_in_who_has_the_token(tmp_path: Path) -> None:
    config = with_gateways(settings(tmp_path, NATS_PORT=str(free_port())), 2)
    config, [server] = nats.own_server(config)
    assert config.nats_url is not None
    assert stat.S_IMODE((config.run / "nats.conf").stat().st_mode) == 0o600
    assert config.nats_url.split("@")[0].removeprefix("nats://") not in " ".join(server.command)
    with await asyncio.to_thread(started, server) as process:
        ours = NatsBus(config.nats_url, "k", "ours")
        stranger = NatsBus(f"nats://127.0.0.1:{config.nats_port}", "k", "stranger")
        ups: list[str] = []
        ours.start(lambda: ups.append("ours"))
        stranger.start(lambda: ups.append("stranger"))
        deadline = time.monotonic() + 30
        while "ours" not in ups:
            assert time.monotonic() < deadline, "the server does not let us in"
            await asyncio.sleep(0.02)
        await ours.stop()
        await stranger.stop()
        process.terminate()
    assert ups == ["ours"]
