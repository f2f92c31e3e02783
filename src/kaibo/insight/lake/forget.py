"""Deletes the events of days that a shop no longer keeps."""

from __future__ import annotations

import fcntl
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

from kaibo.foundation.eventlog.writer import segment_path
from kaibo.insight.lake.cluster import copy_of
from kaibo.insight.lake.seal import Lake


def forget(lake: Lake, log: Path, shop: int, is_over: Callable[[date], bool]) -> list[date]:
    """Delete the shop's sealed days for which ``is_over``, its copy by viewer, which the next
    sealing makes again, and segments of the log of which nothing is kept; returns the days.

    Waits for a sealing that is under way. What is not sealed yet is not touched. Killed in between,
    the next call goes on: a day counts as kept as long as one of its parts is there.
    """
    lake.folder.mkdir(parents=True, exist_ok=True)
    with (lake.folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        gone = [day for day in days(lake, shop) if is_over(day)]
        for day in gone:
            shutil.rmtree(lake.events / f"shop={shop}" / f"day={day.isoformat()}")
        if gone:
            copy_of(lake.folder, shop).clear()
        _drop_segments(lake, log)
    return gone


def days(lake: Lake, shop: int) -> list[date]:
    """Days of which something is sealed, in order."""
    found = (lake.events / f"shop={shop}").glob("day=*")
    return sorted(date.fromisoformat(path.name.removeprefix("day=")) for path in found)


def _drop_segments(lake: Lake, log: Path) -> None:
    """A sealed segment stays as long as one of its parts does."""
    for note in lake.sealed():
        path = segment_path(log / note.writer, note.segment)
        if note.parts and not any((lake.events / part).exists() for part in note.parts):
            path.unlink(missing_ok=True)
