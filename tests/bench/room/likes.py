"""Likes through the whole path: socket, parser, decoder, buckets, counter, event log."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

from tests.bench.room.stage import Pages, Stage, port, tokens

from kaibo.foundation.eventlog import read_all

EACH = 8  # frames a page before and after its reconnect, within the burst of its bucket


async def likes(folder: Path, viewers: int) -> dict[str, float]:
    """Every page sends, says goodbye, comes back and sends again; nothing may be missing."""
    async with (
        Stage(folder, port()) as stage,
        Pages(stage.port, viewers, 0, tokens(viewers)) as pages,
    ):
        await pages.do("open")
        await asyncio.sleep(1)
        costs = [await _burst(stage, pages)]
        await pages.do("close")
        await pages.do("open")
        await asyncio.sleep(1)
        costs.append(await _burst(stage, pages))
        await pages.do("close")
        got = await pages.do("report")
        counted = stage.room.crowd.likes
    assert got["refused"] == 0, f"{got['refused']} frames were refused"
    logged = _logged(folder)
    assert counted == logged == got["liked"], f"{got['liked']} liked, {counted} / {logged} counted"
    frames = 2 * EACH * viewers
    return {
        "like_frames": frames,
        "likes_sent": got["liked"],
        "likes_counted": counted,
        "likes_logged": logged,
        "like_bursts_per_cpu_s": [round(EACH * viewers / one) for one in costs],  # type: ignore[dict-item]
        "likes_per_cpu_s": round(frames / sum(costs)),
    }


async def _burst(stage: Stage, pages: Pages) -> float:
    """CPU seconds of the process (event log thread too) without the passes of the ticks."""
    before = stage.room.crowd.likes
    wanted = await _measured_calm(stage)
    passes = len(stage.passes)
    cpu, wall = time.process_time(), time.monotonic()
    await pages.do(f"like {EACH}")
    while True:
        await asyncio.sleep(0.1)
        now = stage.room.crowd.likes
        if now == before and now:
            break
        before = now
    cpu, wall = time.process_time() - cpu, time.monotonic() - wall
    return cpu - sum(stage.passes[passes:]) - wanted * wall


async def _measured_calm(stage: Stage) -> float:
    """CPU seconds a second of the same process while nobody likes, passes left out."""
    passes, cpu, wall = len(stage.passes), time.process_time(), time.monotonic()
    await asyncio.sleep(1)
    spent = time.process_time() - cpu - sum(stage.passes[passes:])
    return spent / (time.monotonic() - wall)


def _logged(folder: Path) -> int:
    total = 0
    for chunk in read_all(folder / "events"):
        rows = chunk.batch.select(["kind", "n"]).to_pydict()
        total += sum(n for kind, n in zip(rows["kind"], rows["n"], strict=True) if kind == 5)
    return total
