"""Answers from a fold: figures of the show and of every minute, segment, link and source."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from typing import Any

from kaibo.foundation.eventlog import KIND_NAMES, KINDS
from kaibo.insight import registry
from kaibo.insight.engine.beside import beside
from kaibo.insight.engine.state import ShowFold
from kaibo.insight.rules.channels import is_paid
from kaibo.insight.rules.view import View, curve, presented_ms

HEARTBEAT_EXPIRY_MS = 45_000
MINUTE = 60_000


class Timeline:
    """When the show was on air and which segments ran when, by its marks. Times in Unix ms."""

    def __init__(self, fold: ShowFold, now: int) -> None:
        self.marks = sorted(fold.marks)
        starts = [mark.ts for mark in self.marks if mark.kind == KINDS["show_start"]]
        ends = [mark.ts for mark in self.marks if mark.kind == KINDS["show_end"]]
        self.started_at = starts[0] if starts else fold.first_ts
        is_over = bool(ends) and (not starts or ends[-1] >= starts[-1])
        self.ended_at = ends[-1] if is_over else None  # a show may be taken on air again
        self.until = self.ended_at if self.ended_at is not None else max(now, fold.last_ts)

    @property
    def live_ms(self) -> int:
        return max(0, self.until - self.started_at)

    def overlap(self, start: int, end: int) -> int:
        """On-air time within [start, end)."""
        return max(0, min(end, self.until) - max(start, self.started_at))

    def segments(self) -> list[tuple[int, str, int, int]]:
        """(segment run, title, start, end) in time order."""
        runs = [mark for mark in self.marks if mark.segment_run and mark.kind == KINDS["segment"]]
        ends = [*(mark.ts for mark in runs[1:]), self.until][: len(runs)]
        return [
            (mark.segment_run or 0, mark.text or "", mark.ts, end)
            for mark, end in zip(runs, ends, strict=True)
        ]

    def presented(self) -> dict[int, int]:
        pins = [
            (mark.ts, KIND_NAMES[mark.kind], mark.link)
            for mark in self.marks
            if KIND_NAMES[mark.kind] in ("pin", "unpin")
        ]
        return presented_ms(pins, self.until)


def online_now(fold: ShowFold, now: int) -> int:
    """Viewers heard within 45 s who have not left since."""
    return fold.online(now - HEARTBEAT_EXPIRY_MS)


def show_view(fold: ShowFold, now: int) -> View:
    line = Timeline(fold, now)
    online = 0 if line.ended_at is not None else online_now(fold, now)
    return View(
        fold.total, "show", line.live_ms, curve(fold.presence), online,
        known={"paid_pv": _paid_pv(fold), **beside(fold)},
    )  # fmt: skip


def _paid_pv(fold: ShowFold) -> int:
    """Visits by paid channels."""
    return sum(View(cell).e("enter") for name, cell in fold.sources.items() if is_paid(name))


def live_figures(fold: ShowFold, now: int) -> dict[str, float | int | None]:
    """Totals of a show."""
    return registry.figures(show_view(fold, now))


def metrics(fold: ShowFold, now: int) -> dict[str, Any]:
    """Everything a review or desk shows of a fold; money in minor units, times in Unix ms."""
    line = Timeline(fold, now)
    view = show_view(fold, now)
    return {
        "show": fold.show, "rehearsal": fold.rehearsal, "shop": fold.shop, "room": fold.room[1],
        "started_at": line.started_at, "ended_at": line.ended_at, "as_of": now,
        "live_ms": line.live_ms, "first_ts": fold.first_ts, "last_ts": fold.last_ts,
        "rows": fold.rows,
        "totals": registry.figures(view), "errors": registry.errors(view),
        "minutes": _minutes(fold, line, view.present), "segments": _segments(fold, line),
        "links": _links(fold, line), "sources": _sources(fold, line), "marks": _marks(line),
    }  # fmt: skip


def seconds(fold: ShowFold) -> list[dict[str, int]]:
    """Counts of every second that had an event or a change of presence (DATA-01)."""
    counted = fold.seconds
    present = curve(fold.presence)
    times = sorted(present)
    found = []
    for second in sorted(counted.keys() | present.keys()):
        counts = counted.get(second, {})
        row = {KIND_NAMES[kind]: n for kind, n in counts.items()}
        found.append({"at": second * 1000, "online": _present_at(present, times, second), **row})
    return found


def _minutes(fold: ShowFold, line: Timeline, present: Mapping[int, int]) -> list[dict[str, Any]]:
    cells = fold.minutes
    if not cells:
        return []
    times = sorted(present)
    found = []
    for minute in range(min(cells), max(cells) + 1):
        at = minute * MINUTE
        here = _present_in(present, times, minute * 60, minute * 60 + 60)
        cell = cells.get(minute)
        if cell is None:
            values: dict[str, float | int | None] = {"pcu": max(here.values(), default=0)}
        else:
            values = registry.figures(View(cell, "minute", line.overlap(at, at + MINUTE), here))
        found.append({"at": at, "values": values})
    return found


def _segments(fold: ShowFold, line: Timeline) -> list[dict[str, Any]]:
    found, cells = [], fold.segments
    times: dict[int, list[tuple[str, int, int]]] = {}
    for run, title, start, end in line.segments():
        times.setdefault(run, []).append((title, start, end))
    for run in times.keys() | cells.keys():
        stretches = times.get(run, [])
        cell = cells.get(run)
        live = sum(end - start for _, start, end in stretches)
        values = registry.figures(View(cell, "segment", live)) if cell else {}
        started = stretches[0][1] if stretches else None
        found.append({
            "run": run, "title": stretches[0][0] if stretches else "", "started_at": started,
            "ended_at": stretches[-1][2] if stretches else None, "live_ms": live, "values": values,
        })  # fmt: skip
    return sorted(found, key=lambda one: (one["started_at"] or 0, one["run"]))


def _links(fold: ShowFold, line: Timeline) -> list[dict[str, Any]]:
    shown = line.presented()
    return [
        {
            "link": link,
            "presented_ms": shown.get(link, 0),
            "order_minutes": {minute * MINUTE: n for minute, n in cell.order_minutes.items()},
            "values": registry.figures(View(cell, "product", presented_ms=shown.get(link, 0))),
        }
        for link, cell in sorted(fold.links.items())
    ]


def _sources(fold: ShowFold, line: Timeline) -> list[dict[str, Any]]:
    whole = {"show_pv": View(fold.total).e("enter")}
    found = [
        {
            "source": source,
            "values": registry.figures(View(cell, "channel", line.live_ms, known=whole)),
        }
        for source, cell in fold.sources.items()
    ]
    return sorted(found, key=lambda one: (-(one["values"]["pv"] or 0), one["source"]))


def _marks(line: Timeline) -> list[dict[str, Any]]:
    return [
        {
            "at": mark.ts, "kind": KIND_NAMES[mark.kind], "link": mark.link, "offer": mark.offer,
            "segment_run": mark.segment_run, "amount": mark.amount, "quantity": mark.quantity,
            "text": mark.text,
        }
        for mark in line.marks
    ]  # fmt: skip


def _present_at(present: Mapping[int, int], times: list[int], second: int) -> int:
    place = bisect_right(times, second)
    return present[times[place - 1]] if place else 0


def _present_in(
    present: Mapping[int, int], times: list[int], start: int, end: int
) -> dict[int, int]:
    """The curve within [start, end) seconds, with its value at the start."""
    inside = times[bisect_right(times, start) : bisect_right(times, end - 1)]
    return {start: _present_at(present, times, start), **{at: present[at] for at in inside}}
