"""What lights, alarms and the board's tables need of a live show; small, for the fold waits."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from typing import Any

from kaibo.foundation.eventlog import KINDS
from kaibo.insight import registry
from kaibo.insight.engine.query import MINUTE, Timeline, show_view
from kaibo.insight.engine.state import ShowFold
from kaibo.insight.registry.terms import PRESENT
from kaibo.insight.rules.alarms import SHORT_WATCH_S
from kaibo.insight.rules.view import View

MINUTES = 22  # the rules look back over twenty whole ones
MARKS = 60
COUNTED = ("pv", "watch_seconds", "likes", "comments", "shares", "followers", "product_views",
           "product_clicks", "orders", "paid_orders")  # fmt: skip
OF_LINK = ("product_views", "product_clicks", "product_clickers", "orders", "paid_orders", "units",
           "gmv")  # fmt: skip
OF_SOURCE = ("pv", "uv", "buyers", "gmv")
_CODES = {
    KINDS[kind]: kind for kind in ("pin", "price", "flash_start", "activity_open", "announce")
}


def look(fold: ShowFold, now: int) -> dict[str, Any]:
    """Shapes as in `query.metrics`, of the last minutes and of few figures only.

    ``watched``: how many viewers surely watched less than ten minutes, and how many more; who is
    still here may yet get there and counts for neither.
    """
    line, view = Timeline(fold, now), show_view(fold, now)
    return {
        "show": fold.show, "shop": fold.shop, "live_ms": line.live_ms,
        "totals": registry.figures(view), "minutes": _minutes(fold, line, view.present),
        "segments": _segments(fold, line),
        "links": [
            {"link": link, "values": registry.figures(View(cell, "product"), OF_LINK)}
            for link, cell in sorted(fold.links.items())
        ],
        "sources": _sources(fold), "marks": _marks(line), "watched": _watched(view),
    }  # fmt: skip


def _minutes(fold: ShowFold, line: Timeline, present: Mapping[int, int]) -> list[dict[str, Any]]:
    cells = fold.minutes
    if not cells:
        return []
    last = max(cells)
    chosen = range(max(min(cells), last - MINUTES), last + 1)
    peaks = peaks_of(present, chosen)
    return [
        {"at": minute * MINUTE, "values": {
            "pcu": peaks[minute],
            **(registry.figures(View(cells[minute], "minute"), COUNTED) if minute in cells else {}),
        }}
        for minute in chosen
    ]  # fmt: skip


def peaks_of(present: Mapping[int, int], minutes: Iterable[int]) -> dict[int, int]:
    """The most present in each Unix minute; ``present``: how many, in seconds of change."""
    times = sorted(present)
    found = {}
    for minute in minutes:
        start = max(0, bisect_right(times, minute * 60) - 1)  # with the number it begins with
        inside = times[start : bisect_left(times, minute * 60 + 60)]
        found[minute] = max((present[second] for second in inside), default=0)
    return found


def _segments(fold: ShowFold, line: Timeline) -> list[dict[str, Any]]:
    cells = fold.segments
    return [
        {
            "run": run, "title": title, "started_at": start, "live_ms": end - start,
            "values": registry.figures(View(cells[run], "segment"), COUNTED),
        }
        for run, title, start, end in line.segments()
        if run in cells
    ]  # fmt: skip


def _sources(fold: ShowFold) -> list[dict[str, Any]]:
    found = [
        {"source": name, "values": registry.figures(View(cell, "channel"), OF_SOURCE)}
        for name, cell in fold.sources.items()
    ]
    return sorted(found, key=lambda one: (-(one["values"]["pv"] or 0), one["source"]))


def _marks(line: Timeline) -> list[dict[str, Any]]:
    shown = [mark for mark in line.marks if mark.kind in _CODES]
    return [
        {"at": mark.ts, "kind": _CODES[mark.kind], "link": mark.link, "amount": mark.amount,
         "text": mark.text}
        for mark in shown[-MARKS:]
    ]  # fmt: skip


def _watched(view: View) -> tuple[int, int]:
    long = view.stayed(SHORT_WATCH_S)
    return max(0, view.u(*PRESENT) - long - (view.online or 0)), long
