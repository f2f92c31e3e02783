"""Counters on disk, so that a killed gateway comes back with them.

Every second: totals and last comments of each room in one small JSON file (written beside, then
renamed), and the viewers seen for the first time appended to a file per room and show.
"""

from __future__ import annotations

import array
import contextlib
import os
from collections import deque
from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

import msgspec
import structlog

from kaibo.gateway.crowd import Crowd
from kaibo.gateway.stamp import Stamp
from kaibo.interaction.wire import CommentItem

KEEP_SEEN_SECONDS = 3 * 86_400
_FORGET_EVERY = 3600
log = structlog.get_logger(__name__)


class RoomCounters(msgspec.Struct, frozen=True):
    """Counters of one room; ``at`` in Unix ms.

    ``online`` is of this node, ``likes`` of all nodes, ``by_node`` tells them apart.
    """

    room: int
    show: int
    at: int
    online: int
    likes: int
    comments: list[CommentItem]
    by_node: dict[str, int] = {}


# Counters of all rooms, and (room, show, viewers) seen since the last time.
Taken = tuple[list[RoomCounters], list[tuple[int, int, list[int]]]]


def take(rooms: Iterable[tuple[Stamp, Crowd, list[CommentItem]]]) -> Taken:
    """What is to be saved of the rooms; called on the loop."""
    counters: list[RoomCounters] = []
    fresh: list[tuple[int, int, list[int]]] = []
    for stamp, crowd, comments in rooms:
        online, by_node = crowd.own_online(stamp.ts), dict(crowd.peers.likes)
        counters.append(RoomCounters(
            stamp.room, stamp.show, stamp.ts, online, crowd.likes, comments, by_node
        ))  # fmt: skip
        if crowd.fresh_seen and stamp.show:
            fresh.append((stamp.room, stamp.show, crowd.fresh_seen))
        crowd.fresh_seen = []
    return counters, fresh


class Restored(Protocol):
    """A room."""

    crowd: Crowd
    comments: deque[CommentItem]

    def stamp(self) -> Stamp: ...


class Snapshots:
    """Files below ``folder``. `save` runs in a worker thread, the rest before the start."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._folder.mkdir(parents=True, exist_ok=True)
        self._forgot_at = 0.0
        self._before = {one.room: one for one in self._load()}

    def restore(self, room: Restored, grace: float) -> None:
        """Give a room back what it had in this show; who was online only within ``grace`` s."""
        stamp = room.stamp()
        before = self.before(stamp.room, stamp.show)
        if before is None:
            return
        online = before.online if stamp.ts - before.at < grace * 1000 else 0
        seen = self.seen(stamp.room, stamp.show)
        room.crowd.restore(seen, before.likes, online, before.by_node)
        room.comments.extend(before.comments)

    def before(self, room: int, show: int) -> RoomCounters | None:
        """What the last gateway knew of the room in this show."""
        known = self._before.get(room)
        return known if known is not None and known.show == show else None

    def seen(self, room: int, show: int) -> set[int]:
        """Viewers of the show so far; a torn last number is left out."""
        try:
            data = self._seen_path(room, show).read_bytes()
        except FileNotFoundError:
            return set()
        viewers = array.array("q")
        viewers.frombytes(data[: len(data) // 8 * 8])
        return set(viewers)

    def save(self, rooms: list[RoomCounters], fresh: list[tuple[int, int, list[int]]]) -> None:
        """Write counters and the (room, show, viewers) seen for the first time."""
        try:
            for room, show, viewers in fresh:
                self._append(self._seen_path(room, show), viewers)
            beside = self._path.with_suffix(".new")
            beside.write_bytes(msgspec.json.encode(rooms))
            os.replace(beside, self._path)
        except OSError as error:
            log.error("counters are not saved", error=str(error))

    def forget(self, now: float) -> None:
        """Delete the viewers of shows that nobody has entered for days; ``now`` in Unix seconds."""
        if now - self._forgot_at < _FORGET_EVERY:
            return
        self._forgot_at = now
        for path in self._folder.glob("viewers-*.bin"):
            with contextlib.suppress(OSError):
                if now - path.stat().st_mtime > KEEP_SEEN_SECONDS:
                    path.unlink()

    @property
    def _path(self) -> Path:
        return self._folder / "counters.json"

    def _seen_path(self, room: int, show: int) -> Path:
        return self._folder / f"viewers-{room}-{show}.bin"

    def _load(self) -> list[RoomCounters]:
        with contextlib.suppress(FileNotFoundError, msgspec.MsgspecError):
            return msgspec.json.decode(self._path.read_bytes(), type=list[RoomCounters])
        return []

    def _append(self, path: Path, viewers: list[int]) -> None:
        with path.open("ab") as file:
            if file.tell() % 8:
                file.truncate(file.tell() // 8 * 8)
            file.write(array.array("q", viewers).tobytes())
