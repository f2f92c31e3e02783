"""The state on disk, with the log offsets it stands at; a crash replays the log behind them."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

import msgspec
import structlog

from kaibo.foundation.eventlog import Offset
from kaibo.insight.engine.fold import Folds
from kaibo.insight.engine.state import Key, ShowFold

VERSION = 1
log = structlog.get_logger()


class Snapshot(msgspec.Struct):
    """Folds and offsets of one moment."""

    version: int
    offsets: dict[str, tuple[int, int]]
    young: set[bytes]
    old: set[bytes]
    rows: int
    repeated: int
    shows: list[ShowFold]


def save(path: Path, folds: Folds, offsets: dict[str, Offset]) -> int:
    """Replace the snapshot atomically; returns its size in bytes."""
    places = {name: (at.segment, at.position) for name, at in offsets.items()}
    snapshot = Snapshot(
        VERSION, places, folds.dedupe.young, folds.dedupe.old, folds.rows,
        folds.repeated, list(folds.shows.values()),
    )  # fmt: skip
    data = msgspec.msgpack.encode(snapshot)
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    with fresh.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
    return len(data)


def load(path: Path, folds: Folds) -> dict[str, Offset]:
    """Fill empty folds from the snapshot; returns the offsets to read on from.

    A missing, broken or older snapshot gives no offsets: the whole log is folded again.
    """
    with contextlib.suppress(FileNotFoundError):
        try:
            snapshot = msgspec.msgpack.decode(path.read_bytes(), type=Snapshot)
        except msgspec.DecodeError as error:
            log.warning("snapshot unreadable, folding the whole log", error=str(error))
            return {}
        if snapshot.version == VERSION:
            return _restore(snapshot, folds)
    return {}


def _restore(snapshot: Snapshot, folds: Folds) -> dict[str, Offset]:
    folds.shows = {Key(fold.show, fold.rehearsal): fold for fold in snapshot.shows}
    folds.dedupe.young, folds.dedupe.old = snapshot.young, snapshot.old
    folds.rows, folds.repeated = snapshot.rows, snapshot.repeated
    return {name: Offset(*at) for name, at in snapshot.offsets.items()}
