"""Our path without the socket: wishes are fed to the writer the way the server's pump does."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.bench.orders_wishes import Wishes

import kaibo.orders.writer as orders_writer
from kaibo.orders.writer import Outcome, Writer

BATCH = 512


@dataclass(frozen=True)
class Direct:
    """Committed orders per second; CPU microseconds per order of PostgreSQL and of this process."""

    rate: float
    backend_us: float
    process_us: float
    refusals: dict[str, int]


async def run(dsn: str, seconds: float, wishes: Wishes, batch: int = BATCH) -> Direct:
    """Two batches at a time: one on its way to the disk, the next one being decided."""
    writer = Writer(dsn)
    arguments = orders_writer.arguments
    if not wishes.is_full:
        orders_writer.arguments = _core
    try:
        await writer.write(wishes.take(batch))  # connections, plans, first facts
        return await _feed(writer, seconds, wishes, batch)
    finally:
        orders_writer.arguments = arguments
        await writer.close()


async def _feed(writer: Writer, seconds: float, wishes: Wishes, batch: int) -> Direct:
    pids = [await one.fetchval("select pg_backend_pid()") for one in writer._connections.values()]
    backend, own = sum(map(cpu_seconds, pids)), time.process_time()
    start, done = time.perf_counter(), 0
    committing: asyncio.Task[Outcome] | None = None
    while committing is not None or time.perf_counter() - start < seconds:
        more = time.perf_counter() - start < seconds
        prepared = await writer.prepare(wishes.take(batch)) if more else None
        if committing is not None:
            done += _stood(await committing)
        committing = asyncio.create_task(writer.commit(prepared)) if prepared else None
        await asyncio.sleep(0)
    spent = time.perf_counter() - start
    return Direct(
        done / spent, (sum(map(cpu_seconds, pids)) - backend) / done * 1e6,
        (time.process_time() - own) / done * 1e6, dict(writer.refusals),
    )  # fmt: skip


def _stood(outcome: Outcome) -> int:
    codes = {result.code for result in outcome.results}
    if codes != {""}:
        raise SystemExit(f"the bench's own wishes were refused: {codes}")
    return len(outcome.results)


def _core(*given: Any) -> list[Any]:
    """The same call without lines and ledger moves: order, stock, count and outbox only."""
    values = _full(*given)
    values[29:45] = [[]] * 16
    return values


_full = orders_writer.arguments


def cpu_seconds(pid: int) -> float:
    """User and system time of a process."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / 100
