"""What a chart asks: metrics, by what, of which shows; and what makes no sense to ask."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from kaibo.insight.airing import AirShow
from kaibo.insight.charts.figures import Figure

By = Literal[
    "none", "show", "day", "week", "month", "weekday", "hour",
    "minute", "segment", "host", "product", "channel",
]  # fmt: skip
Look = Literal["number", "line", "bar", "table"]
Per = Literal["total", "show"]
INSIDE = ("minute", "segment", "host", "product", "channel")
NAMED = ("segment", "host", "product", "channel")  # groups without an order of their own
MOST_SHOWS = 120


@dataclass(frozen=True, slots=True)
class Measure:
    """A metric of the registry or of the shop; ``per`` show: the mean of a show."""

    id: str
    per: Per = "total"


@dataclass(frozen=True, slots=True)
class Chart:
    """Shows: named ones, else the last ``days``, else those between two days of Shanghai.

    ``only``: keys of x or split that stay, where that is one of `NAMED`. ``top``: so many of them
    are shown, the rest is one.
    """

    metrics: tuple[Measure, ...]
    x: By = "none"
    split: By = "none"
    look: Look = "bar"
    title: str = ""
    days: int | None = None
    first_day: date | None = None
    last_day: date | None = None
    shows: tuple[int, ...] = ()
    hosts: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    top: int = 10
    width: Literal[1, 2] = 1

    @property
    def grain(self) -> str:
        """Of the registry, in which a show's metrics are asked for."""
        return next((one for one in (self.x, self.split) if one in INSIDE), "show")


class BadChart(ValueError):
    """The chart cannot be drawn. ``code`` and ``values`` say why."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code)
        self.code, self.values = code, values


def check(chart: Chart, known: Mapping[str, Figure]) -> None:
    """Raises BadChart."""
    if chart.split != "none" and chart.x == chart.split:
        raise BadChart("twice", by=chart.x)
    if chart.x in INSIDE and chart.split in INSIDE:
        raise BadChart("both_inside", x=chart.x, split=chart.split)
    if chart.look == "number" and (chart.x, chart.split) != ("none", "none"):
        raise BadChart("number_by", by=chart.x if chart.x != "none" else chart.split)
    if chart.look == "line" and chart.x in ("none", *NAMED):
        raise BadChart("line_by", by=chart.x)
    if chart.first_day and chart.last_day and chart.first_day > chart.last_day:
        raise BadChart("days", first=chart.first_day, last=chart.last_day)
    for one in chart.metrics:
        _check_metric(one, chart, known)


def _check_metric(one: Measure, chart: Chart, known: Mapping[str, Figure]) -> None:
    if one.id not in known:
        raise BadChart("unknown", id=one.id)
    if chart.grain not in known[one.id].by:
        raise BadChart("not_by", figure=known[one.id], by=chart.grain)


def chosen(chart: Chart, air: Sequence[AirShow], today: date) -> list[AirShow]:
    """The shows of a chart, oldest first. Raises BadChart for too many or for unknown ones."""
    known = {one.id: one for one in air}
    if unknown := [one for one in chart.shows if one not in known]:
        raise BadChart("no_show", id=unknown[0])
    if chart.shows:
        found = [known[one] for one in dict.fromkeys(chart.shows)]
    else:
        first, last = stretch(chart, today)
        found = [one for one in air if _lies(one.day, first, last)]
    return _fitting(chart, found)


def before(chart: Chart, air: Sequence[AirShow], today: date) -> list[AirShow]:
    """The shows of as many days just before; none when the chart has no such stretch, or more
    shows than can be asked for."""
    first, last = stretch(chart, today)
    if chart.shows or first is None or last is None:
        return []
    days = last - first
    if first.toordinal() <= days.days + 1:
        return []
    until = first - timedelta(days=1)
    try:
        return _fitting(chart, [one for one in air if until - days <= one.day <= until])
    except BadChart:
        return []


def stretch(chart: Chart, today: date) -> tuple[date | None, date | None]:
    """First and last day; None is open."""
    if chart.days is not None:
        return today - timedelta(days=chart.days - 1), today
    return chart.first_day, chart.last_day


def _lies(day: date, first: date | None, last: date | None) -> bool:
    return (first is None or day >= first) and (last is None or day <= last)


def _fitting(chart: Chart, found: Sequence[AirShow]) -> list[AirShow]:
    wanted = set(chart.hosts)
    kept = [one for one in found if not wanted or wanted & {one.host, *one.hosts}]
    if len(kept) > MOST_SHOWS:
        raise BadChart("many_shows", count=len(kept), most=MOST_SHOWS)
    return sorted(kept, key=lambda one: (one.at, one.id))
