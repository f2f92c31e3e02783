"""Hello, the state on entering, who may enter, and the frames nobody should send."""

from __future__ import annotations

import asyncio
import json
import time

import pytest
from tests.factories.gateway import GatewayProcess, page, token
from tests.factories.selling import PRICE, Stage
from websockets.asyncio.client import connect


async def test_welcome_carries_the_whole_room(gateway: GatewayProcess, on_air: Stage) -> None:
    async with page(gateway, on_air.room.slug, token(7)) as one:
        welcome = await one.kind("welcome")
    assert (welcome["viewer"], welcome["role"]) == (7, "buyer")
    state = welcome["state"]
    assert state["room_id"] == on_air.room.id
    assert state["is_on_air"] is True
    offer = state["links"][0]["offers"][0]
    assert (offer["offer_id"], offer["price"], offer["left"]) == (on_air.offer.id, PRICE, 20)


async def test_online_and_viewers_are_counted(gateway: GatewayProcess, on_air: Stage) -> None:
    slug = on_air.room.slug
    async with page(gateway, slug, token(7)) as one, page(gateway, slug, token(8)) as two:
        await two.kind("welcome")
        tick = await one.until(lambda frame: frame.get("on") == 2)
        assert tick["k"] == "t"
        async with page(gateway, slug, token(8)) as again:
            welcome = await again.kind("welcome")
        assert (welcome["online"], welcome["uv"]) == (2, 2)


@pytest.mark.parametrize(
    ("room", "bearer", "code"),
    [
        ("nowhere", lambda: token(7), 4404),
        ("", lambda: token(7, expires_at=int(time.time()) - 1), 4401),
        ("", lambda: token(7)[:-4] + "AAAA", 4401),
        ("", lambda: "x" * 12_000, 4401),
        ("", lambda: token(7, "staff", shop=987654), 4403),
    ],
)
async def test_who_may_not_enter_is_told_why(
    gateway: GatewayProcess, on_air: Stage, room: str, bearer: object, code: int
) -> None:
    async with page(gateway, room or on_air.room.slug, bearer()) as one:  # type: ignore[operator]
        assert await one.closed() == code


async def test_a_viewer_does_not_enter_as_console(gateway: GatewayProcess, on_air: Stage) -> None:
    async with page(gateway, on_air.room.slug, token(7), page="console") as one:
        assert await one.closed() == 4403


async def test_a_token_that_runs_out_closes_the_page(
    gateway: GatewayProcess, on_air: Stage
) -> None:
    for seconds in (2, 10, 40):  # it must last until the welcome
        bearer = token(7, expires_at=int(time.time()) + seconds)
        async with page(gateway, on_air.room.slug, bearer) as one:
            assert await one.closed() == 4401
        if any(frame["k"] == "welcome" for frame in one.frames):
            return
    raise AssertionError("never welcomed")


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("{", 4400),
        ("[]", 4400),
        ("nonsense", 4400),
        (b"\x00\x01", 4400),
        ('{"k":"unknown"}', 4400),
        ('{"k":"like","n":"many"}', 4400),
        ('{"k":"like","n":-1}', 4400),
        ('{"k":"like","n":1e400}', 4400),
        ('{"k":"comment","id":"1","text":"x","extra":1}', 4400),
        ('{"k":"comment","id":1,"text":"x"}', 4400),
        ('{"k":"buy","id":"1","offer":99999999999999999999,"quantity":1,"price":1}', 4400),
        ('{"k":"beacon","items":[]}', 4400),
        ('{"k":"beacon","items":[{"id":"1","kind":"order"}]}', 4400),
        ("[" * 8000, 4400),
        (json.dumps({"k": "comment", "id": "1", "text": "长" * 3000}), 4413),
        ("x" * 20_000, 4413),
    ],
)
async def test_broken_frames_close_with_a_reason(
    gateway: GatewayProcess, on_air: Stage, raw: str | bytes, code: int
) -> None:
    async with page(gateway, on_air.room.slug, token(7)) as one:
        await one.kind("welcome")
        await one.socket.send(raw)
        assert await one.closed() == code
    async with page(gateway, on_air.room.slug, token(8)) as other:
        await other.kind("welcome")  # nobody else is harmed


async def test_commands_before_hello_are_not_heard(gateway: GatewayProcess) -> None:
    async with connect(gateway.url, compression=None) as socket:
        await socket.send('{"k":"ping"}')
        async with asyncio.timeout(60):
            await socket.wait_closed()
        assert socket.close_code == 4408


async def test_the_sixth_page_of_a_viewer_closes_the_first(
    gateway: GatewayProcess, on_air: Stage
) -> None:
    slug, bearer = on_air.room.slug, token(7)
    async with page(gateway, slug, bearer) as first:
        await first.kind("welcome")
        others = [page(gateway, slug, bearer) for _ in range(5)]
        for other in others:
            await (await other.__aenter__()).kind("welcome")
        assert await first.closed() == 4409
        for other in others:
            await other.__aexit__(None, None, None)


async def test_health_metrics_and_nothing_else(gateway: GatewayProcess, on_air: Stage) -> None:
    async with page(gateway, on_air.room.slug, token(7)) as one:
        await one.kind("welcome")
        await asyncio.to_thread(gateway.wait_metric, "kaibo_gateway_connections", 1)
    with pytest.raises(OSError, match="404"):
        await asyncio.to_thread(gateway.get, "/admin")


async def test_sigterm_sends_pages_away_politely(gateway: GatewayProcess, on_air: Stage) -> None:
    async with page(gateway, on_air.room.slug, token(7)) as one:
        await one.kind("welcome")
        stopping = asyncio.create_task(asyncio.to_thread(gateway.stop))
        assert await one.closed() == 4503
        (away,) = [frame for frame in one.frames if frame["k"] == "away"]
        assert 0 <= away["after_ms"] < 500
        assert await stopping == 0, gateway.log()
