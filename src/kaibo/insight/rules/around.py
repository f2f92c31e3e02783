"""Figures in the five minutes before and after an action: exact windows of whole seconds."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Literal

WINDOW_S = 300
Clip = Literal["", "show_start", "show_end", "not_over"]


@dataclass(frozen=True, slots=True)
class Window:
    """Seconds ``[start, end)`` since 1970, and why it is shorter than `WINDOW_S`."""

    start: int
    end: int
    clipped: Clip = ""

    @property
    def seconds(self) -> int:
        return max(0, self.end - self.start)


@dataclass(frozen=True, slots=True)
class OnAir:
    """Unix ms; ``ended_at`` None while the show runs, ``now`` up to when figures are complete."""

    started_at: int
    ended_at: int | None
    now: int


def windows(at_ms: int, air: OnAir) -> tuple[Window, Window]:
    """Before and after; the second of the action itself is the first of the time after it."""
    at, begin, last = at_ms // 1000, air.started_at // 1000, _last(air)
    return _window(at - WINDOW_S, at, begin, last, air), _window(
        at, at + WINDOW_S, begin, last, air
    )


def _last(air: OnAir) -> int:
    """The end of what can be counted; the second in which a show ends still counts."""
    return -(-air.ended_at // 1000) if air.ended_at is not None else air.now // 1000


def _window(start: int, end: int, begin: int, last: int, air: OnAir) -> Window:
    clipped: Clip = ""
    if end > last:
        end, clipped = last, "not_over" if air.ended_at is None else "show_end"
    if start < begin:
        start, clipped = begin, clipped or "show_start"
    return Window(start, max(start, end), clipped)


class Series:
    """A count per second, asked for any stretch in the time of two searches."""

    def __init__(self, counts: Mapping[int, int]) -> None:
        self._seconds = sorted(counts)
        self._sums = [0, *accumulate(counts[second] for second in self._seconds)]

    def within(self, window: Window) -> int:
        first = bisect_left(self._seconds, window.start)
        last = bisect_left(self._seconds, max(window.start, window.end))
        return self._sums[last] - self._sums[first]


class Steps:
    """A level that holds from a second until the next one that is given."""

    def __init__(self, levels: Mapping[int, int]) -> None:
        self._seconds = sorted(levels)
        self._levels = [levels[second] for second in self._seconds]
        lengths = [b - a for a, b in zip(self._seconds, self._seconds[1:], strict=False)]
        areas = (level * length for level, length in zip(self._levels, lengths, strict=False))
        self._areas = [0, *accumulate(areas)]

    def mean(self, window: Window) -> float | None:
        """Mean level of the window; 0 before the first second; None for an empty window."""
        if window.seconds == 0:
            return None
        return (self._until(window.end) - self._until(window.start)) / window.seconds

    def _until(self, second: int) -> int:
        place = bisect_left(self._seconds, second)
        if place == 0:
            return 0
        last = place - 1
        return self._areas[last] + self._levels[last] * (second - self._seconds[last])


def overlaps(times: Sequence[tuple[int, int]]) -> dict[int, list[int]]:
    """(id, Unix ms) of actions → for each the ids of others whose windows touch its own.

    What stands within five minutes of another action may come from either.
    """
    found: dict[int, list[int]] = {one: [] for one, _ in times}
    ordered = sorted(times, key=lambda one: (one[1], one[0]))
    for place, (one, at) in enumerate(ordered):
        for other, later in ordered[place + 1 :]:
            if later // 1000 - at // 1000 >= WINDOW_S:
                break
            found[one].append(other)
            found[other].append(one)
    return found
