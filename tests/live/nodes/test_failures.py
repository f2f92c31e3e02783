"""A gateway is killed, NATS hangs or dies: the room goes on, and comes together again by itself."""

from __future__ import annotations

import asyncio
import shutil
import time
from typing import Any

import pytest
from tests.factories.gateway import Page, page, token
from tests.factories.nats import NatsServer
from tests.factories.selling import Stage
from tests.live.nodes.conftest import Pair
from tests.live.nodes.test_one_room import happen, log_of, pages, until_count

from kaibo.liveroom.contracts import Announced

UP = "kaibo_gateway_bus_up"
PEERS = "kaibo_gateway_bus_peers"


def announced(first: int, last: int) -> list[Any]:
    return [Announced(text=f"第{number}次") for number in range(first, last + 1)]


async def read_to(one: Page, seq: int) -> None:
    await one.until(lambda frame: seq in [event["seq"] for event in frame.get("ev", [])])


@pytest.mark.parametrize("keeps_folder", [True, False])
async def test_after_kill_9_a_page_goes_on_at_the_other_node(
    pair: Pair, on_air: Stage, keeps_folder: bool
) -> None:
    """Events, likes, viewers and the visit stay; the killed one learns of them when it is back."""
    slug, room = on_air.room.slug, on_air.room.id
    async with pages(pair, on_air, 7, 8) as (one, two):
        await one.send(k="like", n=30)
        await two.send(k="like", n=4)
        await happen(room, *announced(1, 3))
        for reader in (one, two):
            await read_to(reader, 3)
            await until_count(reader, likes=34, uv=2, online=2)
        await asyncio.to_thread(pair[0].kill)
        await happen(room, *announced(4, 5))  # while his page looks for a line
        async with page(pair[1], slug, token(7), epoch=1, seq=3) as again:
            await again.kind("welcome")
            await happen(room, *announced(6, 6))
            await read_to(again, 6)
            await read_to(two, 6)
            assert one.seqs + again.seqs == two.seqs == [1, 2, 3, 4, 5, 6]
            await until_count(again, likes=34, uv=2, online=2)
            if not keeps_folder:
                shutil.rmtree(pair[0].data / "gateway")
            await asyncio.to_thread(pair[0].start)
            async with page(pair[0], slug, token(9)) as third:
                await third.send(k="like", n=2)
                for reader in (again, two, third):
                    await until_count(reader, likes=36, uv=3, online=3)
    await asyncio.to_thread(lambda: [gateway.stop() for gateway in pair])
    enters = [row["viewer"] for row in log_of(pair) if row["kind"] == "enter"]
    assert sorted(enters) == [7, 8, 9]


@pytest.mark.parametrize("seconds", [3, pytest.param(10, marks=pytest.mark.slow)])
@pytest.mark.parametrize("how", ["freeze", "kill"])
async def test_the_nodes_run_alone_without_nats_and_agree_after_it(
    pair: Pair, on_air: Stage, nats_server: NatsServer, how: str, seconds: int
) -> None:
    slug, room = on_air.room.slug, on_air.room.id
    async with pages(pair, on_air, 7, 8) as (one, two):
        await one.send(k="like", n=1)
        for reader in (one, two):
            await until_count(reader, likes=1, uv=2, online=2)
        away_at = time.monotonic()
        await asyncio.to_thread(getattr(nats_server, how))
        await happen(room, *announced(1, 3))
        await two.send(k="comment", id="c", text="在吗")
        await two.kind("ok", id="c")
        await one.send(k="like", n=5)
        await two.send(k="like", n=7)
        async with page(pair[1], slug, token(9)) as guest:
            await guest.kind("welcome")
        for gateway in pair:  # each notices and counts its own alone
            await asyncio.to_thread(gateway.wait_metric, UP, 0)
            await asyncio.to_thread(gateway.wait_metric, PEERS, 0)
        await until_count(one, online=1, likes=6)
        await until_count(two, online=1, likes=8)
        for reader in (one, two):
            await read_to(reader, 3)
        async with page(pair[1], slug, token(7), epoch=1, seq=2) as moved:
            await moved.kind("welcome")
            await read_to_welcome(moved, 3)
        await asyncio.sleep(max(0.0, away_at + seconds - time.monotonic()))
        await asyncio.to_thread(nats_server.thaw if how == "freeze" else nats_server.start)
        for reader in (one, two):
            await until_count(reader, likes=13, uv=3, online=2)
            await reader.until(lambda _, reader=reader: "在吗" in reader.comments)  # type: ignore[misc]
        await happen(room, *announced(4, 4))
        for reader in (one, two):
            await read_to(reader, 4)
            assert reader.seqs == [1, 2, 3, 4]
            assert reader.comments.count("在吗") == 1
        assert moved.seqs[:1] == [3]
    await asyncio.to_thread(lambda: [gateway.stop() for gateway in pair])
    likes = [row["n"] for row in log_of(pair) if row["kind"] == "like"]
    assert sum(likes) == 13


async def read_to_welcome(one: Page, seq: int) -> None:
    """The gap that the welcome replayed."""
    welcome = await one.kind("welcome")
    assert [event["seq"] for event in welcome["events"]] == [seq]


async def test_a_clean_stop_hands_the_pages_over(pair: Pair, on_air: Stage) -> None:
    slug = on_air.room.slug
    async with pages(pair, on_air, 7, 8) as (one, two):
        stopping = asyncio.create_task(asyncio.to_thread(pair[0].stop))
        assert await one.closed() == 4503
        async with page(pair[1], slug, token(7), epoch=1) as again:
            await again.kind("welcome")
            assert await stopping == 0
            for reader in (two, again):
                await until_count(reader, online=2, uv=2)
    await asyncio.to_thread(pair[1].stop)
    enters = [row["viewer"] for row in log_of(pair) if row["kind"] == "enter"]
    assert sorted(enters) == [7, 8]
