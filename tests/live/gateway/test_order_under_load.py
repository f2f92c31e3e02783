"""Comments, likes and reliable events at once, pages that drop, a gateway that is killed.

Every page follows (epoch, seq) as the real one does. What it was told, put together over all its
lines, is the reliable lane exactly: each number once, in order, with the words the database keeps.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
from dataclasses import dataclass, field
from typing import Any

import pytest
from tests.factories.gateway import GatewayProcess, in_database, token
from tests.factories.selling import Stage
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from kaibo.liveroom import facade
from kaibo.liveroom.contracts import Announced, LinkUnpinned, RoomEventBody
from kaibo.liveroom.models import RoomEvent

PAGES, EVENTS, KILLS = 40, 160, 2
AWAY = (ConnectionClosed, InvalidHandshake, OSError)


@dataclass
class Watcher:
    """One viewer's page over all its lines."""

    who: int
    epoch: int = 0
    seq: int = 0
    told: list[tuple[int, str]] = field(default_factory=list)  # (seq, canonical event)
    begun_at: int | None = None
    lines: int = 0
    jumps: list[tuple[int, int]] = field(default_factory=list)  # states that skipped events
    comments: list[list[int]] = field(default_factory=list)  # ids of each line
    heard: set[str] = field(default_factory=set)
    likes: int = 0

    async def watch(self, gateway: GatewayProcess, slug: str, total: int) -> None:
        dice = random.Random(self.who)
        while self.seq < total:
            with contextlib.suppress(*AWAY):
                async with connect(gateway.url, compression=None, open_timeout=30) as socket:
                    await self._line(socket, slug, total, dice)
            await asyncio.sleep(0.02)

    async def _line(
        self, socket: ClientConnection, slug: str, total: int, dice: random.Random
    ) -> None:
        past = {"epoch": self.epoch, "seq": self.seq} if self.lines else {}
        hello = {"k": "hello", "token": token(self.who), "room": slug, **past}
        await socket.send(json.dumps(hello))
        self.lines += 1
        self.comments.append([])
        talk = asyncio.create_task(self._talk(socket, dice))
        leaves_after = dice.randint(20, 120)  # frames
        try:
            while self.seq < total and leaves_after:
                leaves_after -= 1
                self._take(json.loads(await socket.recv()))
        finally:
            talk.cancel()
            await asyncio.gather(talk, return_exceptions=True)

    async def _talk(self, socket: ClientConnection, dice: random.Random) -> None:
        with contextlib.suppress(ConnectionClosed):
            for number in range(10_000):
                text = f"第{self.who}位说{self.lines}·{number}"
                said = {"k": "comment", "id": f"{self.lines}-{number}", "text": text}
                await socket.send(json.dumps(said))
                await socket.send(json.dumps({"k": "like", "n": dice.randint(1, 5)}))
                await asyncio.sleep(dice.uniform(0.3, 1.2))

    def _take(self, frame: dict[str, Any]) -> None:
        if frame["k"] == "welcome" and frame["state"] is not None:
            state = frame["state"]
            if self.begun_at is None:
                self.begun_at = state["seq"]
            elif (state["epoch"], state["seq"]) != (self.epoch, self.seq):
                self.jumps.append((self.seq, state["seq"]))
            self.epoch, self.seq = state["epoch"], state["seq"]
        for numbered in (frame.get("events") or []) + (frame.get("ev") or []):
            self.seq = numbered["seq"]
            self.told.append((self.seq, json.dumps(numbered["event"], sort_keys=True)))
        rows = frame.get("cm") or []
        self.comments[-1] += [row[0] for row in rows]
        self.heard.update(row[3] for row in rows)
        self.likes = max(self.likes, frame.get("lk") or 0, frame.get("likes") or 0)


def event(number: int) -> RoomEventBody:
    return LinkUnpinned(link_id=number) if number % 7 == 0 else Announced(text=f"第{number}次")


def stored(room: int) -> list[tuple[int, str]]:
    rows = RoomEvent.objects.filter(room_id=room).order_by("seq").values_list("seq", "body")
    return [(seq, json.dumps(body, sort_keys=True)) for seq, body in rows]


async def happen(room: int, until: list[asyncio.Event]) -> None:
    """The events, as fast as the database takes them; a signal at every share of them."""
    share = EVENTS // (len(until) + 1)
    for number in range(1, EVENTS + 1):
        await in_database(facade.append_event, room, event(number))
        if number % share == 0 and number // share <= len(until):
            until[number // share - 1].set()
        await asyncio.sleep(0.02)


async def kill(gateway: GatewayProcess, when: list[asyncio.Event]) -> None:
    for moment in when:
        await moment.wait()
        await asyncio.to_thread(gateway.kill)
        await asyncio.to_thread(gateway.start)


@pytest.mark.capability("INTR-06")
@pytest.mark.parametrize("gateway", [{"KAIBO_GUARD": "off"}], indirect=True)  # all of one machine
async def test_every_page_is_told_everything_once_in_order_under_load(
    gateway: GatewayProcess, on_air: Stage
) -> None:
    slug, room = on_air.room.slug, on_air.room.id
    pages = [Watcher(who) for who in range(1, PAGES + 1)]
    moments = [asyncio.Event() for _ in range(KILLS)]
    watching = [asyncio.create_task(one.watch(gateway, slug, EVENTS)) for one in pages]
    async with asyncio.timeout(240):
        while any(one.begun_at is None for one in pages):  # noqa: ASYNC110
            await asyncio.sleep(0.05)
        await asyncio.gather(happen(room, moments), kill(gateway, moments), *watching)
    kept = await in_database(stored, room)
    assert [seq for seq, _event in kept] == list(range(1, EVENTS + 1))
    for one in pages:
        assert (one.begun_at, one.jumps) == (0, []), one.who
        assert one.told == kept, one.who
        assert one.lines > KILLS, "each came back after each kill"
        for line in one.comments:
            assert line == sorted(set(line)), "comments of a line in order, none twice"
    speakers = {text.split("位")[0] for one in pages for text in one.heard}
    assert len(speakers) == PAGES, "while everybody talked"
    assert all(one.likes > 0 for one in pages)
