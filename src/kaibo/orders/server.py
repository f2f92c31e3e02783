"""The local socket of the order writer: frames in, answers out after the commit."""

from __future__ import annotations

import asyncio
import contextlib
import struct
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import structlog

from kaibo.orders.queue import Line, Waiting
from kaibo.orders.writer import Batch, Outcome, Writer, refusal
from kaibo.selling.contracts import BuyBatch, BuyRequest, BuyResult, BuyResults

FRAME_LIMIT = 16 * 1024 * 1024
_HEAD = struct.Struct(">I")
_BIGINT = 2**63
_FULL_SECONDS = 10.0
Left = dict[int, dict[int, int]]  # room to offer to units
_log: Any = structlog.get_logger("kaibo.orders")


class Connection:
    """One gateway (or test) on the socket."""

    def __init__(self, writer: asyncio.StreamWriter) -> None:
        self._writer = writer
        self._encoder = msgspec.msgpack.Encoder()

    @property
    def is_gone(self) -> bool:
        return self._writer.is_closing()

    def take(self, results: list[BuyResult], left: Left) -> None:
        """Send the results of one commit; a client that has left is no error."""
        if self.is_gone:
            return
        body = self._encoder.encode(BuyResults(results=results, left=left))
        self._writer.write(_HEAD.pack(len(body)) + body)

    def close(self) -> None:
        self._writer.close()


class OrderServer:
    """Accepts batches of requests and feeds the writer, two batches at a time."""

    def __init__(self, socket: Path, writer: Writer, allows: Callable[[], bool]) -> None:
        """``allows`` tells whether the disk takes more orders."""
        self._socket = socket
        self._allows = allows
        self._full_told_at = 0.0
        self._writer = writer
        self._line = Line()
        self._something = asyncio.Event()
        self._idle = asyncio.Event()
        self._idle.set()
        self._clients: set[Connection] = set()

    async def run(self, stop: asyncio.Event) -> None:
        """Serve until ``stop`` is set; the batch that is being written is finished and answered.

        Raises what broke the pump, if anything did: the supervisor then starts a new process.
        """
        self._socket.parent.mkdir(parents=True, exist_ok=True)
        self._socket.unlink(missing_ok=True)
        server = await asyncio.start_unix_server(self._serve, str(self._socket))
        self._socket.chmod(0o600)
        pump = asyncio.create_task(self._pump())
        _log.info("orders.listening", socket=str(self._socket))
        stopping = asyncio.create_task(stop.wait())
        await asyncio.wait({stopping, pump}, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        server.close()
        await self._finish(pump)

    async def _finish(self, pump: asyncio.Task[None]) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(5):
                if not pump.done():
                    await self._idle.wait()
        pump.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await pump
        for client in list(self._clients):
            client.close()
        await self._writer.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        client = Connection(writer)
        self._clients.add(client)
        decoder = msgspec.msgpack.Decoder(BuyBatch)
        try:
            while True:
                (length,) = _HEAD.unpack(await reader.readexactly(_HEAD.size))
                if length > FRAME_LIMIT:
                    _log.warning("orders.frame_too_large", length=length)
                    return
                self._accept(client, decoder.decode(await reader.readexactly(length)))
        except (asyncio.IncompleteReadError, ConnectionError):
            return
        except msgspec.DecodeError as error:
            _log.warning("orders.bad_frame", error=str(error))
        finally:
            self._clients.discard(client)
            client.close()

    def _accept(self, client: Connection, batch: BuyBatch) -> None:
        if not self._allows():
            self._tell_full()
            client.take([refusal(request, "try_again") for request in batch.requests], {})
            return
        good = [request for request in batch.requests if _is_sane(request)]
        bad = [refusal(r, "bad_quantity") for r in batch.requests if not _is_sane(r)]
        full = [refusal(r, "try_again") for r in self._line.join(client, good)]
        if bad or full:
            client.take(bad + full, {})
        self._idle.clear()
        self._something.set()

    def _tell_full(self) -> None:
        if time.monotonic() - self._full_told_at > _FULL_SECONDS:
            self._full_told_at = time.monotonic()
            _log.error("orders.refused: the disk is nearly full")

    async def _pump(self) -> None:
        """While one batch is on its way to the disk, the next one is decided."""
        while True:
            await self._something.wait()
            self._something.clear()
            committing: asyncio.Task[Outcome] | None = None
            waiting: list[Waiting] = []
            while committing is not None or len(self._line):
                batch = self._line.next_batch() if len(self._line) else []
                prepared = await self._prepare(batch) if batch else None
                if committing is not None:
                    self._answer(waiting, await committing)
                committing = (
                    asyncio.create_task(self._writer.commit(prepared)) if prepared else None
                )
                waiting = batch
                await asyncio.sleep(0)
            self._idle.set()

    async def _prepare(self, batch: list[Waiting]) -> Batch:
        return await self._writer.prepare([waiting.request for waiting in batch])

    def _answer(self, batch: list[Waiting], outcome: Outcome) -> None:
        answers: dict[Connection, list[BuyResult]] = {}
        for waiting, result in zip(batch, outcome.results, strict=True):
            answers.setdefault(waiting.client, []).append(result)  # type: ignore[arg-type]
        for client in self._clients | answers.keys():
            client.take(answers.get(client, []), outcome.left)


def _is_sane(request: BuyRequest) -> bool:
    """Whether every number fits its column and the key is a UUID."""
    numbers = (
        request.room_id, request.show_id, request.buyer_id, request.offer_id, request.price,
        request.quantity, request.address_id or 0, request.segment_run_id or 0,
        request.pinned_link_id or 0, request.video_ms or 0, request.coupon_claim_id or 0,
        request.pay or 0, request.quote_id or 0,
    )  # fmt: skip
    fits = all(-_BIGINT <= number < _BIGINT for number in numbers)
    return fits and len(request.key) == 16 and "\x00" not in request.source
