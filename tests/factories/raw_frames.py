"""WebSocket bytes and commands as nobody should send them, for the real gateway to survive."""

from __future__ import annotations

import json
import random
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

KINDS = ("hello", "comment", "like", "buy", "beacon", "ping", "act", "gift", "welcome", "t", "")
OPCODES = (0x0, 0x1, 0x2, 0x3, 0x7, 0x8, 0x9, 0xA, 0xB, 0xF)
# Nearly everything a page sends is text; the rest is what this is about.
_opcodes = st.sampled_from((0x1,) * 6 + OPCODES)
_numbers = st.one_of(
    st.integers(-3, 100),
    st.sampled_from((2**31, 2**53, 2**53 + 1, 2**63, 2**64, 10**40, -(2**63) - 1)),
    st.floats(),
)
_words = st.one_of(st.text(max_size=90), st.sampled_from(("", "\x00", "﷽" * 40, "🏳️‍🌈" * 30)))
_leaves = st.one_of(st.none(), st.booleans(), _numbers, _words)
_values = st.recursive(
    _leaves, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_words, inner, max_size=4)
)
_uuid = st.uuids().map(str)
_fields: dict[str, SearchStrategy[Any]] = {
    "id": st.one_of(_uuid, _words), "text": _words, "n": _numbers, "offer": _numbers,
    "quantity": _numbers, "price": _numbers, "address": _numbers, "coupon": _numbers,
    "quote": _numbers, "pay": _numbers, "activity": _numbers, "visible": st.booleans(),
    "token": _words, "room": _words, "epoch": _numbers, "seq": _numbers, "person": _numbers,
    "source": _words, "device": _words, "page": st.sampled_from(("room", "console", "x")),
    "body": _values,
    "items": st.lists(
        st.fixed_dictionaries(
            {"id": st.one_of(_uuid, _words), "kind": st.sampled_from(("share", "qoe", "x"))},
            optional={"n": _numbers, "ms": _numbers, "link": _numbers, "text": _words},
        ),
        max_size=3,
    ),
}  # fmt: skip


@st.composite
def commands(draw: DrawFn) -> bytes:
    """JSON of a command whose fields are right, wrong, missing or too many."""
    names = draw(st.lists(st.sampled_from(sorted(_fields)), unique=True, max_size=6))
    body = {name: draw(st.one_of(_fields[name], _values)) for name in names}
    return json.dumps({"k": draw(st.sampled_from(KINDS)), **body}).encode()


@st.composite
def deep(draw: DrawFn) -> bytes:
    """Nesting, long numbers and long strings that cost a naive reader its stack or its time."""
    size = draw(st.sampled_from((10, 500, 5000, 8000)))
    return draw(st.sampled_from((
        b"[" * size, b'{"k":' * size, b"[" * size + b"]" * size,
        b'{"k":"like","n":' + b"9" * size + b"}", b'"' + b"\xff" * size,
        b'{"k":"comment","id":"1","text":"' + b"\\u0000" * (size // 6) + b'"}',
        b'{"k":"like","n":1e' + b"9" * 20 + b"}", b'{"k":"ping"' + b" " * size + b"}",
    )))  # fmt: skip


payloads = st.one_of(commands(), commands(), deep(), st.binary(max_size=200))


@st.composite
def frames(draw: DrawFn) -> bytes:
    """One frame: mostly well formed, sometimes with wrong bits, mask, length or size."""
    payload = draw(payloads)
    opcode = draw(_opcodes)
    first = opcode | (0x80 if draw(st.integers(0, 9)) else 0)
    if draw(st.integers(0, 14)) == 0:
        first |= draw(st.sampled_from((0x10, 0x20, 0x40, 0x70)))
    if opcode >= 0x8 and draw(st.integers(0, 4)):
        payload = payload[:125]
    is_masked = draw(st.integers(0, 19)) > 0
    mask = draw(st.binary(min_size=4, max_size=4)) if is_masked else b""
    claimed = len(payload)
    if draw(st.integers(0, 19)) == 0:
        claimed = draw(st.sampled_from((0, 125, 126, 65535, 65536, 2**31, 2**63, 2**64 - 1)))
    head = _head(first, claimed, is_masked, draw(st.sampled_from((0, 0, 0, 2, 8))))
    return head + mask + (_masked(payload, mask) if mask else payload)


def text_frame(payload: bytes) -> bytes:
    """A right text frame of a page."""
    return _head(0x81, len(payload), True, 0) + bytes(4) + payload


def _head(first: int, size: int, is_masked: bool, width: int) -> bytes:
    """``width``: bytes of the length although fewer would do, which a reader must bear."""
    bit = 0x80 if is_masked else 0
    if size < 126 and width == 0:
        return bytes((first, bit | size))
    if size < 65536 and width < 8:
        return bytes((first, bit | 126)) + size.to_bytes(2, "big")
    return bytes((first, bit | 127)) + size.to_bytes(8, "big")


def _masked(payload: bytes, mask: bytes) -> bytes:
    whole = (mask * (len(payload) // 4 + 1))[: len(payload)]
    number = int.from_bytes(payload, "big") ^ int.from_bytes(whole, "big")
    return number.to_bytes(len(payload), "big")


@st.composite
def streams(draw: DrawFn, most: int) -> list[bytes]:
    """What one connection sends: right frames with wrong words, or frames wrong themselves.

    A wrong frame ends its line, so half of the lines have none: their commands are all read.
    """
    if draw(st.booleans()):
        return [text_frame(one) for one in draw(st.lists(payloads, min_size=1, max_size=most))]
    found = draw(st.lists(frames(), min_size=1, max_size=most))
    if draw(st.integers(0, 9)) == 0:
        found.append(draw(st.binary(min_size=1, max_size=64)))
    return found


def mutated(lines: list[list[bytes]], chance: random.Random) -> list[list[bytes]]:
    """The same frames in another order and on other lines, a few of them with changed bytes."""
    pool = [piece for line in lines for piece in line]
    chance.shuffle(pool)
    changed = [_changed(piece, chance) if chance.random() < 0.15 else piece for piece in pool]
    return [changed[start :: len(lines)] for start in range(min(len(lines), len(changed)))]


def _changed(piece: bytes, chance: random.Random) -> bytes:
    made = bytearray(piece)
    for _ in range(chance.randint(1, 4)):
        if made:
            made[chance.randrange(len(made))] = chance.randrange(256)
    return bytes(made[: chance.randint(1, len(made))] if chance.random() < 0.2 else made)
