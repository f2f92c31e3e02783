"""The real gateway of the bench, its pages, and what both of them measure."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from tests.factories.ports import free_port

from kaibo.foundation.clock import now_ms
from kaibo.foundation.config import config
from kaibo.foundation.tokens import Claims, issue
from kaibo.gateway import app, collector
from kaibo.gateway.feed import Loaded
from kaibo.gateway.room import Room
from kaibo.liveroom.contracts import Announced, NumberedEvent, RoomState

SLUG = "bench"
HOURS = 6 * 3600


class MemoryFeed:
    """One room that is on air; events come from `Stage.announce`."""

    def __init__(self, dsn: str, receiver: Any, call: Callable[..., object], **_: Any) -> None:
        self.receiver, self.call = receiver, call
        self.state = empty_state()
        self.events: list[NumberedEvent] = []

    def want_room(self, slug: str) -> None:
        self.call(self.receiver.room_loaded, slug, Loaded(self.state, {}, list(self.events)))

    def __getattr__(self, name: str) -> Callable[..., None]:
        """Persons, start and stop ask for nothing here."""
        return lambda *_, **__: None


class Stage:
    """One gateway in this process. ``ticks`` False: the bench calls `Room.tick` itself."""

    def __init__(self, folder: Path, port: int, ticks: bool = True) -> None:
        self.port = port
        self.folder = folder
        self.passes: list[float] = []  # CPU seconds of each tick, this thread
        self._ticks = ticks

    async def __aenter__(self) -> Stage:
        app.Feed = MemoryFeed  # type: ignore[assignment,misc]
        self.gateway: Any = app.Gateway(
            replace(config(), data=self.folder, gateway_port=self.port, host="127.0.0.1")
        )
        if not self._ticks:
            self.gateway._tick_for_ever = _nothing
        await self.gateway.start()
        self.gateway._feed.want_room(SLUG)
        await asyncio.sleep(0.05)
        self.room: Room = self.gateway._rooms[1]
        collector.settle()  # as `python -m kaibo.gateway` does
        self.room.tick = self._timed(self.room.tick)  # type: ignore[method-assign]
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.gateway.stop()

    def announce(self, text: str = "") -> None:
        """One reliable event to everybody."""
        seq = self.room.state.seq + 1
        event = NumberedEvent(epoch=1, seq=seq, at=now_ms(), event=Announced(text=text or f"{seq}"))
        self.gateway._feed.events.append(event)
        self.gateway.room_events(1, [event])

    def _timed(self, tick: Callable[[], None]) -> Callable[[], None]:
        def timed() -> None:
            before = time.thread_time()
            tick()
            self.passes.append(time.thread_time() - before)

        return timed


class Pages:
    """A process of pages; see ``pages.c``. The last ``tight`` of them may be stopped."""

    def __init__(
        self, port: int, count: int, first: int = 0, tokens: str = "-", tight: int = 0
    ) -> None:
        self._arguments = [str(port), SLUG, tokens, str(first), str(count), str(tight)]
        self.count = count

    async def __aenter__(self) -> Pages:
        self._process = await asyncio.create_subprocess_exec(
            str(program()), *self._arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        with suppress(ProcessLookupError):
            self._process.kill()
        await self._process.wait()

    async def do(self, command: str) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(command.encode() + b"\n")
        line = await self._process.stdout.readline()
        assert line, f"pages ended at {command!r}"
        return dict(json.loads(line))


class Server:
    """A gateway in a process of its own; see ``server.py``."""

    def __init__(self, folder: Path, port: int, tick_ms: int) -> None:
        self._arguments = [str(port), str(folder), str(tick_ms)]

    async def __aenter__(self) -> Server:
        self._process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.bench.room.server", *self._arguments,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip
        assert self._process.stdout is not None
        assert await self._process.stdout.readline(), "the gateway did not start"
        return self

    async def __aexit__(self, *_: object) -> None:
        with suppress(ProcessLookupError):
            self._process.kill()
        await self._process.wait()

    async def ask(self, line: str = "") -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(line.encode() + b"\n")
        return dict(json.loads(await self._process.stdout.readline()))


def program() -> Path:
    """The compiled pages."""
    made = config().data / "pages"
    if not made.exists():
        sources = [Path(__file__).with_name(name) for name in ("pages.c", "page.c")]
        subprocess.run(["gcc", "-O2", "-o", made, *sources], check=True)
    return made


def tokens(count: int) -> str:
    """A file with a token a line for viewers 1 … ``count``."""
    path = config().data / "tokens"
    known = len(path.read_text().splitlines()) if path.exists() else 0
    if known < count:
        until = int(time.time()) + HOURS
        lines = [issue(Claims(n, "buyer", "观众", expires_at=until)) for n in range(1, count + 1)]
        path.write_text("\n".join(lines) + "\n")
    return str(path)


def port() -> int:
    return free_port()


def empty_state() -> RoomState:
    return RoomState(
        room_id=1, slug=SLUG, title="", shop_id=1, shop_name="", show_id=1, show_title="",
        host_name="", is_on_air=True, is_rehearsal=True, went_live_at=1, stream_state="up",
        epoch=1, seq=0, announcement="", segment=None, pinned_link_id=None, links=[],
    )  # fmt: skip


def p99(values: list[float]) -> float:
    return sorted(values)[int(len(values) * 0.99)]


async def _nothing() -> None:
    return
