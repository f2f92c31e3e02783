"""Every console action of a show with its figures five minutes before and after (LIVE-02)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import connection

from kaibo.foundation.clock import to_ms
from kaibo.insight import client
from kaibo.insight.board_sql import blocks
from kaibo.insight.rules.around import OnAir, Series, Steps, Window, overlaps, windows
from kaibo.liveroom import facade as liveroom
from kaibo.planning.contracts import ShowCard

# Registry id of each count of the log's seconds.
COUNTED: Mapping[str, str] = {
    "enter": "pv", "comment": "comments", "like": "likes", "share": "shares",
    "product_view": "product_views", "product_click": "product_clicks",
}  # fmt: skip
SETTLED_MS = 20_000  # a heartbeat tells of the 15 s before it: later ones are not all known yet


@dataclass(frozen=True)
class Timeline:
    """A show by the second: counts of the log, orders and money of the order tables."""

    seconds: Sequence[Mapping[str, int]]
    moments: Sequence[tuple[int, str, int, int]]

    @cached_property
    def _online(self) -> Steps:
        return Steps({row["at"] // 1000: row["online"] for row in self.seconds})

    @cached_property
    def _series(self) -> dict[str, Series]:
        found = {
            name: Series({row["at"] // 1000: row[kind] for row in self.seconds if kind in row})
            for kind, name in COUNTED.items()
        }
        for what, orders, amount in (("placed", "orders", "gmv_created"),
                                     ("paid", "paid_orders", "gmv")):  # fmt: skip
            rows = [row for row in self.moments if row[1] == what]
            found[orders] = Series({second: n for second, _, n, _ in rows})
            found[amount] = Series({second: money for second, _, _, money in rows})
        return found

    def figures(self, window: Window) -> dict[str, float | int | None]:
        """Registry ids to sums over the window; ``acu`` is the mean number present."""
        mean = self._online.mean(window)
        sums = {name: series.within(window) for name, series in self._series.items()}
        return {"acu": None if mean is None else round(mean, 2), **sums}


def read(show: ShowCard) -> Timeline:
    """Raises Unavailable while the insight process is away."""
    found = client.ask(f"/shows/{show.id}/seconds", rehearsal=int(show.is_rehearsal))
    with connection.cursor() as cursor:
        cursor.execute(blocks()["moments"], {"show": show.id})
        moments = cursor.fetchall()
    return Timeline(found or [], moments)


def report(show: ShowCard, now: int) -> list[dict[str, Any]]:
    """Newest first; `overlaps` names actions so near that either may be the cause."""
    if show.went_live_at is None:
        return []
    done = liveroom.actions_of_show(show.id)
    timeline = read(show)
    near = overlaps([(one.id, to_ms(one.at)) for one in done])
    air = OnAir(show.went_live_at, show.ended_at, now - SETTLED_MS)
    return [_line(one, timeline, air, near[one.id]) for one in reversed(done)]


def _line(
    one: liveroom.ActionCard, timeline: Timeline, air: OnAir, near: list[int]
) -> dict[str, Any]:
    before, after = windows(to_ms(one.at), air)
    return {
        "id": one.id, "verb": one.verb, "detail": one.detail, "actor": one.actor,
        "at": to_ms(one.at), "undone_at": to_ms(one.undone_at) if one.undone_at else None,
        "before": _part(before, timeline), "after": _part(after, timeline), "overlaps": near,
    }  # fmt: skip


def _part(window: Window, timeline: Timeline) -> dict[str, Any]:
    return {
        "from_ms": window.start * 1000, "to_ms": window.end * 1000, "seconds": window.seconds,
        "clipped": window.clipped, "values": timeline.figures(window),
    }  # fmt: skip
