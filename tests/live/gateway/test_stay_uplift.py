"""Stay uplift of a guess and a game: real pages play, watch and leave; the desk reads the report.

What the report says is worked out a second time here, millisecond by millisecond, from the raw
rows of the event log.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections import defaultdict
from contextlib import AsyncExitStack
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from tests.factories.activities import opened
from tests.factories.gateway import GatewayProcess, Page, in_database, key, page, token
from tests.factories.selling import Stage, buyers

from kaibo.console.routes import activity_report
from kaibo.foundation.clock import to_ms
from kaibo.foundation.config import config
from kaibo.foundation.eventlog import KIND_NAMES, Reader
from kaibo.foundation.models import Shop
from kaibo.interaction.actions.close_activity import close_activity
from kaibo.interaction.actions.settle_activity import settle_activity
from kaibo.interaction.models import Activity, ActivityPrize, Entry
from kaibo.team.models import Membership, Staff

POINTS = {"kind": "points", "amount": 50}
RULES: dict[str, dict[str, Any]] = {
    "guess": {"mode": "price", "answer": 9900, "winners": 3, "prize": POINTS},
    "game": {"rounds": 1, "winners": 3, "prize": POINTS},
}
PLAYERS, WATCHERS, GONE, FEW = 6, 7, 3, 4
WINDOW = 15 * 60_000


async def play(one: Page, activity: Activity) -> None:
    """Take part as the page does; the game waits for its light."""
    bodies: list[dict[str, Any]] = [{"price": 9900}]
    if activity.kind == "game":
        bodies = [{"do": "ready"}, {"do": "tap", "ms": 240}]
    await one.until(lambda frame: any(_opens(told, activity) for told in frame.get("ev") or ()))
    for body in bodies:
        said = key()
        await one.send(k="act", id=said, activity=activity.pk, body=body)
        answer = await one.kind("act", id=said)
        assert answer["ok"], answer
    assert answer["number"], answer


def _opens(told: dict[str, Any], activity: Activity) -> bool:
    return bool(told["event"].get("card", {}).get("id") == activity.pk)


def end(activity: Activity) -> None:
    close_activity(activity.pk, None, dt.datetime.now(dt.UTC))
    settle_activity(activity.pk, None, dt.datetime.now(dt.UTC))


def desk(stage: Stage) -> Client:
    Shop.objects.filter(pk=stage.shop.pk).update(requires_totp=False)
    staff = Staff.objects.create_user(f"{stage.room.slug}-op", display_name="小鹿")
    Membership.objects.create(shop=stage.shop, staff=staff, role="operator")
    client = Client()
    client.force_login(staff)
    return client


def report(client: Client, stage: Stage, activity: Activity) -> dict[str, Any]:
    path = f"/api/v1/rooms/{stage.room.slug}/activities/{activity.pk}/report"
    answer = client.get(path)
    assert answer.status_code == 200, answer.json()
    return dict(answer.json())


def presence(gateway: GatewayProcess) -> dict[int, set[int]]:
    """Every millisecond at which each viewer was in the room, by the raw rows."""
    there: defaultdict[int, set[int]] = defaultdict(set)
    for chunk in Reader(gateway.data / "events").poll():
        for row in chunk.batch.to_pylist():
            if KIND_NAMES[row["kind"]] in ("heartbeat", "leave"):
                there[row["viewer"]].update(range(row["ts"] - row["ms"], row["ts"]))
    return there


def by_hand(there: dict[int, set[int]], entries: dict[int, int]) -> tuple[float, float, set[int]]:
    """(mean stay of players, mean of the means of those beside them, who those were)."""
    mine, theirs, others = [], [], set()
    for player, at in entries.items():
        moment = at // 1000 * 1000
        stayed = {
            who: sum(moment <= ms < moment + WINDOW for ms in times)
            for who, times in there.items()
        }  # fmt: skip
        beside = [who for who in there if who not in entries and moment in there[who]]
        mine.append(stayed[player])
        theirs.append(sum(stayed[who] for who in beside) / len(beside))
        others.update(beside)
    return sum(mine) / len(mine) / 1000, sum(theirs) / len(theirs) / 1000, others


@pytest.mark.parametrize("gateway", [{"KAIBO_GUARD": "off"}], indirect=True)
@pytest.mark.parametrize(
    "kind",
    [
        pytest.param("guess", marks=pytest.mark.capability("CONT-33")),
        pytest.param("game", marks=pytest.mark.capability("INTR-04")),
    ],
)
async def test_the_reported_uplift_is_that_of_the_raw_rows(
    gateway: GatewayProcess, on_air: Stage, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(activity_report, "config", lambda: replace(config(), data=gateway.data))
    made = await in_database(buyers, PLAYERS + WATCHERS + GONE, False)
    people = [one.pk for one in made]
    slug = on_air.room.slug
    async with AsyncExitStack() as stack:

        async def come(viewer: int) -> tuple[Page, AsyncExitStack]:
            own = AsyncExitStack()
            stack.push_async_callback(own.aclose)
            one = await own.enter_async_context(page(gateway, slug, token(viewer)))
            await one.kind("welcome")
            return one, own

        lines = [await come(viewer) for viewer in people]
        players = lines[:PLAYERS]
        watchers = lines[PLAYERS : PLAYERS + WATCHERS]
        for _one, own in lines[PLAYERS + WATCHERS :]:
            await own.aclose()  # left before: nobody's match
        await asyncio.sleep(1.1)  # a moment is a second
        activity = await in_database(opened, on_air.room.id, kind, RULES[kind])
        await asyncio.sleep(1.1)
        await asyncio.gather(*(play(one, activity) for one, _own in players))
        await in_database(end, activity)
        few = await in_database(opened, on_air.room.id, kind, RULES[kind])
        await asyncio.gather(*(play(one, few) for one, _own in players[:FEW]))
        for _one, own in watchers:
            await own.aclose()
            await asyncio.sleep(0.2)
        await asyncio.sleep(1)
    assert await asyncio.to_thread(gateway.stop) == 0
    client = await in_database(desk, on_air)
    found = await in_database(report, client, on_air, activity)
    entries = await in_database(_entries, activity)
    stay, stay_others, others = by_hand(await asyncio.to_thread(presence, gateway), entries)
    assert (set(entries), len(others)) == (set(people[:PLAYERS]), WATCHERS)
    assert found["participants"] == found["compared"] == PLAYERS
    assert (found["others"], found["participation"]) == (WATCHERS, PLAYERS / (PLAYERS + WATCHERS))
    assert found["stay"] == pytest.approx(stay, abs=1e-9)
    assert found["stay_others"] == pytest.approx(stay_others, abs=1e-9)
    assert found["uplift"] == pytest.approx(stay / stay_others - 1, abs=1e-9)
    assert found["uplift"] > 0, "the players left last"
    assert await in_database(ActivityPrize.objects.filter(activity=activity).count) == 3
    less = await in_database(report, client, on_air, few)
    assert (less["compared"], less["minimum"]) == (FEW, 5)
    assert (less["stay"], less["stay_others"], less["uplift"]) == (None, None, None)


def _entries(activity: Activity) -> dict[int, int]:
    rows = Entry.objects.filter(activity=activity).values_list("viewer_id", "at")
    return {viewer: to_ms(at) for viewer, at in rows}
