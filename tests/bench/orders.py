"""Bench of the order path: ``python -m tests.bench.orders``; ``QUICK=1`` within a minute.

Everything runs in one go on one PostgreSQL with fsync on, the rivals in turn within each round,
so that a busy machine slows all of them. The last line is JSON:

- ``socket_orders_per_s``: committed full orders through the real process and socket, 2,000 open;
- ``p99_ms_256``: from sending to the answer after the commit, 256 open;
- ``vs_naive_full``: socket rate / the better of 4 and 32 naive connections that write the same
  facts, median of the rounds;
- ``oversold``: units sold beyond the stock of a small flash sale; ``lost_acked``: acknowledged
  orders that are not in the table, with the process killed (-9) in the middle.
"""

from __future__ import annotations

import asyncio
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import uvloop
from tests.bench import orders_naive
from tests.bench.orders_rush import Rush, rush
from tests.bench.orders_stage import Hot, database, fill

IS_QUICK = os.environ.get("QUICK") == "1"
ROUNDS, SECONDS = (1, 3.0) if IS_QUICK else (3, 5.0)
BUYERS = 12_000 if IS_QUICK else 40_000
SMALL_STOCK = 137


def main() -> None:
    with database() as data:
        hot = fill(data, stock=2_000_000, buyers=BUYERS)
        small = fill(data, stock=SMALL_STOCK, buyers=3000)
        process = _start(data)
        try:
            result = uvloop.run(_measure(data, hot))
            result["oversold"] = uvloop.run(_oversold(data, small))
            lost, process = uvloop.run(_killed(data, hot, process))
            result["lost_acked"] += lost
            result["stock_differences"] = _differences(hot.dsn)
        finally:
            process.terminate()
            process.wait(15)
    _say(json.dumps(result))


async def _measure(data: Path, hot: Hot) -> dict[str, float]:
    buyers = _round_robin(hot)
    socket = data / "run" / "orders.sock"
    await rush(socket, hot, 256, 1.0, buyers)  # warms caches and the function's plan
    ratios, rates, waits, naive, acked = [], [], [], [], []
    for number in range(ROUNDS):
        slow = [await orders_naive.run(hot, n, SECONDS, buyers) for n in (4, 32)]
        many = await rush(socket, hot, 2000, SECONDS, buyers)
        few = await rush(socket, hot, 256, SECONDS, buyers)
        ratios.append(many.rate / max(slow))
        rates.append(many.rate)
        waits.append(few.p99_ms())
        naive.append(max(slow))
        acked += many.acked + few.acked
        _say(
            f"round {number + 1}: naive 4/32 {slow[0]:.0f}/{slow[1]:.0f}, socket {many.rate:.0f}/s"
            f" (256 open: {few.rate:.0f}/s, p99 {few.p99_ms():.1f} ms), codes {many.codes}"
        )
    return {
        "vs_naive_full": round(statistics.median(ratios), 1),
        "socket_orders_per_s": round(statistics.median(rates)),
        "p99_ms_256": round(statistics.median(waits), 1),
        "naive_full_orders_per_s": round(statistics.median(naive)),
        "lost_acked": _lost(hot.dsn, acked),
    }


async def _oversold(data: Path, small: Hot) -> int:
    """Two gateways race 3,000 buyers for a small stock."""
    socket = data / "run" / "orders.sock"
    half = small.buyers // 2
    sides = [
        iter(range(small.first_buyer + side * half, small.first_buyer + (side + 1) * half))
        for side in range(2)
    ]
    made = await asyncio.gather(
        *(rush(socket, small, half, 30, side, wishes=half) for side in sides)
    )
    sold = sum(len(one.acked) for one in made)
    rows = _count(small)
    _say(f"flash sale: stock {SMALL_STOCK}, acknowledged {sold}, rows {rows}")
    if rows != sold or rows < SMALL_STOCK:
        raise SystemExit(f"stock {SMALL_STOCK}, acknowledged {sold}, rows {rows}: not exact")
    return rows - SMALL_STOCK


async def _killed(
    data: Path, hot: Hot, process: subprocess.Popen[bytes]
) -> tuple[int, subprocess.Popen[bytes]]:
    socket = data / "run" / "orders.sock"
    buyers = _round_robin(hot)
    running = asyncio.create_task(rush(socket, hot, 2000, 30, buyers))
    await asyncio.sleep(1.0)
    process.kill()
    made: Rush = await running
    process.wait()
    lost = _lost(hot.dsn, made.acked)
    _say(f"kill -9 after {len(made.acked)} acknowledged orders: {lost} lost")
    return lost, _start(data)


def _start(data: Path) -> subprocess.Popen[bytes]:
    socket = data / "run" / "orders.sock"
    socket.unlink(missing_ok=True)
    process = subprocess.Popen([sys.executable, "-m", "kaibo.orders"], stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 20
    while not socket.exists():
        if time.monotonic() > deadline:
            raise SystemExit("the order writer did not start")
        time.sleep(0.05)
    return process


def _round_robin(hot: Hot) -> Iterator[int]:
    while True:
        yield from range(hot.first_buyer, hot.first_buyer + hot.buyers)


def _lost(dsn: str, acked: list[int]) -> int:
    with psycopg.connect(dsn) as db:
        row = db.execute("select count(*) from selling_order where id = any(%s)", [acked])
        return len(set(acked)) - int(row.fetchone()[0])  # type: ignore[index]


def _count(hot: Hot) -> int:
    with psycopg.connect(hot.dsn) as db:
        row = db.execute("select count(*) from selling_orderline where offer_id = %s", [hot.offer])
        return int(row.fetchone()[0])  # type: ignore[index]


def _differences(dsn: str) -> int:
    os.environ["DJANGO_SETTINGS_MODULE"] = "kaibo.console.settings"
    from kaibo.foundation import ledger

    return len(ledger.verify("stock"))


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
