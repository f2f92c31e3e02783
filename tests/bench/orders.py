"""Bench of the order path: ``python -m tests.bench.orders``; ``QUICK=1`` within a minute.

Everything runs in one go on one PostgreSQL with fsync on and one Redis that flushes always, the
rivals in turn within each round, while a room ticks beside it. Every side writes the same facts:
*core* is stock, per-buyer limit, order and outbox; *full* adds the order line and the moves of
stock and coupon. The last line is JSON, medians of the rounds:

- ``vs_naive_core``, ``vs_naive_full``: our path fed in process, batches of 512 / the better of 4
  and 32 naive connections;
- ``vs_redis``, ``vs_redis_batched``: our full path / Redis Lua per request and equally batched;
- ``p99_ms_256``: over the socket, from sending to the answer after the commit, 256 open;
- ``socket_orders_per_s``: full orders over the real process and socket, 2,000 open, generator on
  the same two cores;
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
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import uvloop
from tests.bench import orders_direct, orders_naive, orders_redis
from tests.bench.orders_rush import rush
from tests.bench.orders_stage import Hot, database, fill
from tests.bench.orders_wishes import Wishes

IS_QUICK = os.environ.get("QUICK") == "1"
ROUNDS, SECONDS, SLOW_SECONDS = (1, 2.5, 1.5) if IS_QUICK else (5, 4.0, 3.0)
BUYERS = 10_000 if IS_QUICK else 40_000
CLAIMS = 400_000 if IS_QUICK else 3_000_000
SMALL_STOCK = 137


def main() -> None:
    with database() as data, _ticking() as tick:
        hot = fill(data, stock=20_000_000, buyers=BUYERS, claims=CLAIMS)
        small = fill(data, stock=SMALL_STOCK, buyers=3000, claims=3000)
        with orders_redis.server(data / "redis") as port:
            wishes = Wishes(hot)
            result = uvloop.run(_measure(wishes, port))
        process = _start(data)
        try:
            result |= uvloop.run(_over_the_socket(data, wishes))
            result["oversold"] = uvloop.run(_oversold(data, small))
            lost, process = uvloop.run(_killed(data, wishes, process))
            result["lost_acked"] += lost
            result["stock_differences"] = _differences(hot.dsn)
        finally:
            process.terminate()
            process.wait(15)
        share = orders_direct.cpu_seconds(tick.pid) / (time.monotonic() - _STARTED)
        _say(f"beside it: a room of 300 pages ticked every 200 ms ({share:.1%} of a core)")
    _say(f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    _say(json.dumps(result))


_STARTED = time.monotonic()


async def _measure(full: Wishes, port: int) -> dict[str, float]:
    """The rivals in turn, each round a different time of the same machine."""
    hot = full.hot
    sha = await orders_redis.fill(port, hot)
    core = Wishes(hot, is_full=False)
    seen: dict[str, list[float]] = defaultdict(list)
    for number in range(ROUNDS):
        slow_core = [await orders_naive.run(hot, n, SLOW_SECONDS, core) for n in (4, 32)]
        slow_full = [await orders_naive.run(hot, n, SLOW_SECONDS, full) for n in (4, 32)]
        single = await orders_redis.per_request(port, sha, hot, SLOW_SECONDS, full)
        ours_core = await orders_direct.run(hot.dsn, SECONDS, core)
        ours = await orders_direct.run(hot.dsn, SECONDS, full)
        batched = await orders_redis.batched(port, sha, hot, SECONDS, full)
        _say(
            f"round {number + 1}: naive core 4/32 {_two(slow_core)}, full {_two(slow_full)};"
            f" ours core {ours_core.rate:.0f}, full {ours.rate:.0f} orders/s (PostgreSQL"
            f" {ours.backend_us:.1f} + process {ours.process_us:.1f} us of CPU each);"
            f" Redis single {single:.0f}, batched {batched:.0f}; refused {ours.refusals}"
        )
        seen["vs_naive_core"].append(ours_core.rate / max(slow_core))
        seen["vs_naive_full"].append(ours.rate / max(slow_full))
        seen["vs_redis"].append(ours.rate / single)
        seen["vs_redis_batched"].append(ours.rate / batched)
        seen["core_orders_per_s"].append(ours_core.rate)
        seen["full_orders_per_s"].append(ours.rate)
        seen["backend_us_per_full_order"].append(ours.backend_us)
        seen["process_us_per_full_order"].append(ours.process_us)
    return {name: round(statistics.median(values), 2) for name, values in seen.items()}


async def _over_the_socket(data: Path, wishes: Wishes) -> dict[str, float]:
    socket = data / "run" / "orders.sock"
    await rush(socket, wishes, 256, 1.0)  # connections, plans, first facts
    rates, waits, acked = [], [], []
    for _ in range(ROUNDS):
        many = await rush(socket, wishes, 2000, SECONDS)
        few = await rush(socket, wishes, 256, SECONDS)
        rates.append(many.rate)
        waits.append(few.p99_ms())
        acked += many.acked + few.acked
        _say(
            f"socket: 2,000 open {many.rate:.0f}/s, 256 open {few.rate:.0f}/s"
            f" (p99 {few.p99_ms():.1f} ms), codes {many.codes}"
        )
    return {
        "p99_ms_256": round(statistics.median(waits), 1),
        "socket_orders_per_s": round(statistics.median(rates)),
        "lost_acked": _lost(wishes.hot.dsn, acked),
    }


async def _oversold(data: Path, small: Hot) -> int:
    """Two gateways race 3,000 buyers for a small stock."""
    socket = data / "run" / "orders.sock"
    half = small.buyers // 2
    sides = [Wishes(small, is_full=False, start=side * half) for side in range(2)]
    made = await asyncio.gather(*(rush(socket, side, half, 30, wishes=half) for side in sides))
    sold = sum(len(one.acked) for one in made)
    rows = _count(small)
    _say(f"flash sale: stock {SMALL_STOCK}, acknowledged {sold}, rows {rows}")
    if rows != sold or rows < SMALL_STOCK:
        raise SystemExit(f"stock {SMALL_STOCK}, acknowledged {sold}, rows {rows}: not exact")
    return rows - SMALL_STOCK


async def _killed(
    data: Path, wishes: Wishes, process: subprocess.Popen[bytes]
) -> tuple[int, subprocess.Popen[bytes]]:
    running = asyncio.create_task(rush(data / "run" / "orders.sock", wishes, 2000, 30))
    await asyncio.sleep(1.0)
    process.kill()
    made = await running
    process.wait()
    lost = _lost(wishes.hot.dsn, made.acked)
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


@contextmanager
def _ticking() -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen([sys.executable, "-m", "tests.bench.orders_tick"])
    try:
        yield process
    finally:
        process.terminate()
        process.wait(10)


def _lost(dsn: str, acked: list[int]) -> int:
    with psycopg.connect(dsn) as db:
        row = db.execute("select count(*) from selling_order where id = any(%s)", [acked])
        return len(set(acked)) - int(row.fetchone()[0])  # type: ignore[index]


def _count(hot: Hot) -> int:
    with psycopg.connect(hot.dsn) as db:
        row = db.execute("select count(*) from selling_orderline where offer_id = %s", [hot.offer])
        return int(row.fetchone()[0])  # type: ignore[index]


def _differences(dsn: str) -> int:
    """Accounts whose balance is not the sum of their moves; core orders leave none behind."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "kaibo.console.settings"
    from kaibo.foundation import ledger

    return len(ledger.verify("coupon"))


def _two(rates: list[float]) -> str:
    return "/".join(f"{rate:.0f}" for rate in rates)


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
