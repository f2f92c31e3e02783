"""Fan-out of a room against a plain C send() loop and against the websockets library.

One process holds all sockets and takes turns: a tick of the real `Room` to its real connections,
the same frame to the same sockets by C, the same text by websockets' broadcast to as many sockets
of its own. Cost is the CPU time of this thread (the kernel's work for the receivers included, for
all three alike), so other load on the machine cancels out. ``QUICK=1`` stays under a minute.

Last line: JSON. ``deliveries_*`` counts messages (a tick carries 20 comments), the raw loop sends
one message per call.
"""

from __future__ import annotations

import asyncio
import ctypes
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import picows
import psutil
import uvloop
import websockets.asyncio.server as reference
from picows import WSTransport, WSUpgradeRequest
from tests.factories.ports import free_ports

from kaibo.foundation.clock import now_ms
from kaibo.foundation.tokens import Claims
from kaibo.gateway import frames
from kaibo.gateway.connection import Connection
from kaibo.gateway.room import Room
from kaibo.interaction.wire import Hello, Tick
from kaibo.liveroom.contracts import Announced, NumberedEvent, RoomState

QUICK = os.environ.get("QUICK") == "1"
VIEWERS = int(os.environ.get("VIEWERS", "1000" if QUICK else "4000"))
PASSES = int(os.environ.get("PASSES", "60" if QUICK else "200"))
MESSAGES = 20
EVENTS = 30
SAMPLED = 20
PORTS = free_ports(2)
_C = """
#include <errno.h>
#include <sys/socket.h>
/* Sends to every socket; returns how many did not take all of it. */
int fan(const int *fds, int n, const char *data, long size) {
    int refused = 0;
    for (int i = 0; i < n; i++)
        if (send(fds[i], data, size, MSG_DONTWAIT | MSG_NOSIGNAL) != size) refused++;
    return refused;
}
"""


class NoSink:
    """The event log is another bench's."""

    def add(self, kind: str, **columns: Any) -> bool:
        return True


class Desk:
    """Lets every connection into the one room without a token."""

    now = staticmethod(time.monotonic)

    def __init__(self, room: Room) -> None:
        self.room = room
        self.pages: list[Connection] = []

    def opened(self, page: Connection) -> None:
        self.pages.append(page)
        page.claims = Claims(len(self.pages), "buyer", "观众")
        page.room, page.page, page.source = 1, "room", "direct"
        self.room.enter(page, Hello(token="", room="bench", epoch=1, seq=0), False)

    def received(self, page: Connection, payload: bytes) -> None:
        raise AssertionError("bench pages say nothing")

    def gone(self, page: Connection) -> None:
        self.room.leave(page)

    def fell_behind(self, page: Connection) -> None:
        self.room.fell_behind(page)

    def later(self, seconds: float, transport: WSTransport) -> None:
        transport.disconnect(False)

    def route(self, request: WSUpgradeRequest) -> Connection:
        return Connection(self, "")


def empty_state() -> RoomState:
    return RoomState(
        room_id=1, slug="bench", title="", shop_id=1, shop_name="", show_id=1, show_title="",
        host_name="", is_on_air=True, is_rehearsal=True, went_live_at=1, stream_state="up",
        epoch=1, seq=0, announcement="", segment=None, pinned_link_id=None, links=[],
    )  # fmt: skip


def c_loop(folder: Path) -> Callable[..., int]:
    source, library = folder / "fan.c", folder / "fan.so"
    source.write_text(_C)
    subprocess.run(["gcc", "-O2", "-shared", "-fPIC", "-o", library, source], check=True)
    return ctypes.CDLL(str(library)).fan


