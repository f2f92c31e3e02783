"""What a page that only listens costs a gateway that does nothing else, in a process of its own."""

from __future__ import annotations

import asyncio
from pathlib import Path

from tests.bench.room.stage import Pages, Server, port, tokens

from kaibo.gateway.room import TICK_MS

FIRST = 200  # pages that stay open before anything is measured: the process is warm by then


async def idle(folder: Path, viewers: int) -> dict[str, float]:
    """Memory of the process alone (USS) after each collection of garbage, per page added."""
    at, names = port(), tokens(viewers)
    added = viewers - FIRST
    async with (
        Server(folder, at, TICK_MS) as server,
        Pages(at, FIRST, 0, names) as first,
        Pages(at, added, FIRST, names) as many,
    ):
        await first.do("open")
        before = await _settled(server)
        await many.do("open")
        after = await _settled(server)
        pages = (await server.ask())["pages"]
    assert pages == viewers, f"{pages} of {viewers} pages are open"
    return {"idle_viewers": viewers, "idle_kb": round((after - before) / added / 1024, 1)}


async def _settled(server: Server) -> int:
    """Bytes, once the loop had time for what an arrival leaves to do."""
    await asyncio.sleep(1.5)
    return int((await server.ask("memory"))["bytes"])
