"""The lossy lane: comments and likes, who may speak, and how fast."""

from __future__ import annotations

import asyncio
import datetime as dt
from contextlib import suppress

import pytest
from tests.factories.gateway import GatewayProcess, Page, in_database, page, token
from tests.factories.selling import Stage, buyers
from websockets.exceptions import ConnectionClosed

from kaibo.interaction.models import Mute
from kaibo.liveroom import facade
from kaibo.liveroom.contracts import ViewerMuted
from kaibo.members.models import Viewer


async def said(one: Page, text: str) -> None:
    await one.until(lambda frame: text in [row[3] for row in frame.get("cm", [])])


async def test_a_comment_reaches_everybody_and_latecomers(
    gateway: GatewayProcess, on_air: Stage
) -> None:
    slug = on_air.room.slug
    async with page(gateway, slug, token(7)) as one, page(gateway, slug, token(8)) as two:
        await two.kind("welcome")
        await one.send(k="comment", id="c1", text="  四件套 能机洗吗 ")
        await one.kind("ok", id="c1")
        for reader in (one, two):
            await said(reader, "四件套 能机洗吗")
    async with page(gateway, slug, token(9, "guest")) as late:
        [row] = (await late.kind("welcome"))["comments"]
    assert row[1:4] == [7, "用户7", "四件套 能机洗吗"]


@pytest.mark.parametrize(
    "text",
    [
        "'; drop table members_viewer; --",
        "<script>alert(1)</script><img src=x onerror=alert(1)>",
        '{"k":"err"} \\u0000 %s {{7*7}} ${jndi:ldap://x}',
        "🇨🇳👩‍👩‍👧 表情 ﷽",
    ],
)
async def test_text_stays_text(gateway: GatewayProcess, on_air: Stage, text: str) -> None:
    async with page(gateway, on_air.room.slug, token(7)) as one:
        await one.kind("welcome")
        await one.send(k="comment", id="c1", text=text)
        await said(one, text)


@pytest.mark.parametrize(
    ("text", "code"), [("长" * 101, "too_long"), (" \u200b\t ", "empty"), ("\u202e", "empty")]
)
async def test_what_cannot_be_said_is_answered(
    gateway: GatewayProcess, on_air: Stage, text: str, code: str
) -> None:
    async with page(gateway, on_air.room.slug, token(7)) as one:
        await one.kind("welcome")
        await one.send(k="comment", id="c1", text=text)
        assert (await one.kind("err", id="c1"))["code"] == code


async def test_guests_read_and_buyers_and_staff_speak(
    gateway: GatewayProcess, on_air: Stage
) -> None:
    slug = on_air.room.slug
    async with (
        page(gateway, slug, token(7, "guest")) as guest,
        page(gateway, slug, token(3, "staff", on_air.shop.id), page="console") as desk,
    ):
        await guest.kind("welcome")
        await desk.kind("welcome")
        await guest.send(k="comment", id="c1", text="你好")
        assert (await guest.kind("err", id="c1"))["code"] == "login_required"
        await desk.send(k="comment", id="c2", text="欢迎来到直播间")
        tick = await guest.until(lambda frame: frame.get("cm"))
    assert [(row[1], row[5]) for row in tick["cm"]] == [(-3, 1)]


async def test_the_same_words_twice_and_too_many_words(
    gateway: GatewayProcess, on_air: Stage
) -> None:
    async with page(gateway, on_air.room.slug, token(7)) as one:
        await one.kind("welcome")
        for number, text in enumerate(["一", "一", "二", "三"]):
            await one.send(k="comment", id=str(number), text=text)
        assert (await one.kind("err", id="1"))["code"] == "duplicate"
        slow = await one.kind("err", id="3")
        assert slow["code"] == "slow_down"
        assert slow["retry_ms"] > 0


async def test_mute_before_entering_during_and_lifted(
    gateway: GatewayProcess, on_air: Stage
) -> None:
    [viewer] = await in_database(buyers, 1, False)
    room = on_air.room.id
    await in_database(_mute, on_air, viewer)
    async with page(gateway, on_air.room.slug, token(viewer.id)) as one:
        assert (await one.kind("welcome"))["muted_until"] == -1
        await one.send(k="comment", id="1", text="有人吗")
        assert (await one.kind("err", id="1"))["code"] == "muted"
        event = ViewerMuted(viewer_id=viewer.id, ends_at=None, lifted=True)
        await in_database(facade.append_event, room, event)
        await one.until(lambda frame: frame.get("ev"))
        await one.send(k="comment", id="2", text="有人吗")
        await one.kind("ok", id="2")


async def test_one_address_has_a_limit_for_all_its_pages(
    gateway: GatewayProcess, on_air: Stage
) -> None:
    """Behind a proxy the address is the one that the proxy saw, whatever the page claims."""
    headers = {"X-Forwarded-For": "1.2.3.4, 203.0.113.9"}

    async def knock() -> int:
        async with page(gateway, "nowhere", "bad", headers) as reader:
            return await reader.closed()

    codes: list[int] = []
    while 4429 not in codes and len(codes) < 5000:
        codes += await asyncio.gather(*(knock() for _ in range(50)))
    assert set(codes) == {4401, 4429}
    other = {"X-Forwarded-For": "203.0.113.10"}
    async with page(gateway, on_air.room.slug, token(7), other) as one:
        await one.kind("welcome")


async def test_a_flood_of_frames_closes_the_page(gateway: GatewayProcess, on_air: Stage) -> None:
    async with page(gateway, on_air.room.slug, token(7)) as one:
        await one.kind("welcome")
        with suppress(ConnectionClosed):
            for _ in range(5000):
                await one.send(k="ping")
        assert await one.closed() == 4429


async def test_likes_are_clamped_and_summed(gateway: GatewayProcess, on_air: Stage) -> None:
    slug = on_air.room.slug
    async with page(gateway, slug, token(7)) as one, page(gateway, slug, token(8)) as two:
        await one.kind("welcome")
        await two.kind("welcome")
        await one.send(k="like", n=1_000_000)
        await two.send(k="like", n=3)
        await one.until(lambda frame: frame.get("lk") == 53)


def _mute(on_air: Stage, viewer: Viewer) -> None:
    Mute.objects.create(room=on_air.room, viewer=viewer, by=None, at=dt.datetime.now(dt.UTC))
