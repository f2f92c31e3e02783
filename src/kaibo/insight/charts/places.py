"""Where a show, or a part of one, stands in a drawing: its key and label in a grouping."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from kaibo.insight.airing import AirShow
from kaibo.insight.charts.chart import By

MINUTE = 60_000
_HOUR = 60 * MINUTE
REST = "*"
AFTER = "after"


@dataclass(frozen=True, slots=True)
class Piece:
    """A show, or a part of it: ``key`` as the events have it (link, run, source, host, minute).

    ``row``: numerators and denominators by metric. ``inside``: the key and label of the group.
    """

    show: AirShow
    key: str
    inside: tuple[str, str]
    row: Mapping[str, Any]


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """``order`` sorts groups that have an order; ``at`` Unix ms where it is a time."""

    order: int
    key: str
    label: str
    at: int | None = None


def place(by: By, piece: Piece, weekdays: tuple[str, ...]) -> Place:
    """The group of a piece; ``weekdays``: names, Monday first."""
    if by in _OF_SHOW:
        return _OF_SHOW[by](piece.show, weekdays)
    if by == "none":
        return Place(0, "", "")
    key, label = piece.inside
    return Place(int(key) if by == "minute" else 0, key, label)


def minute_of(number: int, started: int, until: int) -> tuple[str, str]:
    """Key and label of a minute (since 1970) of a show; `AFTER` when it was over by then."""
    if number * MINUTE > until:
        return AFTER, ""
    minute = str(max(0, number - started // MINUTE))
    return minute, minute


def named(key: str) -> str:
    """The key of a group that somebody named; never that of the rest."""
    return REST + key if key.startswith(REST) else key


def _show(show: AirShow, _names: tuple[str, ...]) -> Place:
    return Place(show.at, str(show.id), show.title, show.at)


def _day(show: AirShow, _names: tuple[str, ...]) -> Place:
    return _dated(show.day, show.day.isoformat())


def _week(show: AirShow, _names: tuple[str, ...]) -> Place:
    year, week, weekday = show.day.isocalendar()
    return _dated(show.day - timedelta(days=weekday - 1), f"{year}-W{week:02d}")


def _month(show: AirShow, _names: tuple[str, ...]) -> Place:
    return _dated(show.day.replace(day=1), show.day.isoformat()[:7])


def _weekday(show: AirShow, names: tuple[str, ...]) -> Place:
    number = show.day.isoweekday()
    return Place(number, str(number), names[number - 1])


def _hour(show: AirShow, _names: tuple[str, ...]) -> Place:
    hour = (show.at // _HOUR + 8) % 24
    return Place(hour, str(hour), f"{hour:02d}:00")


def _dated(first: date, key: str) -> Place:
    """``at``: midnight in Shanghai of the first day."""
    at = (first - date(1970, 1, 1)).days * 24 * _HOUR - 8 * _HOUR
    return Place(at, key, key, at)


_OF_SHOW: dict[str, Callable[[AirShow, tuple[str, ...]], Place]] = {
    "show": _show, "day": _day, "week": _week, "month": _month, "weekday": _weekday, "hour": _hour,
}  # fmt: skip
