"""Rage taps and the way to an order, from beacons of real pages through the log to the desk."""

from __future__ import annotations

import datetime as dt
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from tests.factories.gateway import GatewayProcess, Page, in_database, page, token, wait_alone
from tests.factories.selling import Stage, stage
from tests.live.test_insight_process import Process

from kaibo.foundation.clock import to_ms
from kaibo.foundation.config import Config, from_environment
from kaibo.foundation.eventlog import Batch, Writer
from kaibo.foundation.models import Shop
from kaibo.planning.models import Show
from kaibo.team.models import Membership, Staff

WEEK = dt.timedelta(days=7)
# (taps, ms) of each order: before the page was changed, and in the show of today.
BEFORE = [(9, 36_000), (7, 30_000), (12, 55_000), (8, 33_000), (10, 41_000)]
AFTER = [(4, 11_000), (5, 16_000), (3, 9_000)]


@pytest.fixture
def home(transactional_db: None, data_folder: Path) -> Iterator[Config]:
    """One folder for gateway and insight, with a short name for their sockets."""
    folder = Path(tempfile.mkdtemp(prefix="kb-fl-"))
    url = f"postgresql://kaibo@/{connection.settings_dict['NAME']}?host={data_folder / 'postgres'}"
    made = from_environment({"KAIBO_DATA": str(folder), "DATABASE_URL": url})
    made.run.mkdir()
    yield made
    wait_alone()
    shutil.rmtree(folder)


@pytest.fixture
def gateway(home: Config) -> Iterator[GatewayProcess]:
    made = GatewayProcess(home.data)
    made.start()
    yield made
    assert made.stop() == 0, made.log()


@pytest.fixture
def insight(home: Config, monkeypatch: pytest.MonkeyPatch) -> Iterator[Process]:
    monkeypatch.setattr("kaibo.insight.client.config", lambda: home)
    made = Process(home)
    yield made
    made.child.terminate()
    assert made.child.wait(60) == 0


def last_week(on_air: Stage, home: Config) -> None:
    """A show of the same shop, a week ago, with the log that its gateway left."""
    then = dt.datetime.now(dt.UTC) - WEEK
    show = Show.objects.create(
        shop=on_air.shop, title="上周五夜场", host_name="阿月", phase="review", went_live_at=then,
        planned_start_at=then, planned_end_at=then + dt.timedelta(hours=1),
        ended_at=then + dt.timedelta(hours=1),
    )  # fmt: skip
    batch = Batch()
    for viewer, (taps, ms) in enumerate(BEFORE, start=500):
        batch.add(
            "path", ts=to_ms(then) + 60_000, show=show.pk, shop=on_air.shop.pk, viewer=viewer,
            n=taps, ms=ms, text="goods,checkout", event_id=uuid.uuid4().bytes,
        )  # fmt: skip
    with Writer(home.events, "gateway-last-week") as writer:
        writer.append(batch)


async def tell(one: Page, kind: str, text: str, n: int = 1, ms: int = 0, times: int = 1) -> None:
    """A beacon as the page sends it, ``times`` over: sent again it counts once."""
    item = {"id": str(uuid.uuid4()), "kind": kind, "text": text, "n": n, "ms": ms}
    for _time in range(times):
        await one.send(k="beacon", items=[item])
        one.frames.clear()
        await one.kind("ok", id=item["id"])


def asked(on_air: Stage, role: str, day: dt.date) -> tuple[int, Any]:
    Shop.objects.filter(pk=on_air.shop.pk).update(requires_totp=False)
    staff, _new = Staff.objects.get_or_create(username=f"{on_air.room.slug}-{role}")
    Membership.objects.get_or_create(shop=on_air.shop, staff=staff, role=role)
    client = Client()
    client.force_login(staff)
    query = urlencode({"shop_id": on_air.shop.pk, "day": day.isoformat()})
    answer = client.get(f"/api/v1/growth/flow?{query}")
    return answer.status_code, answer.json()


@pytest.mark.capability("TECH-14")
async def test_rage_taps_and_a_shorter_path_come_from_the_log(
    home: Config, gateway: GatewayProcess, insight: Process
) -> None:
    on_air = await in_database(stage)
    await in_database(last_week, on_air, home)
    for viewer, (taps, ms) in enumerate(AFTER, start=701):
        async with page(gateway, on_air.room.slug, token(viewer)) as one:
            await one.kind("welcome")
            await tell(one, "path", "checkout", n=taps, ms=ms, times=2)
            await tell(one, "rage_tap", "bag:.count", n=6)
            if viewer == 701:
                await tell(one, "rage_tap", "bag:.count", n=9)
                await tell(one, "dead_click", "room:.title")
            if viewer != 703:
                await tell(one, "slow_sheet", "checkout", ms=1_000 + 400 * (viewer - 700))
    today = dt.datetime.now(dt.UTC).date()
    status, found = await in_database(asked, on_air, "operator", today - dt.timedelta(days=3))
    assert status == 200, found
    assert [(one["kind"], one["text"], one["viewers"], one["times"]) for one in found["spots"]] == [
        ("rage_tap", "bag:.count", 3, 4), ("slow_sheet", "checkout", 2, 2),
        ("dead_click", "room:.title", 1, 1),
    ]  # fmt: skip
    assert found["spots"][1]["ms"] == 1_600
    assert found["shows"] == 2
    assert found["before"] == {"orders": 5, "taps": 9.0, "seconds": 36.0}
    assert found["after"] == {"orders": 3, "taps": 4.0, "seconds": 11.0}, "the way is shorter"
    _status, all_new = await in_database(asked, on_air, "operator", today - 30 * WEEK)
    assert (all_new["before"]["orders"], all_new["after"]["orders"]) == (0, 8)
    elsewhere = await in_database(stage)
    _status, other = await in_database(asked, elsewhere, "operator", today)
    assert (other["spots"], other["after"]["orders"]) == ([], 0), "shops stand apart"
