"""Pages with and without permessage-deflate in one room, spoken by an independent client."""

from __future__ import annotations

import asyncio

import pytest
from tests.factories.gateway import GatewayProcess, Page, in_database, page, token
from tests.factories.selling import Stage
from websockets.asyncio.client import connect

from kaibo.liveroom import facade
from kaibo.liveroom.contracts import Announced

AGREED = pytest.mark.parametrize("gateway", [{"KAIBO_DEFLATE": "1"}], indirect=True)


@AGREED
async def test_both_kinds_of_pages_hear_the_same(gateway: GatewayProcess, on_air: Stage) -> None:
    slug, room = on_air.room.slug, on_air.room.id
    async with (
        connect(gateway.url, compression="deflate") as line,
        page(gateway, slug, token(8)) as plain,
    ):
        agreed = line.response.headers["Sec-WebSocket-Extensions"]
        assert "server_no_context_takeover" in agreed
        packed = Page(line)
        await packed.send(k="hello", token=token(7), room=slug)  # compressed by the client
        await packed.kind("welcome")
        await plain.kind("welcome")
        for number in range(1, 4):
            text = f"第{number}件开抢" * 20
            await in_database(facade.append_event, room, Announced(text=text))
        for one in (packed, plain):
            await one.until(lambda frame: any(e["seq"] == 3 for e in frame.get("ev", [])))
        assert packed.seqs == plain.seqs == [1, 2, 3]


@AGREED
async def test_a_bomb_is_refused(gateway: GatewayProcess, on_air: Stage) -> None:
    async with connect(gateway.url, compression="deflate") as line:
        one = Page(line)
        await one.send(k="comment", id="1", text="哈" * 2_000_000)
        assert await one.closed() == 4413


async def test_nothing_is_agreed_unless_it_is_switched_on(
    gateway: GatewayProcess, on_air: Stage
) -> None:
    async with connect(gateway.url, compression="deflate") as line:
        assert "Sec-WebSocket-Extensions" not in line.response.headers
        one = Page(line)
        await one.send(k="hello", token=token(7), room=on_air.room.slug)
        await asyncio.wait_for(one.kind("welcome"), 60)
