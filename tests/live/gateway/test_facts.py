"""What viewers do is on disk with its context, once, and beacons are acknowledged after that."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import pytest
from tests.factories.gateway import GatewayProcess, in_database, key, page, token
from tests.factories.selling import Stage

from kaibo.foundation.eventlog import KIND_NAMES, Reader
from kaibo.liveroom import facade
from kaibo.liveroom.contracts import SegmentCard, SegmentStarted, StreamChanged


def facts(gateway: GatewayProcess) -> list[dict[str, Any]]:
    chunks = Reader(gateway.data / "events").poll()
    rows = [row for chunk in chunks for row in chunk.batch.to_pylist()]
    return [row | {"kind": KIND_NAMES[row["kind"]]} for row in rows]


async def test_facts_carry_show_segment_and_source(gateway: GatewayProcess, on_air: Stage) -> None:
    run = SegmentCard(
        run_id=5, segment_id=1, title="开场", link_id=None, planned_seconds=60, started_at=1
    )
    beacon = key()
    async with page(gateway, on_air.room.slug, token(7), source="朋友圈") as one:
        await one.kind("welcome")
        await in_database(facade.append_event, on_air.room.id, SegmentStarted(segment=run))
        await one.until(lambda frame: frame.get("ev"))
        await one.send(k="comment", id="c", text="能退吗")
        await one.send(k="like", n=8)
        items = [{"id": beacon, "kind": "product_view", "link": 3, "ms": 900}]
        await one.send(k="beacon", items=items)
        await one.kind("ok", id=beacon)
        found = await asyncio.to_thread(facts, gateway)
    found.sort(key=lambda fact: ["enter", "comment", "like", "product_view"].index(fact["kind"]))
    assert [(fact["kind"], fact["segment_run"]) for fact in found] == [
        ("enter", None), ("comment", 5), ("like", 5), ("product_view", 5),
    ]  # fmt: skip
    assert {(fact["show"], fact["viewer"], fact["source"]) for fact in found} == {
        (on_air.show.id, 7, "朋友圈")
    }
    assert [fact["text"] for fact in found] == [None, "能退吗", None, None]
    assert (found[2]["n"], found[3]["link"], found[3]["ms"]) == (8, 3, 900)
    assert found[3]["event_id"].hex() == beacon.replace("-", "")


async def test_acknowledged_beacons_survive_kill_9(gateway: GatewayProcess, on_air: Stage) -> None:
    sent = [key() for _ in range(12)]
    async with page(gateway, on_air.room.slug, token(7)) as one:
        await one.kind("welcome")
        for beacon in sent:
            await one.send(k="beacon", items=[{"id": beacon, "kind": "share"}])
        for beacon in sent:
            await one.kind("ok", id=beacon)
        await asyncio.to_thread(gateway.kill)
    found = await asyncio.to_thread(facts, gateway)
    ids = [fact["event_id"].hex() for fact in found if fact["kind"] == "share"]
    assert ids == [beacon.replace("-", "") for beacon in sent]


async def test_a_reload_is_one_visit_and_staff_are_none(
    gateway: GatewayProcess, on_air: Stage
) -> None:
    slug, shop = on_air.room.slug, on_air.shop.id
    for bearer in (token(7), token(7), token(3, "staff", shop)):
        async with page(gateway, slug, bearer) as one:
            await one.kind("welcome")
    await asyncio.to_thread(gateway.stop)
    found = await asyncio.to_thread(facts, gateway)
    assert [(fact["kind"], fact["viewer"]) for fact in found if fact["kind"] == "enter"] == [
        ("enter", 7)
    ]


async def test_facts_and_buys_carry_the_clock_of_the_stream(
    gateway: GatewayProcess, on_air: Stage
) -> None:
    started = int(time.time() * 1000) - 90_000
    async with page(gateway, on_air.room.slug, token(7)) as one:
        await one.kind("welcome")
        await in_database(
            facade.append_event, on_air.room.id, StreamChanged(state="up", at=started)
        )
        await one.until(lambda frame: frame.get("ev"))
        await one.send(k="like", n=1)
        await in_database(
            facade.append_event, on_air.room.id, StreamChanged(state="down", at=started + 1)
        )
        await one.until(lambda frame: 2 in [event["seq"] for event in frame.get("ev", [])])
        await one.send(k="like", n=2)
        await one.until(lambda frame: frame.get("lk") == 3)
    await asyncio.to_thread(gateway.stop)
    found = await asyncio.to_thread(facts, gateway)
    [up, down] = [fact for fact in found if fact["kind"] == "like"]
    assert up["video_ms"] == up["ts"] - started >= 90_000
    assert down["video_ms"] is None


@pytest.mark.parametrize("gateway", [{"KAIBO_DISK_EVENTS_MB": "999999999"}], indirect=True)
async def test_a_full_disk_drops_and_counts_facts_and_the_room_goes_on(
    gateway: GatewayProcess, on_air: Stage
) -> None:
    async with page(gateway, on_air.room.slug, token(7)) as one:
        await one.kind("welcome")
        await one.send(k="beacon", items=[{"id": key(), "kind": "share"}])
        refused = await one.kind("err")
        await one.send(k="comment", id="c", text="还在吗")
        await one.until(lambda frame: frame.get("cm"))
    assert (refused["code"], refused["retry_ms"]) == ("try_again", 5000)
    dropped = await asyncio.to_thread(gateway.metric, "kaibo_gateway_events_dropped_total")
    assert dropped >= 2
    assert await asyncio.to_thread(gateway.metric, "kaibo_gateway_events_written_total") == 0
    assert await asyncio.to_thread(facts, gateway) == []
