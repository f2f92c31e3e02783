"""RTMP chunk stream (Adobe RTMP 1.0, section 5.3), without input or output of its own.

Bytes come from strangers: message sizes, chunk streams and the memory of half-read messages are
bounded, and every violation is a `ChunkError`, upon which the connection is closed.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

MAX_MESSAGE = 8 << 20  # a 4K keyframe at 40 Mb/s is below 2 MB
MAX_PENDING = 16 << 20
MAX_STREAMS = 64
MAX_CHUNK = 1 << 24
_EXTENDED = 0xFFFFFF
_U32 = struct.Struct(">I")


class ChunkError(ValueError):
    """The peer broke the chunk protocol or one of our limits."""


@dataclass(frozen=True, slots=True)
class Message:
    """One RTMP message; ``timestamp`` is in ms, modulo 2**32."""

    kind: int
    timestamp: int
    stream_id: int
    body: bytes


@dataclass(slots=True)
class _Channel:
    """What later chunks of a chunk stream inherit."""

    kind: int = 0
    length: int = 0
    stream_id: int = 0
    timestamp: int = 0
    delta: int = 0
    raw_field: int = 0  # last timestamp or delta as sent: what a type 3 chunk repeats
    extended: bool = False
    known: bool = False
    parts: bytearray = field(default_factory=bytearray)
    in_message: bool = False


class ChunkReader:
    """Turns received bytes into messages. Feed any split of the byte stream."""

    def __init__(self) -> None:
        self.chunk_size = 128
        self._buffer = bytearray()
        self._position = 0
        self._channels: dict[int, _Channel] = {}
        self._pending = 0

    @property
    def held(self) -> int:
        """Bytes kept for messages that are not complete."""
        return len(self._buffer) + self._pending

    def feed(self, data: bytes) -> Iterator[Message]:
        """Messages completed by ``data``. Set ``chunk_size`` while iterating if one asks for it."""
        self._buffer += data
        while (taken := self._one()) is not None:
            if taken is not _PARTIAL:
                yield taken
        del self._buffer[: self._position]
        self._position = 0

    def abort(self, channel_id: int) -> None:
        """Drop the half-read message of a chunk stream (message type 2)."""
        channel = self._channels.get(channel_id)
        if channel is not None:
            self._pending -= len(channel.parts)
            channel.parts.clear()
            channel.in_message = False

    def _one(self) -> Message | None:
        """Read one chunk. None: more bytes are needed; `_PARTIAL`: its message goes on."""
        basic = self._basic()
        if basic is None:
            return None
        form, channel_id, at = basic
        header = (11, 7, 3, 0)[form]
        if len(self._buffer) < at + header:
            return None
        channel = self._channel(channel_id, form)
        raw, length, kind, stream_id = self._fields(form, at, channel)
        at += header
        extended = raw == _EXTENDED if form < 3 else channel.extended
        value = raw
        if extended:
            if len(self._buffer) < at + 4:
                return None
            value, at = self._extended(form, at, channel)
        already = len(channel.parts) if channel.in_message else 0
        take = min(self.chunk_size, length - already)
        if len(self._buffer) < at + take:
            return None
        self._start(form, channel, value, extended)
        channel.length, channel.kind, channel.stream_id = length, kind, stream_id
        channel.parts += self._buffer[at : at + take]
        self._pending += take
        self._position = at + take
        return self._finish(channel)

    def _basic(self) -> tuple[int, int, int] | None:
        """Chunk form, chunk stream id, and where the message header starts."""
        buffer, at = self._buffer, self._position
        if len(buffer) <= at:
            return None
        form, channel_id = buffer[at] >> 6, buffer[at] & 0x3F
        extra = 2 if channel_id == 1 else 1 if channel_id == 0 else 0
        if len(buffer) < at + 1 + extra:
            return None
        if extra:
            channel_id = 64 + buffer[at + 1] + (buffer[at + 2] << 8 if extra == 2 else 0)
        return form, channel_id, at + 1 + extra

    def _channel(self, channel_id: int, form: int) -> _Channel:
        channel = self._channels.get(channel_id)
        if channel is None:
            if len(self._channels) >= MAX_STREAMS:
                raise ChunkError(f"More than {MAX_STREAMS} chunk streams on one connection")
            channel = self._channels[channel_id] = _Channel()
        if form and not channel.known:
            raise ChunkError(f"Chunk stream {channel_id} starts with a type {form} header")
        if form < 3 and channel.in_message:
            raise ChunkError(f"Chunk stream {channel_id} starts a message inside another")
        return channel

    def _fields(self, form: int, at: int, channel: _Channel) -> tuple[int, int, int, int]:
        """Timestamp field, message length, type and stream id of the chunk at ``at``."""
        buffer = self._buffer
        if form == 3:
            return channel.raw_field, channel.length, channel.kind, channel.stream_id
        raw = int.from_bytes(buffer[at : at + 3], "big")
        if form == 2:
            return raw, channel.length, channel.kind, channel.stream_id
        length = int.from_bytes(buffer[at + 3 : at + 6], "big")
        if length > MAX_MESSAGE or self._pending + length > MAX_PENDING:
            raise ChunkError(f"A message of {length} bytes is over the limit of {MAX_MESSAGE}")
        stream_id = channel.stream_id
        if form == 0:
            stream_id = int.from_bytes(buffer[at + 7 : at + 11], "little")
        return raw, length, buffer[at + 6], stream_id

    def _extended(self, form: int, at: int, channel: _Channel) -> tuple[int, int]:
        """The extended timestamp, which OBS and FFmpeg repeat on type 3 and some others do not.

        After 16777 s (4 h 39 min) every chunk has one. A type 3 chunk whose next four bytes are
        not the known value comes from a sender that leaves it out.
        """
        value = _U32.unpack_from(self._buffer, at)[0]
        if form == 3 and channel.in_message and value != channel.raw_field:
            return channel.raw_field, at
        return value, at + 4

    def _start(self, form: int, channel: _Channel, value: int, extended: bool) -> None:
        """Move the clock of a chunk stream when a chunk opens a new message."""
        if channel.in_message:
            return
        channel.in_message = channel.known = True
        if form == 0:
            channel.timestamp, channel.delta = value, 0
        else:
            if form < 3:
                channel.delta = value
            channel.timestamp = (channel.timestamp + channel.delta) & 0xFFFFFFFF
        if form < 3:
            channel.raw_field, channel.extended = value, extended

    def _finish(self, channel: _Channel) -> Message:
        if len(channel.parts) < channel.length:
            return _PARTIAL
        body = bytes(channel.parts)
        self._pending -= len(body)
        channel.parts = bytearray()
        channel.in_message = False
        return Message(channel.kind, channel.timestamp, channel.stream_id, body)


_PARTIAL = Message(-1, 0, 0, b"")


def write(message: Message, channel_id: int, chunk_size: int) -> bytes:
    """A message as one type 0 chunk and type 3 chunks. ``channel_id`` is 2 to 63."""
    extended = message.timestamp >= _EXTENDED
    stamp = _U32.pack(message.timestamp) if extended else b""
    header = min(message.timestamp, _EXTENDED).to_bytes(3, "big")
    header += len(message.body).to_bytes(3, "big") + bytes([message.kind])
    out = [bytes([channel_id]), header, message.stream_id.to_bytes(4, "little"), stamp]
    out.append(message.body[:chunk_size])
    for at in range(chunk_size, len(message.body), chunk_size):
        out += [bytes([0xC0 | channel_id]), stamp, message.body[at : at + chunk_size]]
    return b"".join(out)
