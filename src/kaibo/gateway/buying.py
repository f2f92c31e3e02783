"""The way of a buy to the order writer and of its answer back.

A request that has no answer is sent again under the same key after every reconnect, so it makes
one order or none. After `TIMEOUT_SECONDS` the buyer reads "try again"; asking again with the same
key then returns the order if it was made after all.
"""

from __future__ import annotations

import asyncio
import contextlib
import struct
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import msgspec
import structlog

from kaibo.gateway import metrics
from kaibo.gateway.connection import Connection
from kaibo.interaction.wire import BuyAnswer
from kaibo.selling.contracts import BUY_CODES, BuyBatch, BuyRequest, BuyResult, BuyResults

TIMEOUT_SECONDS = 10.0
BATCH = 512
WAITING_LIMIT = 50_000
_RETRY_SECONDS = 0.2
_LENGTH = struct.Struct(">I")
_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(BuyResults)
log = structlog.get_logger(__name__)
LeftHandler = Callable[[int, dict[int, int]], None]


@dataclass(slots=True)
class _Waiting:
    page: Connection
    id: str
    request: BuyRequest
    asked_at: float


class OrdersClient:
    """One connection to ``config().orders_socket`` that is made again for ever."""

    def __init__(self, path: Path, on_left: LeftHandler) -> None:
        """``on_left`` gets (room id, units left by offer) of every commit."""
        self._path = path
        self._on_left = on_left
        self._ref = 0
        self._waiting: dict[int, _Waiting] = {}
        self._by_key: dict[tuple[int, bytes], int] = {}
        self._queue: list[BuyRequest] = []
        self._stream: asyncio.StreamWriter | None = None

    def next_ref(self) -> int:
        self._ref += 1
        return self._ref

    def ask(self, page: Connection, id: str, request: BuyRequest) -> bool:
        """Send a wish; False when too many are waiting. A repeated key takes over the first."""
        known = self._by_key.get((request.buyer_id, request.key))
        if known is not None:
            self._waiting[known].page = page
            return True
        if len(self._waiting) >= WAITING_LIMIT:
            return False
        self._waiting[request.ref] = _Waiting(page, id, request, time.monotonic())
        self._by_key[request.buyer_id, request.key] = request.ref
        if not self._queue:
            asyncio.get_running_loop().call_soon(self._flush)
        self._queue.append(request)
        return True

    async def run(self) -> None:
        """Keep the connection; never returns."""
        while True:
            with contextlib.suppress(OSError, asyncio.IncompleteReadError):
                await self._serve()
            metrics.orders_up.set(0)
            self._stream = None
            await asyncio.sleep(_RETRY_SECONDS)

    def expire(self) -> None:
        """Answer what waited too long."""
        limit = time.monotonic() - TIMEOUT_SECONDS
        for ref in [ref for ref, one in self._waiting.items() if one.asked_at < limit]:
            self._answer(_no(ref, "try_again"))
        metrics.buys_waiting.set(len(self._waiting))

    async def _serve(self) -> None:
        reader, self._stream = await asyncio.open_unix_connection(str(self._path))
        metrics.orders_up.set(1)
        self._queue = [one.request for one in self._waiting.values()]
        self._flush()
        try:
            while True:
                (size,) = _LENGTH.unpack(await reader.readexactly(4))
                self._read(await reader.readexactly(size))
        finally:
            self._stream.close()

    def _flush(self) -> None:
        """Everything that was asked within this turn of the loop goes in one batch."""
        queue, self._queue = self._queue, []
        if self._stream is None:
            return  # kept in `_waiting`, sent on connect
        for start in range(0, len(queue), BATCH):
            data = _encoder.encode(BuyBatch(requests=queue[start : start + BATCH]))
            self._stream.write(_LENGTH.pack(len(data)) + data)

    def _read(self, data: bytes) -> None:
        try:
            answer = _decoder.decode(data)
        except msgspec.DecodeError as error:
            log.error("order writer sent what cannot be read", error=str(error))
            return
        for room, left in answer.left.items():
            self._on_left(room, left)
        for result in answer.results:
            self._answer(result)

    def _answer(self, result: BuyResult) -> None:
        waiting = self._waiting.pop(result.ref, None)
        if waiting is None:
            return
        self._by_key.pop((waiting.request.buyer_id, waiting.request.key), None)
        metrics.buy_seconds.observe(time.monotonic() - waiting.asked_at)
        waiting.page.send(buy_answer(waiting.id, result))


def buy_answer(id: str, result: BuyResult) -> BuyAnswer:
    """The answer in the buyer's words."""
    return BuyAnswer(
        id=id, ok=not result.code, order=result.order_id, amount=result.amount,
        expires_at=result.expires_at, code=result.code,
        message=BUY_CODES.get(result.code, "") if result.code else "",
        price=result.price, left=result.left,
    )  # fmt: skip


def refusal(id: str, code: str) -> BuyAnswer:
    """The answer to a buy that is not handed to the order writer."""
    return buy_answer(id, _no(0, code))


def _no(ref: int, code: str) -> BuyResult:
    return BuyResult(ref, code, None, None, None, None, None)
