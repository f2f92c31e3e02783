"""Red packets and gifts over real sockets: exact under a rush, a resend and kill -9."""

from __future__ import annotations

import asyncio
import datetime as dt
from contextlib import AsyncExitStack
from typing import Any

import pytest
from tests.factories import fair
from tests.factories.gateway import GatewayProcess, Page, in_database, key, page, token
from tests.factories.selling import Stage, buyers

from kaibo.foundation import ledger
from kaibo.foundation.models import LedgerAccount
from kaibo.interaction.actions.activity_steps import announce
from kaibo.interaction.models import Activity, Entry, GiftSent
from kaibo.interaction.rules.activities import packet
from kaibo.interaction.timing import end_activity
from kaibo.liveroom import facade as liveroom
from kaibo.promotions.models import RedPacket

TOTAL, SHARES = 10_000, 37


def _opened(stage: Stage) -> Activity:
    rules = {"total": TOTAL, "count": SHARES}
    activity = fair.opened(stage.room, packet.KIND, rules, seconds=300)
    fair.fund_packet(activity)
    announce(activity, liveroom.room_by_id(stage.room.pk), None)
    return activity


def _books() -> tuple[list[Any], int, int, int, int]:
    """Differences and total of the book, left in the packet, in wallets, given as packets."""
    rows = LedgerAccount.objects.filter(book="redpacket")
    return (
        ledger.verify("redpacket"), ledger.total("redpacket"), rows.get(place="packet").balance,
        sum(rows.filter(place="viewer").values_list("balance", flat=True)),
        sum(RedPacket.objects.values_list("amount", flat=True)),
    )  # fmt: skip


async def _grab(one: Page, activity: int) -> dict[str, Any]:
    """Twice at once, as an impatient thumb does; both answers are the same."""
    first, second = key(), key()
    await one.send(k="act", id=first, activity=activity, body={})
    await one.send(k="act", id=second, activity=activity, body={})
    answer = await one.kind("act", id=first)
    again = await one.kind("act", id=second)
    assert answer["body"] == again["body"], (answer, again)
    return answer


async def _pages(
    stack: AsyncExitStack, gateway: GatewayProcess, slug: str, people: list[int]
) -> list[Page]:
    made = [await stack.enter_async_context(page(gateway, slug, token(who))) for who in people]
    for one in made:
        await one.kind("welcome")
    return made


@pytest.mark.capability("INTR-06")
async def test_two_hundred_grabs_of_thirty_seven_shares(
    gateway: GatewayProcess, on_air: Stage
) -> None:
    people = [one.pk for one in await in_database(buyers, 200, False)]
    activity = await in_database(_opened, on_air)
    async with AsyncExitStack() as stack:
        pages = await _pages(stack, gateway, on_air.room.slug, people)
        answers = await asyncio.gather(*(_grab(one, activity.pk) for one in pages))
        amounts = [one["body"]["amount"] for one in answers]
        told = [one for one, amount in zip(pages, amounts, strict=True) if amount]
        for one in told:
            await one.kind("me")
    assert sum(amounts) == TOTAL
    assert len([amount for amount in amounts if amount]) == SHARES
    assert sorted(one["number"] for one in answers) == list(range(1, 201))
    assert await in_database(_books) == ([], 0, 0, TOTAL, TOTAL)


async def test_a_killed_gateway_gives_nobody_twice(gateway: GatewayProcess, on_air: Stage) -> None:
    people = [one.pk for one in await in_database(buyers, 60, False)]
    activity = await in_database(_opened, on_air)
    async with AsyncExitStack() as stack:
        pages = await _pages(stack, gateway, on_air.room.slug, people)
        for one in pages:
            await one.send(k="act", id=key(), activity=activity.pk, body={})
        gateway.kill()
    gateway.start()
    async with AsyncExitStack() as stack:
        pages = await _pages(stack, gateway, on_air.room.slug, people)
        answers = await asyncio.gather(*(_grab(one, activity.pk) for one in pages))
    amounts = [one["body"]["amount"] for one in answers]
    assert sum(amounts) == TOTAL
    assert len([amount for amount in amounts if amount]) == SHARES
    assert await in_database(Entry.objects.filter(activity=activity).count) == 60
    assert await in_database(_books) == ([], 0, 0, TOTAL, TOTAL)


