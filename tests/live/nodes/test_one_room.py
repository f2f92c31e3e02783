"""Two gateways on one room behave as one."""

from __future__ import annotations

import asyncio
import random
import socket
import struct
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import msgspec
import pytest
from tests.factories.gateway import GatewayProcess, Page, in_database, page, token
from tests.factories.selling import Stage, buyers
from tests.live.nodes.conftest import Pair

from kaibo.foundation.eventlog import KIND_NAMES, read_all
from kaibo.interaction.wire import Kpi
from kaibo.liveroom import facade
from kaibo.liveroom.contracts import Announced, RoomEventBody, ViewerMuted


@asynccontextmanager
async def pages(pair: Pair, on_air: Stage, *viewers: int) -> AsyncIterator[list[Page]]:
    """A page of each viewer, the first on the first node, the second on the second, and so on.

    They are welcomed, and the nodes have heard of each other.
    """
    async with AsyncExitStack() as stack:
        found = []
        for number, viewer in enumerate(viewers):
            opened = page(pair[number % 2], on_air.room.slug, token(viewer))
            found.append(await stack.enter_async_context(opened))
            await found[-1].kind("welcome")
        for gateway in pair:
            await asyncio.to_thread(gateway.wait_metric, "kaibo_gateway_bus_peers", 1)
        yield found


async def happen(room: int, *events: RoomEventBody) -> None:
    for event in events:
        await in_database(facade.append_event, room, event)


async def until_count(one: Page, **counts: int) -> None:
    """Until the newest values that the page was told are these."""
    known: dict[str, Any] = {}
    names = {"online": "on", "likes": "lk", "uv": "uv"}

    def told(frame: dict[str, Any]) -> bool:
        for name, short in names.items():
            for source in (name, short):
                if frame.get(source) is not None:
                    known[name] = frame[source]
        return all(known.get(name) == value for name, value in counts.items())

    old = list(one.frames)
    for frame in old:
        told(frame)
    if not told({}):
        try:
            await one.until(lambda frame: not any(frame is one for one in old) and told(frame))
        except TimeoutError:
            pytest.fail(f"told {known}, not {counts}")


def log_of(pair: Pair) -> list[dict[str, Any]]:
    """The facts of both nodes, as `insight` reads them: each event once, by time."""
    rows: dict[bytes, dict[str, Any]] = {}
    for gateway in pair:
        for chunk in read_all(gateway.data / "events"):
            for row in chunk.batch.to_pylist():
                rows.setdefault(row["event_id"], row | {"kind": KIND_NAMES[row["kind"]]})
    return sorted(rows.values(), key=lambda row: row["ts"])


async def test_comments_of_one_node_are_read_on_the_other(pair: Pair, on_air: Stage) -> None:
    async with pages(pair, on_air, 7, 8) as (one, two):
        for number in range(3):
            await one.send(k="comment", id=f"a{number}", text=f"这里第{number}句")
            await two.send(k="comment", id=f"b{number}", text=f"那里第{number}句")
        texts = {f"{where}第{number}句" for where in ("这里", "那里") for number in range(3)}
        for reader in (one, two):
            await reader.until(lambda _, reader=reader: texts <= set(reader.comments))  # type: ignore[misc]
            assert sorted(reader.comments) == sorted(texts)
        ids = [row[0] for frame in one.frames for row in frame.get("cm", [])]
        assert len(set(ids)) == 6
        async with pages(pair, on_air, 9, 10) as late:
            histories = [frame["comments"] for one in late for frame in one.frames[:1]]
    assert [sorted(rows) for rows in histories] == [histories[0], sorted(histories[0])]
    assert {row[3] for row in histories[0]} == texts


async def test_the_reliable_lane_has_one_order_on_both(pair: Pair, on_air: Stage) -> None:
    async with pages(pair, on_air, 7, 8) as both:
        await happen(on_air.room.id, *(Announced(text=f"第{n}次") for n in range(1, 31)))
        for reader in both:
            await reader.until(lambda frame: 30 in [one["seq"] for one in frame.get("ev", [])])
            assert reader.seqs == list(range(1, 31))


async def test_counts_are_of_both_and_a_viewer_counts_once(pair: Pair, on_air: Stage) -> None:
    async with pages(pair, on_air, 7, 8, 9) as (one, two, three):
        await one.send(k="like", n=5)
        await two.send(k="like", n=7)
        for reader in (one, two, three):
            await until_count(reader, online=3, likes=12, uv=3)
        await three.socket.close()
        async with page(pair[1], on_air.room.slug, token(9)) as moved:
            for reader in (two, moved):
                await until_count(reader, online=3, likes=12, uv=3)
    await asyncio.to_thread(lambda: [gateway.stop() for gateway in pair])
    enters = [row["viewer"] for row in log_of(pair) if row["kind"] == "enter"]
    assert sorted(enters) == [7, 8, 9]


@pytest.mark.slow
async def test_two_thousand_likes_over_random_reconnects_are_two_thousand(
    pair: Pair, on_air: Stage
) -> None:
    """Ten viewers, twenty visits each, ten frames of likes a visit, on either node."""
    chance = random.Random(4)

    async def visit(viewer: int) -> None:
        async with page(chance.choice(pair), on_air.room.slug, token(viewer)) as one:
            for _ in range(10):
                await one.send(k="like", n=1)
            await one.send(k="ping")
            await one.kind("pong")

    async def visits(viewer: int) -> None:
        for _ in range(20):
            await visit(viewer)

    async with pages(pair, on_air, 98, 99) as both:
        await asyncio.gather(*(visits(viewer) for viewer in range(1, 11)))
        for reader in both:
            await until_count(reader, likes=2000, uv=12, online=2)
    await asyncio.to_thread(lambda: [gateway.stop() for gateway in pair])
    assert sum(row["n"] for row in log_of(pair) if row["kind"] == "like") == 2000


