"""Visits over a clean stop, the stream's clock, and files of shows that are long over."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, cast

import pytest

from kaibo.gateway.crowd import Crowd
from kaibo.gateway.eventsink import EventSink
from kaibo.gateway.snapshot import KEEP_SEEN_SECONDS, Snapshots
from kaibo.gateway.stamp import Stamp, stamp
from kaibo.liveroom.contracts import NumberedEvent, RoomState, StreamChanged
from kaibo.liveroom.rules import room_state


class Facts:
    """A sink that remembers."""

    def __init__(self) -> None:
        self.found: list[tuple[str, int, int]] = []

    def add(self, kind: str, **columns: Any) -> bool:
        self.found.append((kind, columns["viewer"], columns.get("ms", 0)))
        return True


def at(ms: int) -> Stamp:
    return Stamp(ms, 1, 5, 1, None, None, False)


def state(**changes: Any) -> RoomState:
    values: dict[str, Any] = {
        "room_id": 1, "slug": "one", "title": "", "shop_id": 1, "shop_name": "", "show_id": 5,
        "show_title": "", "host_name": "", "is_on_air": True, "is_rehearsal": False,
        "went_live_at": 1, "stream_state": "up", "epoch": 1, "seq": 0, "announcement": "",
        "segment": None, "pinned_link_id": None, "links": [],
    }  # fmt: skip
    return RoomState(**(values | changes))


def test_a_clean_stop_tells_what_was_watched_and_who_had_left() -> None:
    facts = Facts()
    crowd = Crowd(cast(EventSink, facts), 0)
    crowd.enter(7, "", False, at(1_000))
    crowd.enter(8, "", False, at(1_000))
    crowd.leave(8, 4_000)
    crowd.stop(at(9_000))
    assert facts.found == [
        ("enter", 7, 0), ("enter", 8, 0), ("heartbeat", 7, 8_000), ("leave", 8, 3_000),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"stream_at": 60_000}, 40_000),
        ({"stream_at": 100_300}, 0),  # another process's clock is a little ahead
        ({"stream_at": None}, None),
        ({"stream_at": 60_000, "stream_state": "down"}, None),
    ],
)
def test_the_stream_clock_runs_while_the_stream_is_up(
    changes: dict[str, Any], expected: int | None
) -> None:
    assert stamp(state(**changes), 100_000).video_ms == expected


def test_the_stream_clock_starts_anew_with_the_stream() -> None:
    down = NumberedEvent(epoch=1, seq=1, at=1, event=StreamChanged(state="down", at=50_000))
    again = NumberedEvent(epoch=1, seq=2, at=1, event=StreamChanged(state="up", at=70_000))
    broken = room_state.apply(state(stream_at=10_000), down)
    assert stamp(broken, 60_000).video_ms is None
    assert stamp(room_state.apply(broken, again), 71_500).video_ms == 1_500


def test_viewers_of_a_show_are_forgotten_some_days_after_it(tmp_path: Path) -> None:
    snapshots = Snapshots(tmp_path)
    snapshots.save([], [(1, 5, [7, 8]), (1, 6, [9])])
    now = os.stat(tmp_path / "viewers-1-6.bin").st_mtime
    os.utime(tmp_path / "viewers-1-5.bin", (now - KEEP_SEEN_SECONDS - 1,) * 2)
    snapshots.forget(now)
    assert (snapshots.seen(1, 5), snapshots.seen(1, 6)) == (set(), {9})
