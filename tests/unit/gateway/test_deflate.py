"""Compressed frames: one for all who agreed, and no page can make us unpack without end."""

from __future__ import annotations

import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaibo.gateway import deflate, frames
from kaibo.interaction.wire import MAX_FRAME_BYTES, Ok

CHROMIUM = "permessage-deflate; client_max_window_bits"


@given(st.binary(max_size=3000))
def test_a_message_comes_back_as_it_was(message: bytes) -> None:
    assert deflate.unpack(deflate.pack(message), MAX_FRAME_BYTES) == message


def test_a_bomb_is_unpacked_only_up_to_the_limit() -> None:
    bomb = deflate.pack(bytes(10**7))
    unpacked = deflate.unpack(bomb, MAX_FRAME_BYTES)
    assert unpacked is not None
    assert len(unpacked) == MAX_FRAME_BYTES + 1


@given(st.binary(max_size=200))
def test_what_is_no_deflate_is_none_or_bounded(noise: bytes) -> None:
    unpacked = deflate.unpack(noise, 100)
    assert unpacked is None or len(unpacked) <= 101


@pytest.mark.parametrize(
    ("header", "is_offered"),
    [
        (CHROMIUM, True),
        ("permessage-deflate", True),
        ("x-webkit-deflate-frame, permessage-deflate; server_no_context_takeover", True),
        ("permessage-deflate; server_max_window_bits=9", False),
        (f"permessage-deflate; server_max_window_bits=9, {CHROMIUM}", True),
        ("x-webkit-deflate-frame", False),
        ("", False),
    ],
)
def test_the_offer_of_a_browser_is_understood(header: str, is_offered: bool) -> None:
    assert deflate.is_offered(header) is is_offered


@pytest.mark.parametrize("size", [3, 200, 70_000])
def test_a_packed_frame_says_the_same(size: int) -> None:
    plain = frames.text(Ok(id="开播" * size))
    packed = frames.packed(plain)
    assert packed[0] == 0xC1, "final, first reserved bit, text"
    length, start = packed[1], 2
    if length == 126:
        length, start = int.from_bytes(packed[2:4], "big"), 4
    assert len(packed) == start + length
    data = zlib.decompressobj(-15).decompress(packed[start:] + b"\x00\x00\xff\xff")
    assert plain.endswith(data)
    assert data == f'{{"k":"ok","id":"{"开播" * size}"}}'.encode()
