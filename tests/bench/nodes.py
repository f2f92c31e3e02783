"""``python -m tests.bench.nodes``: what the second gateway of a room costs, and how it takes over.

PostgreSQL, nats-server and two gateways as real processes; the last line is JSON. Milliseconds
include the wait for the ticks of both nodes (200 ms each); the machine's load is named beside them.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import statistics
import sys
import tempfile
import time
from contextlib import AsyncExitStack
from pathlib import Path

from tests.factories.gateway import GatewayProcess, Page, page, token
from tests.factories.nats import NatsServer
from tests.soak.stack import Stack, stack

from kaibo.gateway.bus.messages import Pulse, encode, room_decoder
from kaibo.gateway.bus.viewers import ViewerSet, pack
from kaibo.interaction.wire import CommentItem

COMMENTS = 40


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="kb-nodes-") as name:
        folder = Path(name)
        server = NatsServer(folder)
        server.start()
        os.environ["KAIBO_NATS_URL"] = server.url
        try:
            with stack(folder / "one", stock=10, buyers=2) as made:
                (folder / "two").mkdir()
                (folder / "two" / "secrets").symlink_to((made.data / "secrets").resolve())
                found = asyncio.run(_measure(made, folder / "two"))
        finally:
            server.stop()
    sys.stdout.write(json.dumps(found | _message() | {"load": round(os.getloadavg()[0], 1)}) + "\n")


async def _measure(made: Stack, folder: Path) -> dict[str, float]:
    first = GatewayProcess(made.data, port=made.port, dsn=made.cluster.dsn)
    second = GatewayProcess(folder, dsn=made.cluster.dsn, extra={"KAIBO_GATEWAY_NAME": "gateway-2"})
    await asyncio.to_thread(second.start)
    await asyncio.to_thread(_wait_healthy, first)
    try:
        async with AsyncExitStack() as opened:
            slug = made.stage.slug
            here = [await opened.enter_async_context(page(first, slug, token(n))) for n in (1, 3)]
            there = await opened.enter_async_context(page(second, slug, token(2)))
            for one in (*here, there):
                await one.kind("welcome")
            for gateway in (first, second):
                await asyncio.to_thread(gateway.wait_metric, "kaibo_gateway_bus_peers", 1)
            found = await _comments(here, there)
            await here[0].send(k="like", n=30)
            await there.until(lambda frame: frame.get("lk") == 30)
        return found | await _recovery(made, second, slug)
    finally:
        second.stop()


async def _comments(here: list[Page], there: Page) -> dict[str, float]:
    """A comment of one node: until a page of the same node has it, and of the other."""
    near: list[float] = []
    far: list[float] = []
    for number in range(COMMENTS):
        text, speaker = f"第{number}句", here[number % 2]
        started = time.perf_counter()
        await speaker.send(k="comment", id=text, text=text)
        waits = (_until(here[1 - number % 2], text), _until(there, text))
        ends = await asyncio.gather(*waits)
        near.append((ends[0] - started) * 1000)
        far.append((ends[1] - started) * 1000)
        await asyncio.sleep(1.2)  # within what one viewer may say
    return {
        "same_node_ms": round(statistics.median(near)),
        "other_node_ms": round(statistics.median(far)),
        "other_node_ms_max": round(max(far)),
    }


async def _until(one: Page, text: str) -> float:
    start = len(one.frames)
    await one.until(lambda _: text in [r[3] for f in one.frames[start:] for r in f.get("cm", [])])
    return time.perf_counter()


async def _recovery(made: Stack, second: GatewayProcess, slug: str) -> dict[str, float]:
    """kill -9 of one: until its viewer is welcome at the other, until it knows all counts again."""
    started = time.perf_counter()
    await asyncio.to_thread(made.kill, "gateway")
    async with page(second, slug, token(1), epoch=1) as again:
        await again.kind("welcome")
        resumed = time.perf_counter()
    made.start("gateway")
    first = GatewayProcess(made.data, port=made.port)
    await asyncio.to_thread(_wait_healthy, first)
    healthy = time.perf_counter()
    async with page(first, slug, token(1), epoch=1) as back:
        await back.until(lambda frame: 30 in (frame.get("likes"), frame.get("lk")))
        known = time.perf_counter()
    return {
        "resume_other_ms": round((resumed - started) * 1000),
        "restart_ms": round((healthy - resumed) * 1000),
        "counts_known_ms": round((known - healthy) * 1000),
    }


def _wait_healthy(gateway: GatewayProcess) -> None:
    while True:
        with contextlib.suppress(OSError):
            gateway.get("/healthz")
            return
        time.sleep(0.02)


def _message() -> dict[str, float]:
    """CPU of one message, and of comparing 100,000 viewers."""
    said = [CommentItem(n * 1000, 7, "阿月", "这个四件套能机洗吗", n) for n in range(20)]
    pulse = Pulse("gateway.0011aabb", 17, 5, 1, 99, 12345, pack(range(10)), pack(range(5)), said)
    data = encode(pulse)
    viewers = ViewerSet(range(100_000))
    return {
        "pulse_bytes": len(data),
        "encode_us": _each(lambda: encode(pulse)),
        "decode_us": _each(lambda: room_decoder.decode(data)),
        "digest_us": _each(lambda: viewers.digest, 200),
        "add_viewers_100k_ms": _each(lambda: ViewerSet(range(100_000)), 3) / 1000,
        "all_differ_100k_ms": _each(lambda: viewers.differing(bytes(2048), 10**6), 5) / 1000,
    }


def _each(work: object, times: int = 2000) -> float:
    assert callable(work)
    started = time.process_time()
    for _ in range(times):
        work()
    return round((time.process_time() - started) / times * 1e6, 1)


if __name__ == "__main__":
    main()
