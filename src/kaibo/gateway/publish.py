"""The local socket by which other processes reach pages: insight sends the staff's figures.

Frames: 4-byte big-endian length, msgpack of `Publication`.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
from collections.abc import Awaitable, Callable
from pathlib import Path

import msgspec
import structlog

from kaibo.interaction.wire import Kpi

Peer = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
LENGTH_LIMIT = 2**20
_LENGTH = struct.Struct(">I")
log = structlog.get_logger(__name__)


class Publication(msgspec.Struct, frozen=True):
    """A frame for the staff pages of a room."""

    room: int
    frame: Kpi


_decoder = msgspec.msgpack.Decoder(Publication)


async def serve(path: Path, publish: Callable[[Publication], None]) -> asyncio.AbstractServer:
    """Listen; whatever a peer sends that is no `Publication` ends its connection."""

    async def peer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.closing(writer), contextlib.suppress(asyncio.IncompleteReadError, OSError):
            while True:
                publish(await _read(reader))

    return await asyncio.start_unix_server(_logged(peer), sock=_listening(path))


def _listening(path: Path) -> socket.socket:
    """A bound socket that only this user may use; one left by a killed gateway is replaced."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listening.bind(str(path))
    path.chmod(0o600)
    return listening


def _logged(peer: Peer) -> Peer:
    async def guarded(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await peer(reader, writer)
        except (msgspec.MsgspecError, ValueError) as error:
            log.warning("local publisher sent what cannot be read", error=str(error))

    return guarded


async def _read(reader: asyncio.StreamReader) -> Publication:
    (size,) = _LENGTH.unpack(await reader.readexactly(4))
    if size > LENGTH_LIMIT:
        raise ValueError(f"publication of {size} bytes; send at most {LENGTH_LIMIT}")
    return _decoder.decode(await reader.readexactly(size))
