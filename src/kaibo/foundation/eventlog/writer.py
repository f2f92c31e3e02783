"""Appends to the log, durably."""

from __future__ import annotations

import fcntl
import os
import re
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

import pyarrow as pa

from kaibo.foundation.eventlog.batch import Batch
from kaibo.foundation.eventlog.frames import SCHEMA_MESSAGE, encode, frame, frames

SEGMENT_BYTES = 64 * 2**20


class Offset(NamedTuple):
    """A place in one writer's log: segment number and byte position, ordered."""

    segment: int
    position: int


class WriterBusy(RuntimeError):
    """Another live process writes under this name."""


class Writer:
    """The one writer called ``name``; its segments are ``folder/name/00000001.kev`` and so on.

    A segment ends at ``segment_bytes`` or when a day of ``clock`` (Unix s) in Shanghai ends.

    Opening cuts what a crash left behind the last whole frame. `append` returns after fsync; it
    blocks and may be called from several threads.
    """

    def __init__(
        self, folder: Path, name: str, segment_bytes: int = SEGMENT_BYTES,
        clock: Callable[[], float] = time.time,
    ) -> None:  # fmt: skip
        if not re.fullmatch(r"[a-z0-9_-]{1,40}", name):
            raise ValueError(f"writer name {name!r}: use a-z, 0-9, - and _, at most 40")
        self.name = name
        self._home = folder / name
        self._home.mkdir(parents=True, exist_ok=True)
        self._limit, self._clock = segment_bytes, clock
        self._guard = threading.Lock()
        self._lock_file = self._claim()
        self._number, self._file, self._end = self._open_last()
        self._day = _day(os.fstat(self._file).st_mtime)

    def append(self, events: Batch | pa.RecordBatch) -> Offset:
        """Write events as one frame and make them durable; returns the offset behind them.

        Either all events of the call are read back or none. OSError (disk full) leaves the log as
        it was before the call.
        """
        batch = events.to_arrow() if isinstance(events, Batch) else events
        with self._guard:
            if batch.num_rows:
                self._write(frame(encode(batch)))
            return Offset(self._number, self._end)

    def close(self) -> None:
        with self._guard:
            if self._file >= 0:
                os.close(self._file)
                os.close(self._lock_file)
                self._file = -1

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _claim(self) -> int:
        lock = os.open(self._home / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(lock)
            raise WriterBusy(
                f"another process writes {self._home}; stop it or take another writer name"
            ) from None
        return lock

    def _open_last(self) -> tuple[int, int, int]:
        numbers = segment_numbers(self._home)
        if not numbers:
            return self._create(1)
        path = segment_path(self._home, numbers[-1])
        end = max((found.end for found in frames(path.read_bytes())), default=0)
        if end == 0:  # died before the schema frame was whole
            path.unlink()
            return self._create(numbers[-1])
        file = os.open(path, os.O_RDWR)
        os.ftruncate(file, end)
        os.fsync(file)
        return numbers[-1], file, end

    def _create(self, number: int) -> tuple[int, int, int]:
        path = segment_path(self._home, number)
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
        head = frame(SCHEMA_MESSAGE)
        _write_at(file, head, 0)
        os.fsync(file)
        _sync_folder(self._home)
        return number, file, len(head)

    def _write(self, data: bytes) -> None:
        day = _day(self._clock())
        is_over = self._end + len(data) > self._limit or day != self._day
        if is_over and self._end > len(SCHEMA_MESSAGE) + 16:
            self._roll()
        self._day = day
        try:
            _write_at(self._file, data, self._end)
            os.fsync(self._file)
        except OSError:
            os.ftruncate(self._file, self._end)
            raise
        self._end += len(data)

    def _roll(self) -> None:
        fresh = self._create(self._number + 1)
        os.close(self._file)
        self._number, self._file, self._end = fresh


def _day(seconds: float) -> int:
    """Days since 1970 in Shanghai."""
    return int(seconds + 8 * 3600) // 86_400


def segment_numbers(home: Path) -> list[int]:
    """Numbers of a writer's segments, ascending."""
    names = (name.removesuffix(".kev") for name in os.listdir(home) if name.endswith(".kev"))
    return sorted(int(name) for name in names if name.isdigit())


def segment_path(home: Path, number: int) -> Path:
    return home / f"{number:08d}.kev"


def _write_at(file: int, data: bytes, position: int) -> None:
    view = memoryview(data)
    while view:
        done = os.pwrite(file, view, position)
        view, position = view[done:], position + done


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
