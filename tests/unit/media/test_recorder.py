"""What is recorded off air goes; what a show has, stays."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from kaibo.media import recorder
from kaibo.media.recorder import Found, Place
from kaibo.media.segments import Segment
from kaibo.media.tape import DiskTape

_STREAM: Any = SimpleNamespace(
    init=b"init", codecs="avc1,mp4a", video=SimpleNamespace(width=9, height=16)
)
_START = 1_790_000_000_000


class Room:
    """A tape of a room that can be put on air; segments of a second are given to it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.place = Place(1, "one", None, False)
        self.stored: list[tuple[Found, bool]] = []
        self.thread = ThreadPoolExecutor(1)
        self.allows = True
        self.tape = DiskTape(
            root, lambda: self.place, lambda: self.allows, self.thread,
            lambda found, is_closed: self.stored.append((found, is_closed)),
        )  # fmt: skip
        self.tape.begin(_STREAM)
        self.second = 0

    def play(self, seconds: int) -> None:
        for _ in range(seconds):
            ms = float(_START + self.second * 1000)
            self.tape.append(Segment(self.second, 1, ms, 1000.0, b"12345678", False))
            self.second += 1
            self.thread.submit(int).result()

    def end(self) -> None:
        self.tape.end()
        self.thread.shutdown()

    @property
    def folders(self) -> list[Path]:
        return sorted(self.root.glob("one/*"))

    def off_air(self) -> list[bool]:
        return [(folder / recorder.OFF_AIR).exists() for folder in self.folders]


@pytest.fixture
def room(tmp_path: Path) -> Room:
    return Room(tmp_path)


def test_off_air_is_recorded_in_stretches_of_a_minute_without_rows(room: Room) -> None:
    room.play(150)
    room.end()
    assert room.off_air() == [True, True, True]
    assert room.stored == []


def test_a_show_keeps_all_that_is_left_and_is_one_recording(room: Room) -> None:
    room.play(70)
    room.place = replace(room.place, show_id=7, is_on_air=True)
    room.play(200)
    assert room.off_air() == [False, False]
    room.place = replace(room.place, is_on_air=False)
    room.play(1)
    room.end()
    assert room.off_air() == [False, False, True]
    (opened, was_open), (closed, is_closed) = room.stored
    assert (was_open, is_closed) == (False, True)
    assert opened.folder == closed.folder
    assert closed.meta.show_id == 7
    assert closed.seconds == 210
    found = recorder.load(room.root, closed.folder)
    assert found is not None
    assert found.meta.show_id == 7


def test_the_next_show_has_a_recording_of_its_own(room: Room) -> None:
    room.place = replace(room.place, show_id=7, is_on_air=True)
    room.play(3)
    room.place = replace(room.place, show_id=8)
    room.play(3)
    room.end()
    assert [found.meta.show_id for found, closed in room.stored if closed] == [7, 8]


def test_sweep_deletes_old_off_air_stretches_and_nothing_else(room: Room) -> None:
    room.play(130)
    room.place = replace(room.place, show_id=7, is_on_air=True)
    room.play(2)
    room.place = replace(room.place, show_id=None, is_on_air=False)
    room.play(130)
    kept, old, older, writing = (
        [f for f in room.folders if not (f / recorder.OFF_AIR).exists()],
        *[f for f in room.folders if (f / recorder.OFF_AIR).exists()],
    )
    for folder in room.folders:
        for item in folder.iterdir():
            os.utime(item, (1000.0, 1000.0))
    os.utime(older / "video.mp4", (3000.0, 3000.0))
    assert recorder.sweep(room.root, 2000.0, {room.tape.folder}) == 1
    assert writing.name == room.tape.folder.split("/")[1]
    assert room.folders == sorted([*kept, older, writing])
    assert not old.exists()
    assert len(kept) == 3
    room.end()
