"""What every bus must keep, shown by each adapter; NATS on the real server."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest
from tests.factories.nats import NatsServer

from kaibo.gateway.bus.contracts import MESSAGE_LIMIT, Bus
from kaibo.gateway.bus.local import Hub, LocalBus
from kaibo.gateway.bus.nats import NatsBus

Make = Callable[[], Bus]
Maker = Callable[[Path], AbstractAsyncContextManager[Make]]


@asynccontextmanager
async def local(folder: Path) -> AsyncIterator[Make]:
    hub = Hub()
    yield lambda: LocalBus(hub)


@asynccontextmanager
async def nats(folder: Path) -> AsyncIterator[Make]:
    server = NatsServer(folder)
    await asyncio.to_thread(server.start)
    made: list[NatsBus] = []

    def make() -> Bus:
        made.append(NatsBus(server.url, "kaibo.test", f"node-{len(made)}"))
        return made[-1]

    yield make
    for bus in made:
        await bus.stop()
    server.stop()


both = pytest.mark.parametrize("kind", [local, nats])


class Ear:
    """Hears one subject of one bus."""

    def __init__(self, bus: Bus, subject: str = "room.1") -> None:
        self.found: list[bytes] = []
        bus.subscribe(subject, self.found.append)

    async def until(self, wanted: Callable[[], object]) -> None:
        deadline = time.monotonic() + 30
        while not wanted():
            assert time.monotonic() < deadline, f"heard only {len(self.found)}"
            await asyncio.sleep(0.005)


async def joined(*buses: Bus) -> None:
    """All are up and hear each other: what is published at once after `is_up` may be early."""
    ups: list[Bus] = []
    for bus in buses:
        bus.start(lambda bus=bus: ups.append(bus))  # type: ignore[misc]
    ears = [Ear(bus, "ready") for bus in buses]
    deadline = time.monotonic() + 30
    while len(ups) < len(buses) or not all(ear.found for ear in ears):
        assert time.monotonic() < deadline, "the buses do not come up"
        for bus in buses:
            bus.publish("ready", b"")
        await asyncio.sleep(0.02)


@both
async def test_others_hear_in_order_and_the_speaker_does_not(kind: Maker, tmp_path: Path) -> None:
    async with kind(tmp_path) as make:
        one, two, three = make(), make(), make()
        ears = [Ear(bus) for bus in (one, two, three)]
        await joined(one, two, three)
        sent = [str(number).encode() for number in range(500)]
        for data in sent:
            one.publish("room.1", data)
        for ear in ears[1:]:
            await ear.until(lambda ear=ear: len(ear.found) >= 500)  # type: ignore[misc]
        assert [ear.found for ear in ears] == [[], sent, sent]


@both
async def test_subjects_are_apart(kind: Maker, tmp_path: Path) -> None:
    async with kind(tmp_path) as make:
        one, two = make(), make()
        first, second = Ear(two, "room.1"), Ear(two, "room.11")
        await joined(one, two)
        for subject in ("room.1", "room.11", "room.2", "rooms"):
            one.publish(subject, subject.encode())
        await second.until(lambda: second.found)
        assert (first.found, second.found) == ([b"room.1"], [b"room.11"])


@both
async def test_a_subject_asked_for_later_is_heard(kind: Maker, tmp_path: Path) -> None:
    async with kind(tmp_path) as make:
        one, two = make(), make()
        await joined(one, two)
        ear = Ear(two)
        deadline = time.monotonic() + 30
        while not ear.found:
            assert time.monotonic() < deadline, "never heard"
            one.publish("room.1", b"x")
            await asyncio.sleep(0.02)


@both
async def test_large_messages_pass_whole(kind: Maker, tmp_path: Path) -> None:
    async with kind(tmp_path) as make:
        one, two = make(), make()
        ear = Ear(two)
        await joined(one, two)
        data = bytes(range(256)) * (MESSAGE_LIMIT // 256)
        one.publish("room.1", data)
        await ear.until(lambda: ear.found)
        assert ear.found == [data]


@both
async def test_after_stop_nothing_is_said_or_heard(kind: Maker, tmp_path: Path) -> None:
    async with kind(tmp_path) as make:
        one, two = make(), make()
        ear = Ear(two)
        await joined(one, two)
        await one.stop()
        assert not one.is_up
        one.publish("room.1", b"late")
        await two.stop()
        await asyncio.sleep(0.05)
        assert ear.found == []


async def test_nats_drops_while_the_server_is_away_and_comes_back(tmp_path: Path) -> None:
    server = NatsServer(tmp_path)
    one, two = (NatsBus(server.url, "kaibo.test", name) for name in ("one", "two"))
    ups: list[int] = []
    ear = Ear(two)
    one.start(lambda: ups.append(1))
    two.start(lambda: ups.append(2))
    one.publish("room.1", b"before")  # there is no server yet
    await asyncio.to_thread(server.start)
    try:
        for round_ in (1, 2):
            await ear.until(lambda round_=round_: len(ups) >= 2 * round_)  # type: ignore[misc]
            await ear.until(lambda: one.is_up and two.is_up)
            while b"%d" % round_ not in ear.found:
                one.publish("room.1", b"%d" % round_)
                await asyncio.sleep(0.02)
            if round_ == 1:
                await asyncio.to_thread(server.kill)
                await ear.until(lambda: not one.is_up and not two.is_up)
                one.publish("room.1", b"while away")
                await asyncio.to_thread(server.start)
    finally:
        await one.stop()
        await two.stop()
        server.stop()
    assert set(ear.found) == {b"1", b"2"}


async def test_nats_notices_a_server_that_hangs(tmp_path: Path) -> None:
    server = NatsServer(tmp_path)
    await asyncio.to_thread(server.start)
    bus = NatsBus(server.url, "kaibo.test", "one")
    ups: list[int] = []
    ear = Ear(bus)
    bus.start(lambda: ups.append(1))
    try:
        await ear.until(lambda: ups)
        server.freeze()
        await ear.until(lambda: not bus.is_up)
        server.thaw()
        await ear.until(lambda: len(ups) > 1 and bus.is_up)
    finally:
        await bus.stop()
        server.stop()


async def test_nats_keeps_installations_apart_and_asks_for_the_token(tmp_path: Path) -> None:
    server = NatsServer(tmp_path)
    await asyncio.to_thread(server.start)
    ours, same, other = (NatsBus(server.url, prefix, "n") for prefix in ("k.a", "k.a", "k.b"))
    stranger = NatsBus(f"nats://127.0.0.1:{server.port}", "k.a", "stranger")
    ear, foreign, refused = Ear(same), Ear(other), Ear(stranger)
    stranger.start(lambda: refused.found.append(b"up"))
    try:
        other.start(lambda: None)
        await joined(ours, same)
        await foreign.until(lambda: other.is_up)
        ours.publish("room.1", b"x")
        await ear.until(lambda: ear.found)
        assert (foreign.found, refused.found, stranger.is_up) == ([], [], False)
    finally:
        for bus in (ours, same, other, stranger):
            await bus.stop()
        server.stop()
