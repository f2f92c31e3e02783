"""The reliable lane: nothing lost, nothing twice, over every kind of interruption."""

from __future__ import annotations

import asyncio
import contextlib
import json
import time

import psycopg
import pytest
from tests.factories.gateway import GatewayProcess, in_database, page, token
from tests.factories.order_writer import test_dsn
from tests.factories.selling import Stage, buyers

from kaibo.liveroom import facade
from kaibo.liveroom.contracts import Announced, LinkUnpinned, RoomEventBody, ViewerMuted


async def happen(room: int, *events: RoomEventBody) -> None:
    for event in events:
        await in_database(facade.append_event, room, event)


def announced(*texts: int) -> list[RoomEventBody]:
    return [Announced(text=f"第{number}次") for number in texts]


async def test_events_arrive_in_order_once(gateway: GatewayProcess, on_air: Stage) -> None:
    async with page(gateway, on_air.room.slug, token(7)) as one:
        await one.kind("welcome")
        await happen(on_air.room.id, *announced(*range(1, 31)))
        await one.until(lambda frame: 30 in [event["seq"] for event in frame.get("ev", [])])
        assert one.seqs == list(range(1, 31))


async def test_resume_replays_the_gap_and_only_the_gap(
    gateway: GatewayProcess, on_air: Stage
) -> None:
    slug, room = on_air.room.slug, on_air.room.id
    await happen(room, *announced(1, 2))
    async with page(gateway, slug, token(7)) as one:
        welcome = await one.kind("welcome")
        assert (welcome["state"]["epoch"], welcome["state"]["seq"]) == (1, 2)
    await happen(room, *announced(3, 4, 5))
    async with page(gateway, slug, token(7), epoch=1, seq=2) as again:
        welcome = await again.kind("welcome")
        await happen(room, *announced(6))
        await again.until(lambda frame: 6 in [event["seq"] for event in frame.get("ev", [])])
    assert welcome["state"] is None
    assert again.seqs == [3, 4, 5, 6]


@pytest.mark.parametrize(("epoch", "seq"), [(2, 1), (1, 99)])
async def test_a_past_that_is_not_ours_gets_the_whole_state(
    gateway: GatewayProcess, on_air: Stage, epoch: int, seq: int
) -> None:
    await happen(on_air.room.id, *announced(1))
    async with page(gateway, on_air.room.slug, token(7), epoch=epoch, seq=seq) as one:
        welcome = await one.kind("welcome")
    assert welcome["state"]["seq"] == 1


async def test_a_gap_longer_than_the_ring_gets_the_whole_state(
    gateway: GatewayProcess, on_air: Stage
) -> None:
    await happen(on_air.room.id, *announced(*range(1, 520)))
    async with page(gateway, on_air.room.slug, token(7), epoch=1, seq=1) as one:
        assert (await one.kind("welcome"))["state"]["seq"] == 519


async def test_nothing_lost_or_doubled_over_kill_9_of_the_gateway(
    gateway: GatewayProcess, on_air: Stage
) -> None:
    slug, room = on_air.room.slug, on_air.room.id
    async with page(gateway, slug, token(7)) as one:
        await one.kind("welcome")
        await happen(room, *announced(1, 2, 3))
        await one.until(lambda frame: 3 in [event["seq"] for event in frame.get("ev", [])])
        await asyncio.to_thread(gateway.kill)
    await happen(room, *announced(4, 5))  # while nobody listens
    await asyncio.to_thread(gateway.start)
    async with page(gateway, slug, token(7), epoch=1, seq=3) as again:
        await again.kind("welcome")
        await happen(room, *announced(6))
        await again.until(lambda frame: 6 in [event["seq"] for event in frame.get("ev", [])])
    assert one.seqs + again.seqs == [1, 2, 3, 4, 5, 6]


async def test_counters_survive_kill_9(gateway: GatewayProcess, on_air: Stage) -> None:
    slug = on_air.room.slug
    async with page(gateway, slug, token(7)) as one, page(gateway, slug, token(8)) as two:
        await two.kind("welcome")
        await one.send(k="like", n=33)
        await one.until(lambda frame: frame.get("lk") == 33)
        await asyncio.to_thread(_until_saved, gateway, on_air, 33, 2)
        await asyncio.to_thread(gateway.kill)
    await asyncio.to_thread(gateway.start)
    async with page(gateway, slug, token(7), epoch=1) as again:
        welcome = await again.kind("welcome")
    assert (welcome["likes"], welcome["uv"], welcome["online"]) == (33, 2, 2)


