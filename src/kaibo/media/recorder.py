"""Recordings on disk: one growing fMP4 file per unbroken stretch, indexed by wall time.

Folder ``<recordings>/<room>/<start>/``: ``video.mp4`` (init segment, then segments), ``meta.json``
and ``index.jsonl``. A row of the index is written after its bytes, so that after ``kill -9`` the
index never names bytes that are not there, and what it does not name is not part of the recording.
What is pushed while the room is off air has a file ``off-air`` beside it and is kept for minutes
only; a recording without that mark is never deleted here.
Everything here blocks: call it from the recording thread.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

import msgspec

from kaibo.media.packager import StreamInfo
from kaibo.media.segments import Segment, Stretch

VIDEO, META, INDEX, OFF_AIR = "video.mp4", "meta.json", "index.jsonl", "off-air"


@dataclass(frozen=True, slots=True)
class Place:
    """The room as the recording needs it."""

    room_id: int
    slug: str
    show_id: int | None
    is_on_air: bool


class Meta(msgspec.Struct, frozen=True, kw_only=True):
    """What a recording belongs to."""

    room_id: int
    room: str
    show_id: int | None
    codecs: str
    width: int
    height: int
    started_ms: int
    init_size: int


class Row(msgspec.Struct, frozen=True):
    """A segment of the recording: Unix ms, duration in ms, place in the file."""

    ms: float
    dur: float
    at: int
    size: int


@dataclass(frozen=True, slots=True)
class Found:
    """A recording on disk, read back."""

    folder: str  # below the recordings folder
    meta: Meta
    rows: list[Row]

    @property
    def seconds(self) -> float:
        return sum(row.dur for row in self.rows) / 1000

    @property
    def size_bytes(self) -> int:
        return self.rows[-1].at + self.rows[-1].size if self.rows else self.meta.init_size

    @property
    def ended_ms(self) -> float:
        return self.rows[-1].ms + self.rows[-1].dur if self.rows else float(self.meta.started_ms)


@dataclass(slots=True)
class Recording:
    """The recording that is being written."""

    root: Path
    folder: str
    meta: Meta
    _video: BinaryIO
    _index: BinaryIO
    _at: int
    is_on_air: bool
    rows: list[Row] = field(default_factory=list)

    def append(self, segment: Segment) -> None:
        self._video.write(segment.data)
        self._video.flush()
        row = Row(segment.start_ms, segment.duration_ms, self._at, len(segment.data))
        self._index.write(msgspec.json.encode(row) + b"\n")
        self._index.flush()
        self._at += row.size
        self.rows.append(row)

    def keep(self, show_id: int | None) -> None:
        """The room went on air: from now on this recording is one of the show."""
        self.meta = msgspec.structs.replace(self.meta, show_id=show_id)
        folder = self.root / self.folder
        beside = folder / (META + ".new")
        beside.write_bytes(msgspec.json.encode(self.meta))
        beside.replace(folder / META)
        self.is_on_air = True

    @property
    def found(self) -> Found:
        """What is on disk so far."""
        return Found(self.folder, self.meta, self.rows)

    def close(self) -> Found:
        self._video.close()
        self._index.close()
        return self.found


def create(root: Path, place: Place, stream: StreamInfo, start_ms: float) -> Recording:
    """Open a new recording. Raises `OSError` when the disk refuses."""
    slug = place.slug
    name = datetime.fromtimestamp(start_ms / 1000, UTC).strftime("%Y%m%dT%H%M%S.%f")[:-3]
    folder = root / slug / name
    folder.mkdir(parents=True)
    if not place.is_on_air:
        (folder / OFF_AIR).touch()
    meta = Meta(
        room_id=place.room_id, room=slug, show_id=place.show_id, codecs=stream.codecs,
        width=stream.video.width, height=stream.video.height,
        started_ms=int(start_ms), init_size=len(stream.init),
    )  # fmt: skip
    video = (folder / VIDEO).open("wb")
    video.write(stream.init)
    video.flush()
    (folder / META).write_bytes(msgspec.json.encode(meta))
    index = (folder / INDEX).open("wb")
    return Recording(root, f"{slug}/{name}", meta, video, index, meta.init_size, place.is_on_air)


def load(root: Path, folder: str) -> Found | None:
    """Read a recording back; a torn last row is left out. None: not (yet) a recording."""
    path = root / folder
    try:
        meta = msgspec.json.decode((path / META).read_bytes(), type=Meta)
        lines = (path / INDEX).read_bytes().split(b"\n")[:-1]
        size = (path / VIDEO).stat().st_size
    except (OSError, msgspec.DecodeError):
        return None
    rows = []
    for line in lines:
        try:
            row = msgspec.json.decode(line, type=Row)
        except msgspec.DecodeError:
            break
        if row.at + row.size > size:
            break
        rows.append(row)
    return Found(folder, meta, rows)


def scan(root: Path, room: str | None = None) -> Iterator[Found]:
    """All recordings (of a room), oldest first."""
    for rooms in sorted(root.iterdir()) if root.is_dir() else []:
        if room not in (None, rooms.name) or not rooms.is_dir():
            continue
        for folder in sorted(rooms.iterdir()):
            found = load(root, f"{rooms.name}/{folder.name}")
            if found is not None:
                yield found


def keep(root: Path, room: str) -> None:
    """What is left of the minutes before the room went on air is kept with the show."""
    for mark in root.glob(f"{room}/*/{OFF_AIR}"):
        mark.unlink(missing_ok=True)


def sweep(root: Path, before_s: float, is_open: Container[str]) -> int:
    """Delete off-air recordings not written to since ``before_s`` (Unix seconds); returns how many.

    ``is_open`` are the folders that are being written.
    """
    swept = 0
    for mark in root.glob(f"*/*/{OFF_AIR}"):
        folder = mark.parent
        if f"{folder.parent.name}/{folder.name}" in is_open:
            continue
        newest = max(item.stat().st_mtime for item in folder.iterdir())
        if newest < before_s:
            for item in [one for one in folder.iterdir() if one != mark] + [mark]:
                item.unlink()
            folder.rmdir()
            swept += 1
    return swept


def stretches(root: Path, room: str, from_ms: float, to_ms: float, suffix: str) -> list[Stretch]:
    """What was recorded of ``room`` between two Unix times, whole segments.

    ``suffix`` (a token query or nothing) ends each address, relative to ``/recordings/<room>/``.
    """
    taken = []
    for found in scan(root, room):
        if found.meta.started_ms >= to_ms or found.ended_ms <= from_ms:
            continue
        rows = [
            (row.ms, row.dur, row.at, row.size)
            for row in found.rows
            if row.ms < to_ms and row.ms + row.dur > from_ms
        ]
        if rows:
            name = found.folder.split("/", 1)[1]
            taken.append(Stretch(f"{name}/{VIDEO}{suffix}", found.meta.init_size, rows))
    return taken