async def test_a_viewer_who_moves_within_the_grace_makes_one_visit(
    pair: Pair, on_air: Stage
) -> None:
    slug = on_air.room.slug
    async with pages(pair, on_air, 98, 99) as others:
        for number in range(6):
            async with page(pair[number % 2], slug, token(7)) as one:
                await one.kind("welcome")
                for other in others:
                    await until_count(other, online=3)
            for other in others:
                await until_count(other, online=2)
    await asyncio.to_thread(lambda: [gateway.stop() for gateway in pair])
    mine = [row for row in log_of(pair) if row["viewer"] == 7]
    assert [row["kind"] for row in mine if row["kind"] != "heartbeat"] == ["enter", "leave"]
    whole = mine[-1]["ts"] - mine[0]["ts"]
    assert 0 < sum(row["ms"] for row in mine) <= whole


async def test_a_mute_and_a_personal_answer_reach_the_viewer_on_any_node(
    pair: Pair, on_air: Stage
) -> None:
    mine, other = [viewer.id for viewer in await in_database(buyers, 2, False)]
    async with pages(pair, on_air, other, mine) as (one, two):
        told = await in_database(facade.tell, mine, on_air.room.id, "order_paid", {"order": 1})
        assert (await two.kind("me"))["id"] == told
        await happen(on_air.room.id, ViewerMuted(viewer_id=mine, ends_at=None))
        await two.until(lambda frame: frame.get("ev"))
        async with page(pair[0], on_air.room.slug, token(mine)) as moved:
            welcome = await moved.kind("welcome")
            assert welcome["muted_until"] == -1
            assert (await moved.kind("me"))["id"] == told
        assert not [frame for frame in one.frames if frame["k"] == "me"]


async def test_figures_of_staff_are_shown_on_both(pair: Pair, on_air: Stage) -> None:
    staff = token(3, "staff", on_air.shop.id)
    async with (
        pages(pair, on_air, 7, 8),
        page(pair[1], on_air.room.slug, staff, page="console") as desk,
    ):
        await desk.kind("welcome")
        publish(pair[0], on_air, 12.0)
        assert (await desk.kind("kpi"))["values"] == {"gmv": 12.0}


def publish(gateway: GatewayProcess, on_air: Stage, gmv: float) -> None:
    """As insight does, to the gateway of its machine."""
    frame = Kpi(show=on_air.show.id, at=1, lag_ms=0, values={"gmv": gmv})
    data = msgspec.msgpack.encode({"room": on_air.room.id, "frame": frame})
    with socket.socket(socket.AF_UNIX) as peer:
        peer.connect(str(gateway.data / "run" / "gateway.sock"))
        peer.sendall(struct.pack(">I", len(data)) + data)


async def test_the_sixth_page_of_a_viewer_closes_the_oldest_on_the_other_node(
    pair: Pair, on_air: Stage
) -> None:
    async with (
        pages(pair, on_air, 7, 99, 7, 99, 7, 99, 7, 99, 7) as found,
        page(pair[1], on_air.room.slug, token(7)) as newest,
    ):
        await newest.kind("welcome")
        assert await found[0].closed() == 4409
        for still in (found[2], found[4], found[6], found[8], newest):
            await still.send(k="ping")
            await still.kind("pong")


@pytest.mark.parametrize("pair", [{"KAIBO_LISTEN": "0"}], indirect=True)
async def test_a_node_that_cannot_listen_is_woken_by_the_other(pair: Pair, on_air: Stage) -> None:
    """Behind a pooler that keeps no session: NOTIFY of PostgreSQL never gets there."""
    [mine] = [viewer.id for viewer in await in_database(buyers, 1, False)]
    async with pages(pair, on_air, 7, mine) as (one, two):
        await asyncio.sleep(1.5)  # it tells the other once a second that it is deaf
        await happen(on_air.room.id, Announced(text="一"), Announced(text="二"))
        told = await in_database(facade.tell, mine, on_air.room.id, "order_paid", {"order": 1})
        assert (await two.kind("me"))["id"] == told
        for reader in (one, two):
            await reader.until(lambda frame: 2 in [one["seq"] for one in frame.get("ev", [])])
            assert reader.seqs == [1, 2]
    wakes = pair[1].metric
    assert await asyncio.to_thread(wakes, 'kaibo_gateway_wakes_total{by="bus"}') >= 3
    assert await asyncio.to_thread(wakes, 'kaibo_gateway_wakes_total{by="notify"}') == 0


@pytest.mark.parametrize("pair", [{"KAIBO_LISTEN": "0"}], indirect=True)
async def test_a_node_that_cannot_listen_reads_every_second_without_the_bus(
    pair: Pair, on_air: Stage, nats_server: Any
) -> None:
    [mine] = [viewer.id for viewer in await in_database(buyers, 1, False)]
    async with pages(pair, on_air, 7, mine) as (_, two):
        await asyncio.to_thread(nats_server.kill)
        await happen(on_air.room.id, Announced(text="一"))
        told = await in_database(facade.tell, mine, on_air.room.id, "order_paid", {"order": 1})
        await two.until(lambda frame: frame.get("ev"))
        assert (await two.kind("me"))["id"] == told


def test_nodes_of_one_folder_write_logs_of_their_own(pair: Pair) -> None:
    names = [sorted(path.name for path in Path(one.data / "events").iterdir()) for one in pair]
    assert names == [["gateway"], ["gateway-2"]]
