"""A real gateway under a ring of real sockets: honest votes count, the ring waits for staff."""

from __future__ import annotations

import asyncio
import datetime as dt
import hashlib
import itertools
from collections.abc import Callable
from contextlib import AsyncExitStack
from typing import Any, TypeVar

import psycopg
import pytest
from tests.factories.gateway import GatewayProcess, Page, in_database, key, page, token
from tests.factories.order_writer import test_dsn
from tests.factories.selling import Stage

from kaibo.console.live import guarding
from kaibo.foundation.clock import to_ms
from kaibo.gateway.guard_hold import Holder
from kaibo.interaction import activity_facade as activities
from kaibo.interaction.entering import COUNTED, KINDS, Wish, enter
from kaibo.interaction.models import Activity, Entry
from kaibo.members.models import Viewer
from kaibo.risk import facade as risk
from kaibo.risk.hot import Grade, Ruling
from kaibo.risk.models import GuardDecision
from kaibo.team.models import Membership, Staff

T = TypeVar("T")
# Seconds a person takes from one look at the page to the tap, each time another.
PACE = (1.1, 0.6, 0.9, 0.5, 1.3, 0.7)
POLL = {"options": ["红", "白"], "may_change": False}


def now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def people(count: int) -> list[int]:
    made = Viewer.objects.bulk_create(
        Viewer(nickname=f"观众{n}", verified_at=now()) for n in range(count)
    )
    return [one.pk for one in made]


def operator(scene: Stage) -> Staff:
    found = Staff.objects.filter(username="guard").first()
    if found is None:
        found = Staff.objects.create_user("guard")
        Membership.objects.create(staff=found, shop=scene.shop, role="operator")
    return found


def open_poll(scene: Stage) -> int:
    staff = operator(scene)
    draft = activities.ActivityDraft("poll", "选颜色", 600, POLL)
    row = activities.arm_activity(scene.room.pk, draft, staff, now())
    return int(activities.open_activity(scene.room.pk, row.pk, staff, now()).pk)


async def eventually(check: Callable[[], T], wanted: Callable[[T], bool]) -> T:
    """What ``check`` finds in the database, once it is wanted."""
    found = None
    for _ in range(200):
        found = await in_database(check)
        if wanted(found):
            return found
        await asyncio.sleep(0.1)
    raise AssertionError(f"never came: {found}")


async def sees(one: Page, activity: int) -> None:
    await one.until(lambda frame: f'"id": {activity},' in str(frame).replace("'", '"'))


async def vote(one: Page, activity: int, option: int, proof: str = "") -> dict[str, Any]:
    id = key()
    await one.send(k="act", id=id, activity=activity, body={"option": option}, proof=proof)
    return await one.kind("act", id=id)


async def at_leisure(ones: list[Page], activity: int, option: int) -> None:
    """People vote one after the other, none faster than an eye and not at even distances."""
    for one, seconds in zip(ones, itertools.cycle(PACE), strict=False):
        await asyncio.sleep(seconds)
        assert (await vote(one, activity, option))["ok"]


def tally(activity: int) -> list[int]:
    return list(Activity.objects.get(pk=activity).tally)


def grades(activity: int) -> dict[int, int]:
    return dict(Entry.objects.filter(activity_id=activity).values_list("viewer_id", "grade"))


def solve(nonce: str, bits: int) -> str:
    """What the page does on the code ``challenge``."""
    for n in itertools.count():
        digest = hashlib.sha256(f"{nonce}:{n}".encode()).digest()
        if int.from_bytes(digest[:8]) >> (64 - bits) == 0:
            return str(n)
    raise AssertionError("unreachable")


@pytest.mark.capability("TECH-03")
async def test_a_vote_ring_waits_for_staff_and_honest_votes_count(
    gateway: GatewayProcess, on_air: Stage
) -> None:
    viewers = await in_database(people, 15)
    ring, honest = viewers[:9], viewers[9:]
    slug = on_air.room.slug
    async with AsyncExitStack() as stack:
        enter = stack.enter_async_context
        rings = [await enter(page(gateway, slug, token(one), device="rack")) for one in ring]
        good = [await enter(page(gateway, slug, token(one), device=f"p{one}")) for one in honest]
        for one in (*rings, *good):
            await one.kind("welcome")
        first = await in_database(open_poll, on_air)
        for one in (*rings, *good):
            await sees(one, first)
        answers = [await vote(one, first, 0) for one in rings]
        assert all(answer["ok"] for answer in answers)
        await at_leisure(good, first, 1)
        # What was counted before the guard was sure leaves the tally while the poll is open.
        await eventually(lambda: tally(first), lambda found: found == [0, len(good)])
        second = await in_database(open_poll, on_air)
        for one in (*rings, *good):
            await sees(one, second)
        for one in rings:
            assert (await vote(one, second, 0))["ok"]
        await at_leisure(good[::-1], second, 1)
    assert await in_database(tally, second) == [0, len(good)]
    found = await in_database(grades, second)
    assert found == {**dict.fromkeys(ring, 1), **dict.fromkeys(honest, 0)}
    cards = await in_database(risk.decisions, on_air.shop.pk)
    assert {card.viewer_id for card in cards} == set(ring)
    assert all(card.ring == ring for card in cards if card.grade >= 3)
    assert {card.reasons[0]["code"] for card in cards} == {"shared_device"}

    def lift() -> int:
        card = next(card for card in cards if card.viewer_id == ring[0])
        return guarding.decide(on_air.shop.pk, card.id, True, "一家人", operator(on_air), now())

    assert await in_database(lift) == 2
    assert await in_database(tally, second) == [1, len(good)]
    staff = await in_database(operator, on_air)
    await in_database(activities.close_activity, second, staff, now())
    await in_database(activities.settle_activity, second, staff, now())
    settled = await in_database(lambda: Activity.objects.get(pk=second).result)
    assert settled["votes"] == [1, len(good)]


