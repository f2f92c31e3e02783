"""A rush on the real unix socket: a closed loop with a fixed number of wishes in flight."""

from __future__ import annotations

import asyncio
import struct
import time
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
from tests.bench.orders_wishes import Wishes

from kaibo.selling.contracts import BuyBatch, BuyResults

_HEAD = struct.Struct(">I")


@dataclass
class Rush:
    """What happened: acknowledged order ids, refusals, and how long each answer took."""

    seconds: float = 0.0
    acked: list[int] = field(default_factory=list)
    codes: dict[str, int] = field(default_factory=dict)
    waits_ms: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        return len(self.acked) / self.seconds

    def p99_ms(self) -> float:
        waits = sorted(self.waits_ms)
        return waits[min(len(waits) - 1, int(len(waits) * 0.99))]


async def rush(
    socket: Path, source: Wishes, in_flight: int, seconds: float, wishes: int | None = None
) -> Rush:  # fmt: skip
    """Keep ``in_flight`` wishes open for ``seconds`` (or until ``wishes`` were sent), then drain.

    A broken connection ends the rush with what was acknowledged until then.
    """
    reader, writer = await asyncio.open_unix_connection(str(socket))
    made, open_at = Rush(), {}
    start = time.perf_counter()

    def send(count: int) -> None:
        if wishes is not None:
            count = min(count, wishes - len(open_at) - len(made.waits_ms))
        now = time.perf_counter()
        batch = source.take(max(0, count))
        open_at.update((wish.ref, now) for wish in batch)
        if batch:
            body = msgspec.msgpack.encode(BuyBatch(requests=batch))
            writer.write(_HEAD.pack(len(body)) + body)

    send(in_flight)
    try:
        while open_at:
            (length,) = _HEAD.unpack(await reader.readexactly(4))
            answer = msgspec.msgpack.decode(await reader.readexactly(length), type=BuyResults)
            now = time.perf_counter()
            for result in answer.results:
                made.waits_ms.append((now - open_at.pop(result.ref)) * 1000)
                made.codes[result.code] = made.codes.get(result.code, 0) + 1
                if result.order_id is not None:
                    made.acked.append(result.order_id)
            if now - start < seconds:
                send(len(answer.results))
    except (asyncio.IncompleteReadError, ConnectionError):
        pass
    made.seconds = time.perf_counter() - start
    writer.close()
    return made