async def test_nobody_grabs_after_the_end_and_the_rest_goes_back(
    gateway: GatewayProcess, on_air: Stage
) -> None:
    first, late = [one.pk for one in await in_database(buyers, 2, False)]
    activity = await in_database(_opened, on_air)
    async with AsyncExitStack() as stack:
        early_page, late_page = await _pages(stack, gateway, on_air.room.slug, [first, late])
        got = (await _grab(early_page, activity.pk))["body"]["amount"]
        await in_database(_end_now, activity)
        await late_page.until(lambda frame: "settled" in str(frame.get("ev")))
        answer = await _grab(late_page, activity.pk)
    assert (answer["ok"], answer["code"]) == (False, "not_open")
    assert await in_database(_books) == ([], 0, 0, got, got)


def _end_now(activity: Activity) -> None:
    assert end_activity(activity.pk, fair.now() + dt.timedelta(seconds=301))


def _giver(stage: Stage, count: int) -> tuple[int, list[int]]:
    gift = fair.gift_shop(stage.shop.pk)
    people = [one.pk for one in buyers(count, False)]
    for viewer in people:
        fair.give_points(stage.shop.pk, viewer, 200)
    return gift.pk, people


@pytest.mark.capability("INTR-06")
async def test_gifts_reach_the_room_in_order_and_count_on(
    gateway: GatewayProcess, on_air: Stage
) -> None:
    gift, people = await in_database(_giver, on_air, 5)
    for viewer in people[:4]:
        await in_database(fair.of_age, viewer)
    async with AsyncExitStack() as stack:
        *givers, watcher = await _pages(stack, gateway, on_air.room.slug, people)
        await asyncio.gather(*(_send(one, gift, 5) for one in givers))
        rows: list[list[Any]] = []
        while len(rows) < 20:
            frame = await watcher.until(lambda frame: frame.get("gf"))
            watcher.frames.remove(frame)
            rows += frame["gf"]
        await watcher.send(k="gift", id=key(), gift=gift, n=1)
        refused = await watcher.kind("gift")
    assert [row[0] for row in rows] == sorted(row[0] for row in rows)
    for viewer in people[:4]:
        assert [row[7] for row in rows if row[1] == viewer] == [1, 2, 3, 4, 5]
    assert (refused["ok"], refused["code"]) == (False, "age_unknown")
    assert await in_database(GiftSent.objects.count) == 20
    assert await in_database(lambda: ledger.verify("points")) == []


async def _send(one: Page, gift: int, times: int) -> None:
    for _ in range(times):
        id = key()
        await one.send(k="gift", id=id, gift=gift, n=1)
        answer = await one.kind("gift", id=id)
        assert answer["ok"], answer


async def test_a_gift_sent_again_under_its_key_is_paid_once(
    gateway: GatewayProcess, on_air: Stage
) -> None:
    gift, (viewer,) = await in_database(_giver, on_air, 1)
    await in_database(fair.of_age, viewer)
    id = key()
    async with page(gateway, on_air.room.slug, token(viewer)) as one:
        await one.kind("welcome")
        await one.send(k="gift", id=id, gift=gift, n=2)
        first = await one.kind("gift", id=id)
    gateway.kill()
    gateway.start()
    async with page(gateway, on_air.room.slug, token(viewer)) as one:
        await one.kind("welcome")
        await one.send(k="gift", id=id, gift=gift, n=2)
        again = await one.kind("gift", id=id)
    assert (first["combo"], again["combo"], again["points"]) == (2, 2, 20)
    assert await in_database(GiftSent.objects.count) == 1