async def test_events_of_a_dead_listener_are_read_after_it_returns(
    gateway: GatewayProcess, on_air: Stage
) -> None:
    """What happened between the loss of the connection and the next LISTEN woke nobody."""
    async with page(gateway, on_air.room.slug, token(7)) as one:
        await one.kind("welcome")
        await asyncio.to_thread(_cut_listeners)
        await happen(on_air.room.id, *announced(1, 2))
        await one.until(lambda frame: 2 in [event["seq"] for event in frame.get("ev", [])])
        await happen(on_air.room.id, *announced(3))
        await one.until(lambda frame: 3 in [event["seq"] for event in frame.get("ev", [])])
    assert one.seqs == [1, 2, 3]


async def test_a_new_epoch_sends_the_state_afresh(gateway: GatewayProcess, on_air: Stage) -> None:
    await happen(on_air.room.id, *announced(1, 2))
    async with page(gateway, on_air.room.slug, token(7)) as one:
        await one.kind("welcome")
        await in_database(_new_epoch, on_air)
        fresh = await one.until(lambda f: f["k"] == "welcome" and f["state"]["epoch"] == 2)
        assert fresh["state"]["seq"] == 0


async def test_only_staff_and_the_viewer_hear_of_a_mute(
    gateway: GatewayProcess, on_air: Stage
) -> None:
    slug, room, shop = on_air.room.slug, on_air.room.id, on_air.shop.id
    async with (
        page(gateway, slug, token(7)) as muted,
        page(gateway, slug, token(8)) as other,
        page(gateway, slug, token(3, "staff", shop), page="console") as desk,
    ):
        for one in (muted, other, desk):
            await one.kind("welcome")
        await happen(room, ViewerMuted(viewer_id=7, ends_at=None), LinkUnpinned(link_id=1))
        for one in (muted, other, desk):
            await one.until(lambda frame: 2 in [event["seq"] for event in frame.get("ev", [])])
    assert (muted.seqs, other.seqs, desk.seqs) == ([1, 2], [2], [1, 2])


async def test_personal_events_are_replayed_and_followed(
    gateway: GatewayProcess, on_air: Stage
) -> None:
    slug, room = on_air.room.slug, on_air.room.id
    mine, theirs = [viewer.id for viewer in await in_database(buyers, 2, False)]
    first = await in_database(facade.tell, mine, room, "order_placed", {"order": 1})
    await in_database(facade.tell, theirs, room, "order_placed", {"order": 2})
    async with page(gateway, slug, token(mine)) as one:
        assert (await one.kind("me"))["id"] == first
        second = await in_database(facade.tell, mine, room, "order_paid", {"order": 1})
        assert (await one.kind("me", kind="order_paid"))["body"] == {"order": 1}
        await one.quiet(1.5)
        assert [frame["id"] for frame in one.frames if frame["k"] == "me"] == [first, second]


def _until_saved(gateway: GatewayProcess, on_air: Stage, likes: int, online: int) -> None:
    """A snapshot is taken every second."""
    folder = gateway.data / "gateway"
    seen = folder / f"viewers-{on_air.room.id}-{on_air.show.id}.bin"
    deadline = time.monotonic() + 60
    while True:
        with contextlib.suppress(FileNotFoundError):
            [row] = json.loads((folder / "counters.json").read_bytes()) or [{}]
            is_new = (row.get("likes"), row.get("online")) == (likes, online)
            if is_new and seen.stat().st_size == 8 * online:
                return
        assert time.monotonic() < deadline, "the counters are not saved"
        time.sleep(0.05)


def _cut_listeners() -> None:
    """End the feed's connection: the gateway's name for it is its own."""
    with psycopg.connect(test_dsn(), autocommit=True) as db:
        query = """
            select pg_terminate_backend(pid) from pg_stat_activity
            where application_name = 'kaibo-gateway' and datname = current_database()
        """
        assert db.execute(query).fetchall()


def _new_epoch(on_air: Stage) -> None:
    on_air.room.epoch, on_air.room.last_seq = 2, 0
    on_air.room.save(update_fields=["epoch", "last_seq"])
