"""AMF0, the value format of RTMP commands (Adobe AMF 0 Specification, 2007).

Decoded values: float, bool, str, dict, list, datetime is left as float ms, None for null.
Input comes from strangers: depth and item counts are bounded, every error is `AmfError`.
"""

from __future__ import annotations

import struct
from collections.abc import Callable

type_number, type_bool, type_string, type_object = 0x00, 0x01, 0x02, 0x03
type_null, type_undefined, type_ecma, type_end = 0x05, 0x06, 0x08, 0x09
type_strict, type_date, type_long = 0x0A, 0x0B, 0x0C

Value = float | bool | str | None | dict[str, "Value"] | list["Value"]

_MAX_DEPTH = 8
_MAX_ITEMS = 512
_DOUBLE = struct.Struct(">d")
_U16 = struct.Struct(">H")
_U32 = struct.Struct(">I")


class AmfError(ValueError):
    """The bytes are not AMF0 that we accept."""


def encode(*values: Value) -> bytes:
    """The values one after another, as in the body of a command message."""
    return b"".join(_encode(value) for value in values)


def decode(data: bytes) -> list[Value]:
    """All values of a message body. Raises `AmfError` on anything malformed."""
    reader = _Reader(data)
    values: list[Value] = []
    while reader.position < len(data):
        values.append(reader.value(0))
    return values


def _encode(value: Value) -> bytes:
    if value is None:
        return b"\x05"
    if isinstance(value, bool):
        return b"\x01\x01" if value else b"\x01\x00"
    if isinstance(value, (int, float)):
        return b"\x00" + _DOUBLE.pack(value)
    if isinstance(value, str):
        return _encode_text(value)
    if isinstance(value, dict):
        return b"\x03" + b"".join(_pair(*item) for item in value.items()) + b"\x00\x00\x09"
    return b"\x0a" + _U32.pack(len(value)) + b"".join(_encode(item) for item in value)


def _encode_text(text: str) -> bytes:
    raw = text.encode()
    if len(raw) < 65536:
        return b"\x02" + _U16.pack(len(raw)) + raw
    return b"\x0c" + _U32.pack(len(raw)) + raw


def _pair(key: str, value: Value) -> bytes:
    raw = key.encode()
    if len(raw) > 65535:
        raise AmfError(f"A property name of {len(raw)} bytes is over the 65535 of AMF0")
    return _U16.pack(len(raw)) + raw + _encode(value)


class _Reader:
    """A cursor over one message body."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.position = 0
        self._items = 0
        self._by_type: dict[int, Callable[[int], Value]] = {
            type_number: lambda depth: self._number(),
            type_bool: lambda depth: self._take(1) != b"\x00",
            type_string: lambda depth: self._text(_U16),
            type_object: self._object,
            type_null: lambda depth: None,
            type_undefined: lambda depth: None,
            type_ecma: self._ecma,
            type_strict: self._strict,
            type_date: lambda depth: self._date(),
            type_long: lambda depth: self._text(_U32),
        }

    def value(self, depth: int) -> Value:
        if depth > _MAX_DEPTH:
            raise AmfError(f"Values are nested deeper than {_MAX_DEPTH}")
        self._items += 1
        if self._items > _MAX_ITEMS:
            raise AmfError(f"More than {_MAX_ITEMS} values in one message")
        marker = self._take(1)[0]
        read = self._by_type.get(marker)
        if read is None:
            raise AmfError(f"AMF0 marker {marker:#04x} is not supported")
        return read(depth)

    def _take(self, count: int) -> bytes:
        end = self.position + count
        if end > len(self.data):
            raise AmfError(f"AMF0 body ends after {len(self.data)} bytes, {end} are needed")
        taken = self.data[self.position : end]
        self.position = end
        return taken

    def _number(self) -> float:
        return float(_DOUBLE.unpack(self._take(8))[0])

    def _date(self) -> float:
        ms = self._number()
        self._take(2)  # time zone, reserved
        return ms

    def _text(self, length: struct.Struct) -> str:
        count = length.unpack(self._take(length.size))[0]
        return self._take(count).decode("utf-8", "replace")

    def _object(self, depth: int) -> Value:
        found: dict[str, Value] = {}
        while True:
            key = self._text(_U16)
            if not key and self.data[self.position : self.position + 1] == b"\x09":
                self.position += 1
                return found
            found[key] = self.value(depth + 1)

    def _ecma(self, depth: int) -> Value:
        self._take(4)  # announced count: encoders get it wrong, the end marker is what holds
        return self._object(depth)

    def _strict(self, depth: int) -> Value:
        count = _U32.unpack(self._take(4))[0]
        if count > _MAX_ITEMS:
            raise AmfError(f"An array of {count} items is over the {_MAX_ITEMS} accepted")
        return [self.value(depth + 1) for _ in range(count)]
