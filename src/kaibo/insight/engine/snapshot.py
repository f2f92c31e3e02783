"""The state on disk, with the log offsets it stands at; a crash replays the log behind them.

One file: ``"KSN1" | CRC32C u32 | length of the head u64 | head (msgpack) | numbers`` (int64, little
endian), every table as it stands in memory, in the order in which the head gives their shapes.
"""

from __future__ import annotations

import math
import os
import struct
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO

import crc32c
import msgspec
import numpy as np
import structlog

from kaibo.foundation.eventlog import Offset
from kaibo.insight.engine import state
from kaibo.insight.engine.columns import Sources
from kaibo.insight.engine.fold import Folds
from kaibo.insight.engine.kernel import Tables
from kaibo.insight.engine.state import Key, Mark, ShowFold

VERSION = 2
_HEAD = struct.Struct("<4sIQ")
_MAGIC = b"KSN1"
log = structlog.get_logger()


class ShowHead(msgspec.Struct):
    """What of a show is no number, and the shapes of its numbers."""

    show: int
    rehearsal: bool
    marks: list[Mark]
    shapes: list[tuple[int, ...]]


class Head(msgspec.Struct):
    """Everything of a snapshot that is no number; ``kinds``: dense number of every kind."""

    version: int
    kinds: dict[int, int]
    offsets: dict[str, tuple[int, int]]
    sources: list[str]
    rows: int
    repeated: int
    seen: list[tuple[int, ...]]
    seen_used: int
    shows: list[ShowHead]


class Copy:
    """The state of one moment, taken while nothing is folded; `write` needs no lock."""

    def __init__(self, folds: Folds, offsets: Mapping[str, Offset]) -> None:
        self._numbers: list[np.ndarray] = []
        places = {name: (at.segment, at.position) for name, at in offsets.items()}
        self._head = Head(
            VERSION, state.NUMBER, places, list(folds.sources.names), folds.rows, folds.repeated,
            [self._keep(one.copy()) for one in (folds.seen.young, folds.seen.old)],
            folds.seen.used,
            [self._show(fold) for fold in folds.shows.values()],
        )  # fmt: skip

    def _show(self, fold: ShowFold) -> ShowHead:
        shapes = [self._keep(table.copy()) for table in fold.tables]
        return ShowHead(fold.show, fold.rehearsal, sorted(fold.marks), shapes)

    def _keep(self, found: np.ndarray) -> tuple[int, ...]:
        self._numbers.append(found)
        return found.shape

    def put(self, stream: BinaryIO) -> int:
        """Write all of it; returns its size in bytes."""
        head = msgspec.msgpack.encode(self._head)
        parts: list[bytes | memoryview] = [head, *(_bytes(one) for one in self._numbers)]
        check = 0
        for part in parts:
            check = crc32c.crc32c(part, check)
        stream.write(_HEAD.pack(_MAGIC, check, len(head)))
        return _HEAD.size + sum(stream.write(part) for part in parts)

    def write(self, path: Path) -> int:
        """Replace the snapshot atomically; returns its size in bytes."""
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_suffix(".new")
        with fresh.open("wb") as file:
            size = self.put(file)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
        return size


def save(path: Path, folds: Folds, offsets: Mapping[str, Offset]) -> int:
    """Write the state as it is now; returns the size in bytes."""
    return Copy(folds, offsets).write(path)


def load(path: Path, folds: Folds) -> dict[str, Offset]:
    """Fill empty folds from the snapshot; returns the offsets to read on from.

    A missing, broken or older snapshot gives no offsets: the whole log is folded again.
    """
    try:
        with path.open("rb") as file:
            return restore(file, folds)
    except FileNotFoundError:
        return {}
    except (msgspec.DecodeError, ValueError, struct.error) as error:
        log.warning("snapshot unreadable, folding the whole log", error=str(error))
        return {}


def restore(stream: BinaryIO, folds: Folds) -> dict[str, Offset]:
    """The same from what `Copy.put` wrote; ValueError, with nothing changed, for what is broken."""
    rest = _Rest(stream)
    magic, check, length = _HEAD.unpack(rest.bytes(_HEAD.size))
    if magic != _MAGIC:
        raise ValueError("it is no snapshot")
    rest.check = 0
    head = msgspec.msgpack.decode(rest.bytes(length), type=Head)
    if head.version != VERSION or head.kinds != state.NUMBER:
        return {}
    found = Folds()
    _restore(head, rest, found)
    if rest.check != check:
        raise ValueError("its checksum does not fit")
    folds.take(found)
    return {name: Offset(*at) for name, at in head.offsets.items()}


class _Rest:
    """Reads on in a snapshot and sums up what it read in ``check``; ValueError behind its end."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream, self.check = stream, 0
        self._left = stream.seek(0, os.SEEK_END)
        stream.seek(0)

    def bytes(self, size: int) -> bytes:
        self._take(size)
        found = self._stream.read(size)
        self.check = crc32c.crc32c(found, self.check)
        return found

    def numbers(self, shape: tuple[int, ...]) -> np.ndarray:
        """int64 of this shape, into memory of its own."""
        self._take(8 * math.prod(shape))
        found = np.empty(shape, np.int64)
        self._stream.readinto(_bytes(found))  # type: ignore[attr-defined]
        self.check = crc32c.crc32c(_bytes(found), self.check)
        return found

    def _take(self, size: int) -> None:
        """Before memory is taken for it: a damaged size may be any number."""
        if not 0 <= size <= self._left:
            raise ValueError("it is cut short or damaged")
        self._left -= size


def _bytes(numbers: np.ndarray) -> memoryview:
    """The memory of the numbers, which lie in one piece."""
    return numbers.reshape(-1).view(np.uint8).data


def _restore(head: Head, rest: _Rest, folds: Folds) -> None:
    folds.rows, folds.repeated = head.rows, head.repeated
    folds.sources = Sources(head.sources)
    folds.seen.young, folds.seen.old = (rest.numbers(shape) for shape in head.seen)
    folds.seen.used = head.seen_used
    for one in head.shows:
        tables = Tables(*(rest.numbers(shape) for shape in one.shapes))
        fold = ShowFold(one.show, one.rehearsal, folds.sources, tables)
        fold.marks = set(one.marks)
        folds.shows[Key(one.show, one.rehearsal)] = fold
