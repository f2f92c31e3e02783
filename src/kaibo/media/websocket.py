"""WebSocket frames of a server (RFC 6455): built once, written to every viewer."""

from __future__ import annotations

import struct


def frame(payload: bytes, is_text: bool = False) -> bytes:
    """One unmasked, final frame."""
    head = b"\x81" if is_text else b"\x82"
    size = len(payload)
    if size < 126:
        return head + bytes([size]) + payload
    if size < 65536:
        return head + b"\x7e" + struct.pack(">H", size) + payload
    return head + b"\x7f" + struct.pack(">Q", size) + payload
