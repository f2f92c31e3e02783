"""Placing an order from the web process: one wish over the order writer's socket. Synchronous.

An HTTP checkout asks here for the quote it just made. The answer comes after the commit. When the
writer is away or does not answer in time the code is ``try_again``; the same key asked again then
makes one order or finds the one that was made.
"""

from __future__ import annotations

import contextlib
import socket
import struct
import time
from pathlib import Path

import msgspec

from kaibo.foundation.config import config
from kaibo.selling.contracts import BuyBatch, BuyRequest, BuyResult, BuyResults

TIMEOUT_SECONDS = 10.0
_RETRY_SECONDS = 0.2
_HEAD = struct.Struct(">I")


def place_order(
    request: BuyRequest, path: Path | None = None, seconds: float = TIMEOUT_SECONDS
) -> BuyResult:
    """The answer of the order writer; ``path`` is its socket, by default the configured one."""
    deadline = time.monotonic() + seconds
    body = msgspec.msgpack.encode(BuyBatch(requests=[request]))
    while (left := deadline - time.monotonic()) > 0:
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as line:
            line.settimeout(left)
            line.connect(str(path or config().orders_socket))
            line.sendall(_HEAD.pack(len(body)) + body)
            return _answer(line, request.ref)
        time.sleep(min(_RETRY_SECONDS, max(0.0, deadline - time.monotonic())))
    return BuyResult(request.ref, "try_again", None, None, None, None, None)


def _answer(line: socket.socket, ref: int) -> BuyResult:
    """The result of ``ref``; every client also hears of the commits of others."""
    while True:
        (length,) = _HEAD.unpack(_exactly(line, _HEAD.size))
        heard = msgspec.msgpack.decode(_exactly(line, length), type=BuyResults)
        for result in heard.results:
            if result.ref == ref:
                return result


def _exactly(line: socket.socket, count: int) -> bytes:
    parts = bytearray()
    while len(parts) < count:
        piece = line.recv(count - len(parts))
        if not piece:
            raise ConnectionError("the order writer closed the socket")
        parts += piece
    return bytes(parts)