def test_an_entry_on_its_way_waits_too_and_what_people_decide_stays(on_air: Stage) -> None:
    late, free = people(2)
    activity, room = open_poll(on_air), on_air.room.pk
    lifted = {room: [Ruling(free, Grade.HOLD, 0.0, "lifted")]}
    wishes = [
        Wish(activity, one, 0, COUNTED, {"option": 0}, False, to_ms(now())) for one in (late, free)
    ]
    holder = Holder()
    with psycopg.connect(test_dsn(), autocommit=True) as db:
        holder.hold(db, room, on_air.show.pk, [late, free])
        enter(db, KINDS["poll"].enter, wishes)  # the writer comes after the decision
        assert tally(activity) == [2, 0]
        holder.again(db, lifted)
        assert (tally(activity), grades(activity)) == ([1, 0], {late: 1, free: 0})
        entry = Entry.objects.get(viewer_id=late)
        activities.review_entry(entry.pk, True, operator(on_air), now())
        holder.again(db, lifted)
        assert (tally(activity), grades(activity)) == ([2, 0], {late: 0, free: 0})


async def test_friction_asks_for_a_proof_before_anything_stronger(
    gateway: GatewayProcess, on_air: Stage
) -> None:
    viewers = await in_database(people, 5)
    slug = on_air.room.slug
    async with AsyncExitStack() as stack:
        enter = stack.enter_async_context
        pages = [await enter(page(gateway, slug, token(one), device="pad")) for one in viewers]
        for one in pages:
            await one.kind("welcome")
        activity = await in_database(open_poll, on_air)
        for one in pages:
            await sees(one, activity)
        await at_leisure(pages, activity, 0)
        await eventually(GuardDecision.objects.count, lambda found: found == len(pages))
        graded = await in_database(
            lambda: list(GuardDecision.objects.values_list("grade", "viewer_id"))
        )
        assert {grade for grade, _ in graded} == {1}
        last = viewers.index(graded[0][1])
        second = await in_database(open_poll, on_air)
        await sees(pages[last], second)
        await asyncio.sleep(PACE[0])
        asked = await vote(pages[last], second, 1)
        assert (asked["ok"], asked["code"]) == (False, "challenge")
        wrong = await vote(pages[last], second, 1, proof="no")
        assert wrong["code"] == "challenge"
        proof = solve(asked["body"]["nonce"], asked["body"]["bits"])
        assert (await vote(pages[last], second, 1, proof=proof))["ok"]
    assert await in_database(grades, second) == {viewers[last]: 0}


async def test_a_flood_of_likes_stops_counting_and_other_hearts_go_on(
    gateway: GatewayProcess, on_air: Stage
) -> None:
    flooder, fan = await in_database(people, 2)
    slug = on_air.room.slug
    async with page(gateway, slug, token(flooder)) as bot, page(gateway, slug, token(fan)) as one:
        await bot.kind("welcome")
        await one.kind("welcome")

        def shadowed() -> bool:
            return GuardDecision.objects.filter(viewer_id=flooder, grade__gte=2).exists()

        for _ in range(200):
            await bot.send(k="like", n=50)
            await asyncio.sleep(0.34)
            if await in_database(shadowed):
                break
        assert await in_database(shadowed)
        await bot.quiet(0.8)
        await one.quiet(0.2)
        before = max(frame["lk"] for frame in one.frames if frame.get("lk"))
        await bot.send(k="like", n=50)
        await one.send(k="like", n=3)
        await one.until(lambda frame: (frame.get("lk") or 0) > before)
        await one.quiet(0.6)
        assert max(frame["lk"] for frame in one.frames if frame.get("lk")) == before + 3
    reasons = await in_database(lambda: GuardDecision.objects.get(viewer_id=flooder).reasons)
    assert {one["code"] for one in reasons} >= {"like_fatigue"}
    assert not await in_database(GuardDecision.objects.filter(viewer_id=fan).exists)


@pytest.mark.parametrize("gateway", [{"KAIBO_GUARD": "watch"}], indirect=True)
async def test_watching_records_and_changes_nothing(gateway: GatewayProcess, on_air: Stage) -> None:
    viewers = await in_database(people, 8)
    slug = on_air.room.slug
    async with AsyncExitStack() as stack:
        enter = stack.enter_async_context
        pages = [await enter(page(gateway, slug, token(one), device="rack")) for one in viewers]
        for one in pages:
            await one.kind("welcome")
        activity = await in_database(open_poll, on_air)
        for one in pages:
            await sees(one, activity)
            assert (await vote(one, activity, 0))["ok"]
        await eventually(GuardDecision.objects.count, lambda found: found > 0)
    assert set((await in_database(grades, activity)).values()) == {0}
