"""All pages are cut at once and come back at once, while reliable events go on."""

from __future__ import annotations

import asyncio
import statistics
import time
from pathlib import Path

from tests.bench.room.stage import Pages, Stage, port, tokens


async def storm(folder: Path, viewers: int, rounds: int) -> dict[str, float]:
    """Seconds until the last page is welcome again; every page must know every event once."""
    taken: list[float] = []
    used: list[float] = []
    async with (
        Stage(folder, port()) as stage,
        Pages(stage.port, viewers, 0, tokens(viewers)) as pages,
    ):
        cold = (await pages.do("open"))["ms"] / 1000  # as after a deploy: no token is known
        talk = asyncio.create_task(_announce(stage))
        for _ in range(rounds):
            await asyncio.sleep(1)
            cpu = time.process_time()
            taken.append((await pages.do("again"))["ms"] / 1000)
            used.append(time.process_time() - cpu)
        talk.cancel()
        await asyncio.sleep(1.5)
        got = await pages.do("report")
        last = stage.room.state.seq
    assert got["lowest"] == last, f"a page knows {got['lowest']} of {last} events"
    return {
        "storm_viewers": viewers,
        "storm_events": last,
        "storm_s": round(statistics.median(taken), 2),
        "storm_cold_s": round(cold, 2),
        "storm_worst_s": round(max(taken), 2),
        "storm_cpu_s": round(statistics.median(used), 2),
        "reliable_lost": got["lost"],
        "reliable_doubled": got["doubled"],
    }


async def _announce(stage: Stage) -> None:
    while True:
        stage.announce()
        await asyncio.sleep(0.1)
