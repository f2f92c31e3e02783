"""One room, one process: what a pass costs, how late frames are, what stuck pages do to others."""

from __future__ import annotations

import asyncio
import gc
import os
import socket
import statistics
import struct
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import psutil
from tests.bench.room.stage import Pages, Stage, p99, port, tokens

from kaibo.gateway.room import TICK_MS

PROBES = 200
MESSAGES = 40  # a tick
SAY = f"say {int(MESSAGES * 1000 / TICK_MS * 1.05)}"  # a second, so that no tick has fewer
_SO_MEMINFO, _FORWARD, _QUEUED = 55, 4, 5


async def crowd(folder: Path, viewers: int, seconds: float) -> dict[str, float]:
    """Memory of idle pages, and passes at 40 messages a tick."""
    async with _full(folder, viewers) as (stage, many, probes):
        before = _memory()
        opened = await many.do("open")
        await probes.do("open")  # the last of the column: nobody's frame comes later
        await asyncio.sleep(2)
        idle = (_memory() - before) / viewers
        await many.do(SAY)
        await asyncio.sleep(2)
        found = await _passes(stage, probes, seconds)
        last = await many.do("report")
    assert last["lost"] == last["doubled"] == 0
    return {
        "viewers": viewers,
        "open_s": round(opened["ms"] / 1000, 2),
        "idle_kb": round(idle / 1024, 1),
        **found,
    }


async def stuck(folder: Path, viewers: int, rounds: int, rest: float) -> dict[str, float]:
    """Healthy stretches and such with 5 % stuck in turns; nobody reaches the deadline of 10 s."""
    calm, heavy, held = [], [], []
    count = viewers // 20
    async with _full(folder, viewers) as (stage, many, probes):
        before = _memory()
        await many.do("open")
        await probes.do("open")
        idle = (_memory() - before) / viewers
        await many.do(SAY)
        await asyncio.sleep(2)
        for _ in range(rounds):
            calm.append(await _latency(probes, rest))
            await many.do(f"stop {count}")
            await _until_slow(stage, count)
            heavy.append(await _latency(probes, rest))
            held.append(_held(stage))
            await many.do("resume")
            await asyncio.sleep(2.5)
    ratio = statistics.median(b / a for a, b in zip(calm, heavy, strict=True))
    return {
        "calm_p99_ms": round(statistics.median(calm), 1),
        "stuck_p99_ms": round(statistics.median(heavy), 1),
        "stuck_p99_ratio": round(ratio, 3),
        "stuck_kb": round((statistics.median(held) + idle) / 1024, 1),
    }


@asynccontextmanager
async def _full(folder: Path, viewers: int) -> AsyncIterator[tuple[Stage, Pages, Pages]]:
    names = tokens(viewers)
    async with (
        Stage(folder, port()) as stage,
        Pages(stage.port, viewers - PROBES, 0, names) as many,
        Pages(stage.port, PROBES, viewers - PROBES, names) as probes,
    ):
        yield stage, many, probes


async def _passes(stage: Stage, probes: Pages, seconds: float) -> dict[str, float]:
    await probes.do("report")
    stage.passes.clear()
    cpu, wall = time.process_time(), time.monotonic()
    await asyncio.sleep(seconds)
    cpu, wall = time.process_time() - cpu, time.monotonic() - wall
    got = await probes.do("report")
    return {
        "passes": len(stage.passes),
        "frames_a_probe": round(got["frames"] / PROBES, 1),
        "pass_cpu_ms": round(statistics.median(stage.passes) * 1000, 2),
        "pass_cpu_p99_ms": round(p99(stage.passes) * 1000, 2),
        "process_cpu_share": round(cpu / wall, 3),
        "room_p50_ticks": round(got["p50"] / TICK_MS, 3),
        "room_p99_ticks": round(got["p99"] / TICK_MS, 3),
    }


async def _until_slow(stage: Stage, count: int) -> None:
    deadline = time.monotonic() + 30
    while len(stage.room._slow) < count and time.monotonic() < deadline:  # noqa: ASYNC110
        await asyncio.sleep(0.1)
    assert len(stage.room._slow) >= count * 0.9, f"only {len(stage.room._slow)} pages lag"


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


def _memory() -> int:
    gc.collect()
    return int(psutil.Process().memory_info().rss)
