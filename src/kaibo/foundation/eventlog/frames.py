"""Framing of a segment file, and finding the whole frames in whatever a crash left of it.

A frame is ``magic (4) | payload length u32 | CRC32C of payload u32 | CRC32C of these 12 bytes u32``
and the payload. The first payload is the Arrow schema message, each further one the dictionary and
record batch messages of one append: all payloads in a row are a valid Arrow IPC stream.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

import crc32c
import pyarrow as pa

from kaibo.foundation.eventlog.schema import SCHEMA

MAGIC = b"KBE1"
HEADER = struct.Struct("<4sIII")
_END_OF_STREAM = b"\xff\xff\xff\xff\x00\x00\x00\x00"
# A frame is small: handing its columns to other threads costs more than packing them.
_WRITE = pa.ipc.IpcWriteOptions(compression="lz4", use_threads=False)
_READ = pa.ipc.IpcReadOptions(use_threads=False)
SCHEMA_MESSAGE: bytes = SCHEMA.serialize().to_pybytes()


@dataclass(frozen=True, slots=True)
class Frame:
    """A whole frame: its payload and the positions of its first byte and behind its last."""

    payload: bytes
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Damage:
    """Bytes that are no whole frame though whole frames or segments follow: not a torn tail."""

    writer: str
    segment: int
    start: int
    end: int


def frame(payload: bytes) -> bytes:
    """The bytes to append for a payload."""
    head = HEADER.pack(MAGIC, len(payload), crc32c.crc32c(payload), 0)[:12]
    return head + struct.pack("<I", crc32c.crc32c(head)) + payload


def encode(batch: pa.RecordBatch) -> bytes:
    """Payload of one record batch: its messages without schema and end mark."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, SCHEMA, options=_WRITE) as stream:
        stream.write_batch(batch)
    whole: bytes = sink.getvalue().to_pybytes()
    return whole[len(SCHEMA_MESSAGE) : -len(_END_OF_STREAM)]


def decode(payload: bytes) -> pa.RecordBatch:
    """The record batch of a payload made by `encode`."""
    stream = SCHEMA_MESSAGE + payload + _END_OF_STREAM
    return pa.ipc.open_stream(stream, options=_READ).read_next_batch()


def frame_at(data: bytes, start: int) -> Frame | None:
    """The frame that begins exactly at ``start``, or None if it is not whole and sound."""
    if start + HEADER.size > len(data):
        return None
    magic, length, check, head_check = HEADER.unpack_from(data, start)
    end = start + HEADER.size + length
    if magic != MAGIC or end > len(data) or crc32c.crc32c(data[start : start + 12]) != head_check:
        return None
    payload = data[start + HEADER.size : end]
    return Frame(payload, start, end) if crc32c.crc32c(payload) == check else None


def frames(data: bytes) -> Iterator[Frame]:
    """Every whole frame, also those behind damaged bytes, in order."""
    position = 0
    while True:
        found = frame_at(data, position)
        if found is None:
            position = data.find(MAGIC, position + 1)
            if position < 0:
                return
            continue
        yield found
        position = found.end
