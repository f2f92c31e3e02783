"""Order in a room while the gateway runs: words, settings, penalties, floods. No restart."""

from __future__ import annotations

import asyncio
from datetime import datetime

import pytest
from django.utils import timezone
from tests.factories.gateway import GatewayProcess, Page, in_database, page, token
from tests.factories.selling import Stage, buyers

from kaibo.compliance import facade
from kaibo.compliance.contracts import Charge
from kaibo.compliance.matcher import Word
from kaibo.compliance.models import BlockedAttack
from kaibo.compliance.rules.ladder import Sentence
from kaibo.compliance.rules.room import RoomOrder
from kaibo.growth.models import ShopFollow
from kaibo.members.models import Viewer
from kaibo.team.models import Membership, Staff


@pytest.fixture
def keeper(on_air: Stage) -> Staff:
    staff = Staff.objects.create_user("keeper", display_name="阿规")
    Membership.objects.create(shop=on_air.shop, staff=staff, role="operator")
    return staff


async def ask(one: Page, id: str, text: str) -> dict[str, object]:
    """The answer to a comment: ok, or err with its code."""
    await one.send(k="comment", id=id, text=text)
    return await one.until(lambda frame: frame["k"] in ("ok", "err") and frame.get("id") == id)


async def said(one: Page, text: str) -> None:
    await one.until(lambda frame: text in [row[3] for row in frame.get("cm", [])])


async def until_refused(one: Page, text: str, code: str) -> dict[str, object]:
    """Say it until the change has arrived; the page's bucket gives three at once."""
    async with asyncio.timeout(60):
        for turn in range(1000):
            answer = await ask(one, f"u{turn}", f"{text}{turn}")
            if answer.get("code") == code:
                return answer
            await asyncio.sleep(0.5)
    raise AssertionError(code)


async def penalize(shop: int, viewer: int, sentence: Sentence, **more: str) -> int:
    now = timezone.now()
    charge = Charge(shop, viewer, "abuse", {"text": "原话"}, grade=4, **more)  # type: ignore[arg-type]
    return await in_database(_write, charge, now, sentence)


def _write(charge: Charge, now: datetime, sentence: Sentence) -> int:
    actor = Staff.objects.filter(username="keeper").first()
    return facade.penalize(charge, actor, now, sentence)


@pytest.mark.capability("INTR-06")
async def test_words_are_swapped_while_people_talk(
    gateway: GatewayProcess, on_air: Stage, keeper: Staff
) -> None:
    slug, shop = on_air.room.slug, on_air.shop.pk
    async with page(gateway, slug, token(7)) as one, page(gateway, slug, token(8)) as two:
        await one.kind("welcome")
        await two.kind("welcome")
        refused = await ask(one, "a", "来 刷❤单 日结")
        assert (refused["code"], "诈骗" in str(refused["message"])) == ("blocked_words", True)
        await ask(one, "b", "加我 微 信 聊")
        await said(two, "加我 *** 聊")
        words = [Word("榴莲", "own", "block")]
        await in_database(facade.put_words, keeper, shop, words, timezone.now())
        refused = await until_refused(two, "榴莲好吃", "blocked_words")
        assert "own" in str(refused["message"])
        await two.quiet(0.3)
    assert not [row for row in one.comments + two.comments if "刷" in row]
    assert gateway.metric("kaibo_gateway_words_swapped_total") >= 1


async def test_staff_see_at_once_what_was_held_back(
    gateway: GatewayProcess, on_air: Stage, keeper: Staff
) -> None:
    slug = on_air.room.slug
    bearer = token(keeper.pk, "staff", on_air.shop.pk)
    async with page(gateway, slug, bearer, page="console") as desk:
        await desk.kind("welcome")
        async with page(gateway, slug, token(7)) as one:
            await one.kind("welcome")
            await ask(one, "a", "主播傻逼")
            flag = await desk.kind("flag", viewer=7)
            assert (flag["word"], flag["grade"], flag["text"]) == ("傻逼", "block", "主播傻逼")
            assert [frame for frame in one.frames if frame["k"] == "flag"] == []
        assert (await ask(desk, "s", "加官方微信群领券"))["k"] == "ok"  # staff are not filtered


