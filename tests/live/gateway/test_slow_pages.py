"""A page that does not read costs nobody else anything, and is brought up to date or dropped."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import socket

from django.db import transaction
from tests.factories.gateway import GatewayProcess, in_database, page, token
from tests.factories.selling import Stage

from kaibo.liveroom import facade
from kaibo.liveroom.contracts import Announced

_DROPPED = 'kaibo_gateway_closed_total{code="lagging"}'
LOUD = "响" * 190  # an announcement of 570 bytes fills buffers quickly


def stuck(gateway: GatewayProcess, slug: str) -> socket.socket:
    """A page by hand, with a tiny receive buffer, that says hello and never reads."""
    made = socket.socket()
    made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
    made.connect(("127.0.0.1", gateway.port))
    accept = base64.b64encode(os.urandom(16)).decode()
    made.sendall(
        f"GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        f"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {accept}\r\n\r\n".encode()
    )
    while b"\r\n\r\n" not in made.recv(1024):
        pass
    hello = json.dumps({"k": "hello", "token": token(99), "room": slug}).encode()
    head = bytes((0x81, 0xFE)) + len(hello).to_bytes(2, "big") + bytes(4)
    made.sendall(head + hello)
    return made


def read_frames(made: socket.socket, last: int) -> list[dict[str, object]]:
    """Every whole text frame until the event ``last`` and the word that it lagged were read.

    One frame may carry all events; then the word comes after it.
    """
    data = bytearray()
    made.settimeout(60)
    found: list[dict[str, object]] = []
    while last not in seqs(found) or not any(frame.get("lag") for frame in found):
        piece = made.recv(65536)
        assert piece, "closed before the end"
        data += piece
        while (frame := _take(data)) is not None:
            found.append(frame)
    return found


def _take(data: bytearray) -> dict[str, object] | None:
    """Cut the first whole frame off."""
    size, start = (data[1], 2) if len(data) > 1 else (0, 2)
    if size == 126:
        size, start = int.from_bytes(data[2:4], "big"), 4
    elif size == 127:
        size, start = int.from_bytes(data[2:10], "big"), 10
    if len(data) < max(start + size, 10):
        return None
    assert data[0] == 0x81, "frames are torn"
    frame: dict[str, object] = json.loads(data[start : start + size])
    del data[: start + size]
    return frame


async def shout(room: int, first: int, last: int) -> None:
    """In one commit: the page that reads nothing must not reach its deadline meanwhile."""

    def append() -> None:
        with transaction.atomic():
            for number in range(first, last + 1):
                facade.append_event(room, Announced(text=f"{number}{LOUD}"))

    await in_database(append)


def seqs(frames: list[dict[str, object]]) -> list[int]:
    return [event["seq"] for frame in frames for event in frame.get("ev", [])]  # type: ignore[attr-defined]


async def test_a_page_that_stopped_reading_catches_up_without_loss(
    gateway: GatewayProcess, on_air: Stage
) -> None:
    slug, room = on_air.room.slug, on_air.room.id
    slow = await asyncio.to_thread(stuck, gateway, slug)
    async with page(gateway, slug, token(7)) as healthy:
        await healthy.kind("welcome")
        await shout(room, 1, 400)
        await healthy.until(lambda frame: 400 in seqs([frame]))
        assert healthy.seqs == list(range(1, 401))
    frames = await asyncio.to_thread(read_frames, slow, 400)
    slow.close()
    assert seqs(frames) == list(range(1, 401))


async def test_a_page_that_never_reads_is_dropped_at_the_deadline(
    gateway: GatewayProcess, on_air: Stage
) -> None:
    slug, room = on_air.room.slug, on_air.room.id
    slow = await asyncio.to_thread(stuck, gateway, slug)
    await shout(room, 1, 400)
    await asyncio.to_thread(gateway.wait_metric, _DROPPED, 1)
    slow.close()
