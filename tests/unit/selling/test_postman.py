"""Notices of the payment simulator: muted, none is left over and none is cut off."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from kaibo.selling.paysim.notices import Letter, Postman


class Merchant:
    """Answers a notice when it is let; counts those that came and those it has dealt with."""

    def __init__(self) -> None:
        self.came = asyncio.Event()
        self.may_answer = asyncio.Event()
        self.dealt_with = 0
        self.status = 200

    async def notified(self, _: web.Request) -> web.Response:
        self.came.set()
        await self.may_answer.wait()
        self.dealt_with += 1
        return web.Response(status=self.status)


@pytest.fixture
async def merchant() -> AsyncIterator[tuple[Merchant, str]]:
    made, app = Merchant(), web.Application()
    app.router.add_post("/notify", made.notified)
    async with TestServer(app) as server:
        yield made, str(server.make_url("/notify"))


async def test_muting_waits_for_the_notice_under_way(merchant: tuple[Merchant, str]) -> None:
    shop, url = merchant
    postman = Postman()
    postman.send(lambda: Letter(url, b"{}", {}))
    await asyncio.wait_for(shop.came.wait(), 10)
    muting = asyncio.ensure_future(postman.mute(True))
    await asyncio.sleep(0.05)
    assert not muting.done()
    shop.may_answer.set()
    await asyncio.wait_for(muting, 10)
    assert shop.dealt_with == 1


async def test_muted_it_does_not_try_again_nor_later(
    merchant: tuple[Merchant, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    shop, url = merchant
    monkeypatch.setattr("kaibo.selling.paysim.notices.PAUSES_S", (0.0, 0.01, 0.01))
    shop.status = 500
    postman = Postman()
    postman.send(lambda: Letter(url, b"{}", {}))
    await asyncio.wait_for(shop.came.wait(), 10)
    muting = asyncio.ensure_future(postman.mute(True))
    await asyncio.sleep(0)
    shop.may_answer.set()
    await asyncio.wait_for(muting, 10)
    postman.send(lambda: Letter(url, b"{}", {}))
    await asyncio.sleep(0.1)
    assert shop.dealt_with == 1
    shop.status = 200
    await postman.mute(False)
    postman.send(lambda: Letter(url, b"{}", {}))
    for _ in range(200):
        await asyncio.sleep(0.02)
        if shop.dealt_with == 2:
            break
    assert shop.dealt_with == 2
