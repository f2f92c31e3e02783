"""What viewers do is on disk with its context, once, and beacons are acknowledged after that."""

from __future__ import annotations

import asyncio
from typing import Any

from tests.factories.gateway import GatewayProcess, in_database, key, page, token
from tests.factories.selling import Stage

from kaibo.foundation.eventlog import KIND_NAMES, Reader
from kaibo.liveroom import facade
from kaibo.liveroom.contracts import SegmentCard, SegmentStarted


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
