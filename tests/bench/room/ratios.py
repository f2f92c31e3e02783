"""The room's fan-out against a raw C send() loop and against websockets, on the same footing.

One process holds all sockets and the contestants take turns: a tick of the real room to its
pages, the same frame to the same sockets by C, one message alone by C, the same text by
websockets' broadcast to as many sockets of its own. The kernel's work for the receivers is in the
CPU time of all four alike.
"""

from __future__ import annotations

import asyncio
import ctypes
import statistics
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import websockets.asyncio.server as reference
from tests.bench.room.stage import Pages, Stage, port, tokens

from kaibo.foundation.clock import now_ms
from kaibo.foundation.config import config
from kaibo.gateway import frames
from kaibo.interaction.wire import Tick

MESSAGES = 20
_C = """
#include <sys/socket.h>
/* Sends to every socket; returns how many did not take all of it. */
int fan(const int *fds, int n, const char *data, long size) {
    int refused = 0;
    for (int i = 0; i < n; i++)
        if (send(fds[i], data, size, MSG_DONTWAIT | MSG_NOSIGNAL) != size) refused++;
    return refused;
}
"""


def c_loop(folder: Path) -> Callable[..., int]:
    source, library = folder / "fan.c", folder / "fan.so"
    source.write_text(_C)
    subprocess.run(["gcc", "-O2", "-shared", "-fPIC", "-o", library, source], check=True)
    return ctypes.CDLL(str(library)).fan


def cost(work: Callable[[], object]) -> float:
    """CPU seconds of this thread."""
    before = time.thread_time()
    work()
    return time.thread_time() - before


class Turns:
    """The contestants on the same sockets, one pass each per round, in turning order."""

    def __init__(self, stage: Stage, others: set[Any]) -> None:
        self.stage, self.room, self.others = stage, stage.room, others
        self.pages = list(self.room.members)
        fds = [page.fd for page in self.pages]
        said = [self._comment(number) for number in range(MESSAGES)]
        self.many = frames.text(Tick(now=now_ms(), cm=said))
        self.one = frames.text(Tick(now=now_ms(), cm=said[:1]))
        self.text = self.many[4:].decode()
        self.array, self.fan = (ctypes.c_int * len(fds))(*fds), c_loop(config().data)
        self.refused = 0
        self.costs: dict[str, list[float]] = {"room": [], "raw": [], "raw_one": [], "library": []}

    def _comment(self, number: int) -> Any:
        text = f"第 {number} 条：这件毛衣起球吗，身高一六五穿多大码合适"
        self.room.say(self.pages[number], text, now_ms())
        return self.room._said.pop()

    def raw(self, data: bytes) -> None:
        self.refused += self.fan(self.array, len(self.array), data, len(data))

    def library(self) -> None:
        reference.broadcast(self.others, self.text)

    async def round(self, number: int) -> None:
        works: dict[str, Callable[[], object]] = {
            "room": self.room.tick,
            "raw": lambda: self.raw(self.many),
            "raw_one": lambda: self.raw(self.one),
            "library": self.library,
        }
        names = list(works)
        turned = names[number % 4 :] + names[: number % 4]
        for name in turned:
            if name == "room":
                for said in range(MESSAGES):
                    self.room._said.append(self._comment(said))
            self.costs[name].append(cost(works[name]))
            await asyncio.sleep(0.02 + 0.02 * len(self.pages) / 1000)  # pages drain

    def ratio(self, name: str) -> float:
        pairs = zip(self.costs[name], self.costs["room"], strict=True)
        return statistics.median(other / own for other, own in pairs)


async def ratios(folder: Path, viewers: int, rounds: int) -> dict[str, float]:
    """``frames_vs_raw_send``, ``deliveries_vs_raw_send``, ``vs_websockets``."""
    others: set[Any] = set()

    async def follow(connection: Any) -> None:
        others.add(connection)
        await connection.wait_closed()

    rival = port()
    async with (
        Stage(folder, port(), ticks=False) as stage,
        reference.serve(follow, "127.0.0.1", rival, compression=None, ping_interval=None),
        Pages(stage.port, viewers, 0, tokens(viewers)) as pages,
        Pages(rival, viewers) as bare,
    ):
        await pages.do("open")
        await bare.do("open")
        turns = Turns(stage, others)
        for number in range(rounds):
            await turns.round(number)
        got = await pages.do("report")
    assert not turns.refused, f"{turns.refused} sends were refused; the raw loop did less work"
    assert got["closed"] == 0, f"{got['closed']} pages were closed"
    own = statistics.median(turns.costs["room"])
    return {
        "viewers_of_ratios": viewers,
        "frame_bytes": len(turns.many),
        "frames_per_cpu_s": round(viewers / own),
        "raw_sends_per_cpu_s": round(viewers / statistics.median(turns.costs["raw"])),
        "frames_vs_raw_send": round(turns.ratio("raw"), 3),
        "deliveries_vs_raw_send": round(turns.ratio("raw_one") * MESSAGES, 2),
        "vs_websockets": round(turns.ratio("library"), 3),
    }
