"""Two gateway processes, half the viewers each, ten ticks a second."""

from __future__ import annotations

import asyncio
import time
from contextlib import AsyncExitStack
from pathlib import Path

from tests.bench.room.stage import Pages, Server, port, tokens

TICK_MS = 100
PROBES = 100  # of each process
MESSAGES = 40


async def two(folder: Path, viewers: int, seconds: float) -> dict[str, float]:
    """What a pass costs in each process, and how late and how many frames are at its probes."""
    half = viewers // 2
    async with AsyncExitStack() as stack:
        sides = [await _side(stack, folder / str(n), half, n * half, viewers) for n in (0, 1)]
        await asyncio.sleep(2)
        for server, probes in sides:
            await server.ask()
            await probes.do("report")
        started = time.monotonic()
        await asyncio.sleep(seconds)
        got = [(await server.ask(), await probes.do("report")) for server, probes in sides]
        wall = time.monotonic() - started
    return {
        "two_viewers": sum(server["pages"] for server, _ in got),
        "two_hz": round(min(pages["frames"] for _, pages in got) / PROBES / wall, 2),
        "two_pass_cpu_ms": round(max(server["pass_cpu_ms"] for server, _ in got), 2),
        "two_cpu_share": round(max(server["cpu"] for server, _ in got) / wall, 3),
        "two_p99_ticks": round(max(pages["p99"] for _, pages in got) / TICK_MS, 3),
    }


async def _side(
    stack: AsyncExitStack, folder: Path, half: int, first: int, viewers: int
) -> tuple[Server, Pages]:
    at, names = port(), tokens(viewers)
    server = await stack.enter_async_context(Server(folder, at, TICK_MS))
    many = await stack.enter_async_context(Pages(at, half - PROBES, first, names))
    probes = await stack.enter_async_context(Pages(at, PROBES, first + half - PROBES, names))
    await many.do("open")
    await probes.do("open")
    await many.do(f"say {int(MESSAGES * 1000 / TICK_MS * 1.05)}")
    return server, probes
