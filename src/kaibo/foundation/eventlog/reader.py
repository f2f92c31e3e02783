"""Reads the log of all writers, from offsets, while it is being written."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from kaibo.foundation.eventlog.frames import HEADER, MAGIC, Damage, Frame, decode, frame_at
from kaibo.foundation.eventlog.writer import Offset, segment_numbers, segment_path

_READ_BYTES = 8 * 2**20


@dataclass(frozen=True, slots=True)
class Chunk:
    """Events of one append: who wrote them, and the offset behind them."""

    writer: str
    batch: pa.RecordBatch
    end: Offset


class Reader:
    """Tails every writer below ``folder``, also writers that appear later.

    ``offsets`` says where to go on for each writer; after a chunk was handled, keep
    ``chunk.end``. Bytes behind the last whole frame of the newest segment are a write under way
    or a torn tail: they are left alone until they are whole or cut. Anything else that is no
    frame is appended to ``damage`` and stepped over; a whole frame is never skipped.
    """

    def __init__(self, folder: Path, offsets: Mapping[str, Offset] | None = None) -> None:
        self.folder = folder
        self.offsets: dict[str, Offset] = dict(offsets or {})
        self.damage: list[Damage] = []

    def poll(self, chunks: int = 2000) -> list[Chunk]:
        """The next chunks, at most about ``chunks`` per writer; empty when all is read."""
        found: list[Chunk] = []
        if self.folder.exists():
            for home in sorted(path for path in self.folder.iterdir() if path.is_dir()):
                found += self._poll_writer(home, chunks)
        return found

    def _poll_writer(self, home: Path, limit: int) -> list[Chunk]:
        found: list[Chunk] = []
        numbers = segment_numbers(home)
        while numbers and len(found) < limit:
            at = self.offsets.get(home.name, Offset(numbers[0], 0))
            is_newest = at.segment >= numbers[-1]
            fresh = list(self._scan(home, at, is_newest))
            found += fresh
            if fresh:
                self.offsets[home.name] = fresh[-1].end
            elif is_newest:
                break
            else:
                following = min(number for number in numbers if number > at.segment)
                self.offsets[home.name] = Offset(following, 0)
        return found

    def _scan(self, home: Path, at: Offset, is_newest: bool) -> Iterator[Chunk]:
        """Chunks of one read from one segment; grows the read when a frame is larger."""
        path = segment_path(home, at.segment)
        size = path.stat().st_size if path.exists() else 0
        length = _READ_BYTES
        while at.position < size:
            data = _read(path, at.position, min(length, size - at.position))
            whole = len(data) < length or at.position + len(data) >= size
            got = list(self._frames(data, home.name, at, is_newest, whole))
            chunks = [
                Chunk(home.name, decode(one.payload), Offset(at.segment, at.position + one.end))
                for one in got
                if at.position + one.start > 0  # the first frame is the schema
            ]
            if chunks or whole:
                yield from chunks
                return
            length *= 4

    def _frames(
        self, data: bytes, writer: str, at: Offset, is_newest: bool, whole: bool
    ) -> Iterator[Frame]:
        position = 0
        while position < len(data):
            found = frame_at(data, position)
            if found is not None:
                yield found
                position = found.end
                continue
            following = _next_frame(data, position)
            if following is None:
                if whole and not is_newest:
                    self._report(writer, at, position, len(data))
                return
            if not whole and _is_cut(data, position):
                return
            self._report(writer, at, position, following)
            position = following

    def _report(self, writer: str, at: Offset, start: int, end: int) -> None:
        damage = Damage(writer, at.segment, at.position + start, at.position + end)
        if damage not in self.damage:
            self.damage.append(damage)


def read_all(folder: Path) -> Iterator[Chunk]:
    """Every chunk that is in the log now, writer after writer."""
    reader = Reader(folder)
    while chunks := reader.poll():
        yield from chunks


def _read(path: Path, position: int, length: int) -> bytes:
    file = os.open(path, os.O_RDONLY)
    try:
        return os.pread(file, length, position)
    finally:
        os.close(file)


def _next_frame(data: bytes, position: int) -> int | None:
    """Where the next whole frame begins behind ``position``."""
    while (position := data.find(MAGIC, position + 1)) >= 0:
        if frame_at(data, position) is not None:
            return position
    return None


def _is_cut(data: bytes, position: int) -> bool:
    """Whether the frame at ``position`` merely continues behind what was read."""
    if position + HEADER.size > len(data):
        return True
    magic, length, _, _ = HEADER.unpack_from(data, position)
    return bool(magic == MAGIC and position + HEADER.size + length > len(data))
