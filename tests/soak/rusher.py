"""A second gateway as the order writer sees it: many wishes in flight on its socket, resent with
the same keys whenever the line breaks."""

from __future__ import annotations

import asyncio
import itertools
import struct
import uuid
from collections.abc import Iterator

import msgspec

from kaibo.selling.contracts import BuyBatch, BuyRequest, BuyResult, BuyResults
from tests.soak.crowd import Crowd
from tests.soak.stack import Stack

IN_FLIGHT = 48
_HEAD = struct.Struct(">I")


class Rusher:
    """Keeps `IN_FLIGHT` wishes open until the crowd stops, then waits for the last answers."""

    def __init__(self, stack: Stack, crowd: Crowd, viewers: range) -> None:
        self._stack, self._crowd = stack, crowd
        self._viewers: Iterator[int] = itertools.cycle(viewers)
        self._refs = itertools.count(1)
        self._open: dict[int, BuyRequest] = {}

    async def run(self) -> None:
        while not self._is_done():
            try:
                reader, writer = await asyncio.open_unix_connection(str(self._stack.orders_socket))
            except OSError:
                await asyncio.sleep(0.05)
                continue
            try:
                await self._converse(reader, writer)
            except (OSError, asyncio.IncompleteReadError):
                self._crowd.reconnects += 1
            finally:
                writer.close()

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._send(writer, list(self._open.values()) + self._fresh())
        while not self._is_done():
            (length,) = _HEAD.unpack(await reader.readexactly(_HEAD.size))
            body = await reader.readexactly(length)
            for result in msgspec.msgpack.decode(body, type=BuyResults).results:
                self._settle(result)
            await asyncio.sleep(0.01)  # a rush, not a benchmark: leave the machine to others
            self._send(writer, self._fresh())

    def _settle(self, result: BuyResult) -> None:
        if (request := self._open.pop(result.ref, None)) is None:
            return
        if result.order_id is None:
            self._crowd.refused[result.code] += 1
            return
        assert result.amount is not None
        self._crowd.told(str(uuid.UUID(bytes=request.key)), result.order_id, result.amount)

    def _fresh(self) -> list[BuyRequest]:
        wanted = 0 if self._crowd.stopping else IN_FLIGHT - len(self._open)
        made = [self._wish(next(self._refs)) for _ in range(wanted)]
        self._open |= {request.ref: request for request in made}
        return made

    def _wish(self, ref: int) -> BuyRequest:
        stage = self._stack.stage
        return BuyRequest(
            ref=ref, key=uuid.uuid4().bytes, room_id=stage.room, show_id=stage.show,
            buyer_id=next(self._viewers), offer_id=stage.offer, quantity=1, price=stage.price,
            address_id=None, segment_run_id=None, pinned_link_id=None, video_ms=None,
            source="direct", is_rehearsal=False,
        )  # fmt: skip

    def _send(self, writer: asyncio.StreamWriter, requests: list[BuyRequest]) -> None:
        if requests:
            body = msgspec.msgpack.encode(BuyBatch(requests=requests))
            writer.write(_HEAD.pack(len(body)) + body)

    def _is_done(self) -> bool:
        return self._crowd.stopping and not self._open
