"""The real gateway inside the test's process, and lines that speak raw bytes to it."""

from __future__ import annotations

import asyncio
import gc
import logging
import time
from collections import Counter
from collections.abc import Coroutine
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import uvloop
from structlog.testing import LogCapture

from kaibo.foundation.config import config
from kaibo.gateway.app import Gateway
from kaibo.gateway.connection import Connection
from tests.factories.gateway import token
from tests.factories.order_writer import test_dsn
from tests.factories.ports import free_port
from tests.factories.raw_frames import text_frame

T = TypeVar("T")
_SHAKE = (
    b"GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
)


class _Noise(logging.Handler):
    """Keeps what picows and asyncio complain about."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        line = self.format(record)
        if not line.startswith("WS parser error"):  # picows refusing what is no WebSocket
            self.lines.append(line)


class GatewayInside:
    """Runs only while the test waits for it. ``complaints`` says what went wrong inside."""

    def __init__(self, folder: Path, slug: str) -> None:
        self.slug = slug
        self.port = free_port()
        self.codes: Counter[int] = Counter()
        self._token = token(7, expires_at=int(time.time()) + 86_400)  # one viewer's, for all lines
        self.frames = 0
        self.logs = LogCapture()
        self._noise = _Noise()
        self._loop = uvloop.new_event_loop()
        self._loop.set_exception_handler(lambda _, context: self._noise.lines.append(str(context)))
        for name in ("picows", "asyncio"):
            logging.getLogger(name).addHandler(self._noise)
        logging.getLogger("picows").propagate = False  # a thousand refusals hide a failure's words
        self._settings = replace(
            config(), data=folder, gateway_port=self.port, database_url=test_dsn()
        )

    def start(self) -> None:
        self.run(self._start())

    def stop(self) -> None:
        self.run(self.gateway.stop())
        for name in ("picows", "asyncio"):
            logging.getLogger(name).removeHandler(self._noise)
        logging.getLogger("picows").propagate = True
        self._loop.run_until_complete(asyncio.sleep(0))
        self._loop.close()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self._loop.run_until_complete(work)

    async def _start(self) -> None:
        self.gateway = Gateway(self._settings)
        await self.gateway.start()

    @property
    def complaints(self) -> list[str]:
        failed = [
            str(one) for one in self.logs.entries if one["log_level"] in ("error", "critical")
        ]
        return failed + self._noise.lines

    async def play(self, streams: list[list[bytes]], greeted: int) -> None:
        """Each stream on a line of its own, all at once; the first ``greeted`` say hello."""
        lines = [self._line(one, number < greeted) for number, one in enumerate(streams)]
        await asyncio.gather(*lines)
        await self.empty()

    async def _line(self, stream: list[bytes], is_greeted: bool) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(_SHAKE)
        await reader.readuntil(b"\r\n\r\n")
        if is_greeted:
            hello = f'{{"k":"hello","token":"{self._token}","room":"{self.slug}"}}'
            writer.write(text_frame(hello.encode()))
        self.frames += len(stream)
        with suppress(ConnectionError):
            for piece in stream:
                writer.write(piece)
            await writer.drain()
            writer.write_eof()
            data = await asyncio.wait_for(reader.read(-1), 20)
            if (code := close_code(data)) is not None:
                self.codes[code] += 1
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()

    async def empty(self) -> None:
        """Everybody is gone and nothing is kept of them."""
        deadline = time.monotonic() + 20
        while self.left() and time.monotonic() < deadline:  # noqa: ASYNC110
            await asyncio.sleep(0.002)
        assert not self.left(), f"still there: {self.left()}"

    def left(self) -> dict[str, int]:
        """What the gateway still holds of pages, without what is empty."""
        rooms = list(self.gateway._rooms.values())
        held = {
            "pages": len(self.gateway._pages),
            "viewers": len(self.gateway._viewers),
            "members": sum(len(room.members) for room in rooms),
            "fast": sum(len(room._fast) for room in rooms),
            "slow": sum(len(room._slow) for room in rooms),
        }
        return {name: count for name, count in held.items() if count}

    async def greets(self) -> None:
        """An honest page is served."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(_SHAKE)
        hello = f'{{"k":"hello","token":"{self._token}","room":"{self.slug}"}}'
        writer.write(text_frame(hello.encode()) + text_frame(b'{"k":"ping"}'))
        await asyncio.wait_for(reader.readuntil(b'"k":"pong"'), 20)
        writer.close()
        await writer.wait_closed()
        await self.empty()

    async def forgets(self) -> None:
        """No page stays in memory; what one asked for last may be under way for a moment."""
        deadline = time.monotonic() + 20
        while (kept := self._kept()) and time.monotonic() < deadline:  # noqa: ASYNC110
            await asyncio.sleep(0.1)
        holders = {type(one).__name__ for one in gc.get_referrers(*kept)} if kept else set()
        assert not kept, f"{len(kept)} pages are kept in memory by {holders}"

    def _kept(self) -> list[Connection]:
        gc.collect()
        return [
            one for one in gc.get_objects()
            if type(one) is Connection and one.desk is self.gateway
        ]  # fmt: skip


def close_code(data: bytes) -> int | None:
    """The code of the close frame at the end of what a server sent, if it sent one."""
    at = 0
    while at + 2 <= len(data):
        size, start = data[at + 1], at + 2
        if size == 126:
            size, start = int.from_bytes(data[at + 2 : at + 4], "big"), at + 4
        elif size == 127:
            size, start = int.from_bytes(data[at + 2 : at + 10], "big"), at + 10
        if data[at] == 0x88:
            return int.from_bytes(data[start : start + 2], "big")
        at = start + size
    return None
