"""One page of twenty does not read: what the others notice, and what such a page costs."""

from __future__ import annotations

import asyncio
import os
import socket
import statistics
import struct
import time
from pathlib import Path
from typing import Any

from tests.bench.room.crowd import SAY, full
from tests.bench.room.stage import Pages, Stage

_SO_MEMINFO, _FORWARD, _QUEUED = 55, 4, 5


async def stuck(folder: Path, viewers: int, rounds: int, rest: float) -> dict[str, float]:
    """Stretches with 5 % stuck, each between two healthy ones; nobody reaches the deadline of 10 s.

    ``stuck_held_kb`` is what waits for a stuck page; it costs what an idle page costs besides.
    """
    calm: list[float] = []
    heavy: list[float] = []
    held: list[float] = []
    count = viewers // 20
    async with full(folder, viewers, tight=count) as (stage, many, probes):
        await many.do(SAY)
        await asyncio.sleep(2)
        calm.append(await _latency(probes, rest))
        for _ in range(rounds):
            await many.do("stop")
            await _until(stage, count)
            heavy.append(await _latency(probes, rest))
            held.append(_held(stage))
            await many.do("resume")
            await _until(stage, 0)
            await asyncio.sleep(0.5)
            calm.append(await _latency(probes, rest))
        assert (await many.do("report"))["closed"] == 0, "stuck pages were cut"
    rounds_of = zip(calm, heavy, calm[1:], strict=False)
    ratio = statistics.median(2 * here / (before + after) for before, here, after in rounds_of)
    return {
        "stuck_viewers": count,
        "calm_p99_ms": round(statistics.median(calm), 1),
        "stuck_p99_ms": round(statistics.median(heavy), 1),
        "stuck_p99_ratio": round(ratio, 3),
        "stuck_held_kb": round(statistics.median(held) / 1024, 1),
    }


async def _until(stage: Stage, count: int) -> None:
    """So many pages lag; all that shall do so within 8 s, or they would be cut soon."""
    deadline = time.monotonic() + 8
    slow = stage.room._slow
    while len(slow) != count and time.monotonic() < deadline:  # noqa: ASYNC110
        await asyncio.sleep(0.1)
    assert len(slow) == count, f"{len(slow)} pages lag in place of {count}"


async def _latency(probes: Pages, seconds: float) -> float:
    """The 99th percentile of frame ages at the probes, ms."""
    await probes.do("report")
    await asyncio.sleep(seconds)
    return float((await probes.do("report"))["p99"])


def _held(stage: Stage) -> float:
    """Bytes a stuck page holds: the kernel's send queue, and what the gateway keeps for it."""
    return statistics.mean(_queued(page) + len(page.pending) for page in stage.room._slow)


def _queued(page: Any) -> int:
    with socket.socket(fileno=os.dup(page.fd)) as line:
        words = struct.unpack("9I", line.getsockopt(socket.SOL_SOCKET, _SO_MEMINFO, 36))
    return int(words[_FORWARD] + words[_QUEUED])
