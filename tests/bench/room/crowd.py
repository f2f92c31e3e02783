"""One room, one process: what a pass costs, and how late its frames are."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.bench.room.stage import Pages, Stage, p99, port, tokens

from kaibo.gateway.room import TICK_MS

PROBES = 200
MESSAGES = 40  # a tick
SAY = f"say {int(MESSAGES * 1000 / TICK_MS * 1.05)}"  # a second, so that no tick has fewer


async def crowd(folder: Path, viewers: int, seconds: float) -> dict[str, float]:
    """Passes at 40 messages a tick."""
    async with full(folder, viewers) as (stage, many, probes):
        await many.do(SAY)
        await asyncio.sleep(2)
        found = await _passes(stage, probes, seconds)
        last = await many.do("report")
    assert last["lost"] == last["doubled"] == 0
    return {"viewers": viewers, **found}


@asynccontextmanager
async def full(
    folder: Path, viewers: int, tight: int = 0
) -> AsyncIterator[tuple[Stage, Pages, Pages]]:
    """A room with everybody in it. Probes are the last of the column: no frame comes later."""
    names = tokens(viewers)
    async with (
        Stage(folder, port()) as stage,
        Pages(stage.port, viewers - PROBES, 0, names, tight) as many,
        Pages(stage.port, PROBES, viewers - PROBES, names) as probes,
    ):
        await many.do("open")
        await probes.do("open")
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