async def test_slow_mode_and_length_come_with_the_time_to_wait(
    gateway: GatewayProcess, on_air: Stage, keeper: Staff
) -> None:
    slug, shop, room = on_air.room.slug, on_air.shop.pk, on_air.room.pk
    order = RoomOrder(slow_seconds=300, max_length=5)
    await in_database(facade.set_room_order, keeper, shop, room, order, timezone.now())
    async with page(gateway, slug, token(7)) as one, page(gateway, slug, token(8)) as two:
        await one.kind("welcome")
        await two.kind("welcome")
        await until_refused(one, "这句话超过五个字", "too_long")
        assert (await ask(two, "a", "第一句"))["k"] == "ok"
        slow = await ask(two, "b", "第二句")
        assert slow["code"] == "slow_mode"
        assert 290_000 < int(str(slow["retry_ms"])) <= 300_000
        assert "300 秒" in str(slow["message"])


async def test_only_buyers_speak_where_the_room_says_so(
    gateway: GatewayProcess, on_air: Stage, keeper: Staff
) -> None:
    shop, room = on_air.shop.pk, on_air.room.pk
    buyer = (await in_database(lambda: buyers(1)))[0].pk
    order = RoomOrder(audience="buyers", rates={"comment": (5, 20)})
    await in_database(facade.set_room_order, keeper, shop, room, order, timezone.now())
    async with page(gateway, on_air.room.slug, token(buyer)) as one:
        await one.kind("welcome")
        refused = await until_refused(one, "我能说吗", "audience")
        assert "买过" in str(refused["message"])


async def test_a_follower_speaks_where_followers_may(
    gateway: GatewayProcess, on_air: Stage, keeper: Staff
) -> None:
    shop, room, now = on_air.shop.pk, on_air.room.pk, timezone.now()
    fan = await in_database(lambda: Viewer.objects.create(nickname="小雨").pk)
    await in_database(
        lambda: ShopFollow.objects.create(shop_id=shop, viewer_id=fan, followed_at=now)
    )
    order = RoomOrder(audience="followers", rates={"comment": (5, 20)})
    await in_database(facade.set_room_order, keeper, shop, room, order, now)
    async with page(gateway, on_air.room.slug, token(8)) as stranger:
        await stranger.kind("welcome")
        await until_refused(stranger, "我没关注", "audience")
        async with page(gateway, on_air.room.slug, token(fan)) as one:
            await one.kind("welcome")
            assert (await ask(one, "a", "我关注了"))["k"] == "ok"
            await said(stranger, "我关注了")


@pytest.mark.capability("COMP-12")
async def test_a_ban_shows_out_and_keeps_out_by_device_too(
    gateway: GatewayProcess, on_air: Stage, keeper: Staff
) -> None:
    slug, shop = on_air.room.slug, on_air.shop.pk
    rude, other = await in_database(
        lambda: [Viewer.objects.create(nickname=name).pk for name in ("小雨", "小号")]
    )
    async with page(gateway, slug, token(rude), device="d-1") as one:
        await one.kind("welcome")
        ban = await penalize(shop, rude, Sentence("pause", "ban", 60), device="d-1")
        told = await one.kind("restrained", measure="ban")
        assert (told["id"], told["cause"]) == (ban, "abuse")
        assert await one.closed() == 4403
    for viewer, device in ((rude, "d-2"), (other, "d-1")):
        async with page(gateway, slug, token(viewer), device=device) as again:
            assert await again.closed() == 4403
            assert [frame["k"] for frame in again.frames] == ["restrained"]
    async with page(gateway, slug, token(other), device="d-3") as free:
        await free.kind("welcome")
        await in_database(facade.revoke, keeper, shop, ban, "误判", timezone.now())
        async with asyncio.timeout(60):
            while True:
                async with page(gateway, slug, token(rude), device="d-1") as back:
                    first = await back.until(lambda frame: True)
                    if first["k"] == "welcome":
                        break


@pytest.mark.capability("COMP-12")
async def test_a_mute_of_the_ladder_is_told_and_lifted(
    gateway: GatewayProcess, on_air: Stage, keeper: Staff
) -> None:
    slug, shop = on_air.room.slug, on_air.shop.pk
    rude = await in_database(lambda: Viewer.objects.create(nickname="小雨").pk)
    async with page(gateway, slug, token(rude)) as one:
        await one.kind("welcome")
        made = await penalize(shop, rude, Sentence("limit", "mute", 60))
        told = await one.kind("restrained", measure="mute")
        refused = await ask(one, "a", "我说话")
        assert refused["code"] == "muted"
        assert int(str(refused["retry_ms"])) <= 3_600_000
        assert int(str(told["until"])) > 0
    async with page(gateway, slug, token(rude)) as back:
        assert (await back.kind("restrained"))["id"] == made  # told again on entering
        await in_database(facade.revoke, keeper, shop, made, "", timezone.now())
        await back.kind("restrained", is_lifted=True)
        assert (await ask(back, "b", "又能说话了"))["k"] == "ok"


