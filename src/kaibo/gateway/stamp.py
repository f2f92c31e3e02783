"""The context that every viewer fact carries."""

from __future__ import annotations

from typing import Any, NamedTuple

from kaibo.liveroom.contracts import RoomState


class Stamp(NamedTuple):
    """When and during what; ``show`` is 0 while the room is off air."""

    ts: int
    shop: int
    show: int
    room: int
    segment_run: int | None
    pinned_link: int | None
    rehearsal: bool
    video_ms: int | None = None  # since the stream came up; None while it is down

    def columns(self) -> dict[str, Any]:
        return self._asdict()


def stamp(state: RoomState, now: int) -> Stamp:
    on_air = state.is_on_air
    return Stamp(
        ts=now,
        shop=state.shop_id,
        show=(state.show_id or 0) if on_air else 0,
        room=state.room_id,
        segment_run=state.segment.run_id if on_air and state.segment else None,
        pinned_link=state.pinned_link_id if on_air else None,
        rehearsal=state.is_rehearsal,
        video_ms=_video_ms(state, now),
    )


def _video_ms(state: RoomState, now: int) -> int | None:
    """Our clock against that of the stream's start; two processes may differ a little."""
    if state.stream_state != "up" or state.stream_at is None:
        return None
    return max(0, now - state.stream_at)
