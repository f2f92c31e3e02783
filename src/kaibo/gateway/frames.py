"""WebSocket frames as bytes, so that one frame is encoded once and written to thousands."""

from __future__ import annotations

import struct

import msgspec

from kaibo.gateway import deflate
from kaibo.interaction.wire import Frame

_encoder = msgspec.json.Encoder()
_TEXT, _PACKED, _CLOSE, _PONG = 0x81, 0xC1, 0x88, 0x8A


def text(frame: Frame) -> bytes:
    """The bytes of one server frame on the wire (JSON in a text frame, unmasked)."""
    return _framed(_TEXT, _encoder.encode(frame))


def packed(frame: bytes) -> bytes:
    """A text frame compressed, for pages that agreed to permessage-deflate."""
    start = 2 if frame[1] < 126 else 4 if frame[1] == 126 else 10
    return _framed(_PACKED, deflate.pack(frame[start:]))


def close(code: int, reason: str) -> bytes:
    """A close frame; the reason is a code word of `CLOSE_CODES`."""
    return _framed(_CLOSE, struct.pack(">H", code) + reason.encode())


def pong(payload: bytes) -> bytes:
    return _framed(_PONG, payload)


def _framed(first: int, payload: bytes) -> bytes:
    size = len(payload)
    if size < 126:
        return bytes((first, size)) + payload
    if size < 65536:
        return struct.pack(">BBH", first, 126, size) + payload
    return struct.pack(">BBQ", first, 127, size) + payload