async def test_a_shadow_is_seen_by_its_writer_alone_and_not_counted(
    gateway: GatewayProcess, on_air: Stage, keeper: Staff
) -> None:
    slug, shop = on_air.room.slug, on_air.shop.pk
    pushy = await in_database(lambda: Viewer.objects.create(nickname="小号").pk)
    await penalize(shop, pushy, Sentence("limit", "shadow", 60))
    async with page(gateway, slug, token(8)) as other:
        await other.kind("welcome")
        await asyncio.to_thread(gateway.wait_metric, "kaibo_gateway_penalties_held", 1)
        async with page(gateway, slug, token(pushy)) as one:
            await one.kind("welcome")
            assert (await ask(one, "a", "看我主页"))["k"] == "ok"
            await said(one, "看我主页")
            await one.send(k="like", n=50)
            assert (await ask(other, "b", "大家好"))["k"] == "ok"
            await said(other, "大家好")
            await one.quiet(0.5)
        assert "看我主页" not in other.comments
        assert [frame for frame in one.frames if frame["k"] == "restrained"] == []
        async with page(gateway, slug, token(9)) as late:
            assert (await late.kind("welcome"))["likes"] == 0


@pytest.mark.capability("SECU-01")
async def test_a_flood_of_hellos_is_turned_away_and_seen(
    gateway: GatewayProcess, on_air: Stage
) -> None:
    """Rate limit: 300 hellos at once per address; the rest is closed with 4429 and counted."""
    slug, attacker = on_air.room.slug, {"X-Forwarded-For": "203.0.113.66"}

    async def knock() -> int | None:
        async with page(gateway, slug, "no token", headers=attacker) as one:
            return await one.closed()

    codes: list[int | None] = []
    for _ in range(14):
        codes += await asyncio.gather(*(knock() for _ in range(30)))
    flooded = codes.count(4429)
    assert flooded > 0
    assert codes.count(4401) >= 300
    assert flooded + codes.count(4401) == 420
    async with page(gateway, slug, token(7)) as honest:
        await honest.kind("welcome")
    gateway.stop()  # writes what it counted
    rows = await in_database(lambda: list(BlockedAttack.objects.values("kind", "prefix", "count")))
    assert rows == [{"kind": "hello", "prefix": "203.0.113.0/24", "count": flooded}]


@pytest.mark.capability("COMP-13")
async def test_who_has_not_agreed_to_the_rules_does_not_speak(
    gateway: GatewayProcess, on_air: Stage, keeper: Staff
) -> None:
    slug, shop, now = on_air.room.slug, on_air.shop.pk, timezone.now()
    known, guest = [one.pk for one in await in_database(buyers, 2, False)]
    async with (
        page(gateway, slug, token(known)) as one,
        page(gateway, slug, token(guest)) as two,
        page(gateway, slug, token(keeper.pk, "staff", shop), page="console") as desk,
    ):
        for each in (one, two, desk):
            await each.kind("welcome")
        assert (await ask(one, "a", "还没有公约"))["k"] == "ok"
        version = await in_database(facade.publish_rules, keeper, shop, "不说脏话", now)
        refused = await until_refused(one, "有公约了", "agree_first")
        assert "同意" in str(refused["message"])
        await in_database(facade.accept_rules, known, shop, version, now)
        await one.quiet(1.5)  # its bucket
        assert (await ask(one, "b", "我同意了"))["k"] == "ok", "at once"
        await said(two, "我同意了")
        assert (await ask(two, "c", "我没有同意"))["code"] == "agree_first"
        assert (await ask(desk, "d", "场控说话"))["k"] == "ok", "staff are bound by their contract"
        await in_database(facade.publish_rules, keeper, shop, "不说脏话，不刷屏", now)
        await until_refused(one, "新版本", "agree_first")
        await two.quiet(0.3)
    assert "我没有同意" not in one.comments + desk.comments


async def test_what_a_guest_agreed_to_holds_for_the_buyer(
    gateway: GatewayProcess, on_air: Stage, keeper: Staff
) -> None:
    shop, now = on_air.shop.pk, timezone.now()
    guest, buyer = [one.pk for one in await in_database(buyers, 2, False)]
    version = await in_database(facade.publish_rules, keeper, shop, "不说脏话", now)
    await in_database(facade.accept_rules, guest, shop, version, now)
    merge = Viewer.objects.filter(pk=guest).update
    await in_database(lambda: merge(merged_into=buyer))
    async with page(gateway, on_air.room.slug, token(buyer)) as one:
        await one.kind("welcome")
        assert (await ask(one, "a", "登录之后"))["k"] == "ok"
