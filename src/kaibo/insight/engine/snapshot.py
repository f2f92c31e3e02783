"""The state on disk, with the log offsets it stands at; a crash replays the log behind them.

One file: ``"KSN1" | CRC32C u32 | length of the head u64 | head (msgpack) | numbers`` (int64, little
endian), every table as it stands in memory, in the order in which the head gives their shapes.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Mapping
from pathlib import Path

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

    def data(self) -> bytes:
        """The file."""
        head = msgspec.msgpack.encode(self._head)
        body = b"".join([head, *(one.tobytes() for one in self._numbers)])
        return _HEAD.pack(_MAGIC, crc32c.crc32c(body), len(head)) + body

    def write(self, path: Path) -> int:
        """Replace the snapshot atomically; returns its size in bytes."""
        data = self.data()
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_suffix(".new")
        with fresh.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
        return len(data)


def save(path: Path, folds: Folds, offsets: Mapping[str, Offset]) -> int:
    """Write the state as it is now; returns the size in bytes."""
    return Copy(folds, offsets).write(path)


def load(path: Path, folds: Folds) -> dict[str, Offset]:
    """Fill empty folds from the snapshot; returns the offsets to read on from.

    A missing, broken or older snapshot gives no offsets: the whole log is folded again.
    """
    try:
        return restore(path.read_bytes(), folds)
    except FileNotFoundError:
        return {}
    except (msgspec.DecodeError, ValueError, struct.error) as error:
        log.warning("snapshot unreadable, folding the whole log", error=str(error))
        return {}


def restore(data: bytes, folds: Folds) -> dict[str, Offset]:
    """The same from its bytes; raises ValueError for bytes that are no whole snapshot."""
    magic, check, length = _HEAD.unpack_from(data)
    body = memoryview(data)[_HEAD.size :]
    if magic != _MAGIC or crc32c.crc32c(body) != check:
        raise ValueError("its checksum does not fit")
    head = msgspec.msgpack.decode(body[:length], type=Head)
    if head.version != VERSION or head.kinds != state.NUMBER:
        return {}
    _restore(head, _Numbers(np.frombuffer(body[length:], np.uint8)), folds)
    return {name: Offset(*at) for name, at in head.offsets.items()}


class _Numbers:
    """Hands the numbers out in the order in which they were kept."""

    def __init__(self, numbers: np.ndarray) -> None:
        self._numbers, self._at = numbers, 0

    def next(self, shape: tuple[int, ...]) -> np.ndarray:
        size = 8 * int(np.prod(shape))
        found = self._numbers[self._at : self._at + size].copy().view(np.int64).reshape(shape)
        self._at += size
        return found


def _restore(head: Head, numbers: _Numbers, folds: Folds) -> None:
    folds.rows, folds.repeated = head.rows, head.repeated
    folds.sources = Sources(head.sources)
    folds.seen.young, folds.seen.old = (numbers.next(shape) for shape in head.seen)
    folds.seen.used = head.seen_used
    for one in head.shows:
        tables = Tables(*(numbers.next(shape) for shape in one.shapes))
        fold = ShowFold(one.show, one.rehearsal, folds.sources, tables)
        fold.marks = set(one.marks)
        folds.shows[Key(one.show, one.rehearsal)] = fold