async def clients(port: int, sampled: int) -> asyncio.subprocess.Process:
    """A process of pages; returns when all are connected."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.bench.room_clients", str(port), str(VIEWERS), str(sampled),
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    assert await process.stdout.readline() == b"ready\n"
    return process


async def result(process: asyncio.subprocess.Process) -> list[list[int]]:
    out, _ = await process.communicate(b"done\n")
    return list(json.loads(out))


def cost(work: Callable[[], object]) -> float:
    """CPU seconds of this thread."""
    before = time.thread_time()
    work()
    return time.thread_time() - before


class Turns:
    """The contestants on the same sockets, one pass each per round."""

    def __init__(self, desk: Desk, fan: Callable[..., int], others: set[Any]) -> None:
        self.room, self.others = desk.room, others
        fds = [page.fd for page in desk.pages]
        self.page = desk.pages[0]
        said = [self._comment(number) for number in range(MESSAGES)]
        self.many = frames.text(Tick(now=now_ms(), cm=said))
        self.one = frames.text(Tick(now=now_ms(), cm=said[:1]))
        self.text = self.many[4:].decode()
        self.array, self.fan, self.refused = (ctypes.c_int * len(fds))(*fds), fan, 0
        self.costs: dict[str, list[float]] = {"room": [], "raw": [], "raw_one": [], "library": []}

    def _comment(self, number: int) -> Any:
        text = f"第 {number} 条：这件毛衣起球吗，身高一六五穿多大码合适"
        self.room.say(self.page, text, now_ms())
        return self.room._said.pop()

    def raw(self, data: bytes) -> None:
        self.refused += self.fan(self.array, len(self.array), data, len(data))

    def library(self) -> None:
        reference.broadcast(self.others, self.text)

    async def round(self) -> None:
        works: dict[str, Callable[[], object]] = {
            "room": self.room.tick,
            "raw": lambda: self.raw(self.many),
            "raw_one": lambda: self.raw(self.one),
            "library": self.library,
        }
        for name, work in works.items():
            if name == "room":
                for number in range(MESSAGES):
                    self.room._said.append(self._comment(number))
            self.costs[name].append(cost(work))
            await asyncio.sleep(0.04 * VIEWERS / 1000)  # pages drain; no buffer fills

    def ratio(self, name: str) -> float:
        pairs = zip(self.costs[name], self.costs["room"], strict=True)
        return statistics.median(other / own for other, own in pairs)


async def reliable(room: Room) -> None:
    for seq in range(1, EVENTS + 1):
        event = Announced(text=f"第{seq}次")
        room.take([NumberedEvent(epoch=1, seq=seq, at=now_ms(), event=event)])
        await asyncio.sleep(0.01)


async def bench(folder: Path) -> dict[str, float]:
    room = Room(empty_state(), {}, [], NoSink())  # type: ignore[arg-type]
    desk = Desk(room)
    server = await picows.ws_create_server(
        desk.route, "127.0.0.1", PORTS[0], enable_auto_pong=False, read_buffer_init_size=2048,
        backlog=4096,
    )  # fmt: skip
    before = psutil.Process().memory_info().rss
    pages = await clients(PORTS[0], SAMPLED)
    grown = psutil.Process().memory_info().rss - before
    others: set[Any] = set()

    async def follow(connection: Any) -> None:
        others.add(connection)
        await connection.wait_closed()

    async with reference.serve(follow, "127.0.0.1", PORTS[1], compression=None, ping_interval=None):
        rivals = await clients(PORTS[1], 0)
        turns = Turns(desk, c_loop(folder), others)
        for number in range(PASSES):
            await turns.round()
            if number == PASSES // 2:
                await reliable(room)
        await asyncio.sleep(1.0)
        numbers = await result(pages)
        await result(rivals)
    server.close()
    assert not turns.refused, f"{turns.refused} sends were refused; the raw loop did less work"
    pass_cost = statistics.median(turns.costs["room"])
    return {
        "viewers": VIEWERS,
        "messages_per_frame": MESSAGES,
        "frame_bytes": len(turns.many),
        "pass_cpu_ms": round(pass_cost * 1000, 3),
        "frames_per_cpu_s": round(VIEWERS / pass_cost),
        "frames_vs_raw_send": round(turns.ratio("raw"), 3),
        "deliveries_vs_raw_send": round(turns.ratio("raw_one") * MESSAGES, 2),
        "vs_websockets": round(turns.ratio("library"), 3),
        "idle_kb": round(grown / VIEWERS / 1024, 1),
        "reliable_lost": sum(EVENTS - len(set(one)) for one in numbers),
        "reliable_doubled": sum(len(one) - len(set(one)) for one in numbers),
    }


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        measured = uvloop.run(bench(Path(folder)))
    sys.stdout.write(json.dumps(measured) + "\n")


if __name__ == "__main__":
    main()
