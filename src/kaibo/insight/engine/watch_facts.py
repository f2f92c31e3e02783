"""From the figures of a live show to what the alarm rules look at. Pure; minutes are whole ones."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from kaibo.insight.rules.alarms import Item, Stretch

MINUTE = 60_000
SETTLED_MS = 20_000  # heartbeats tell of the 15 s before them: so long a minute is not complete
RECENT, BEFORE = 5, 15
LATELY_MS = 3 * MINUTE
# The registry's figure for each count that the rules speak of.
COUNTS: Mapping[str, tuple[str, ...]] = {
    "enter": ("pv",), "like": ("likes",), "comment": ("comments",), "share": ("shares",),
    "interaction": ("likes", "comments", "shares", "followers"),
    "product_view": ("product_views",), "product_click": ("product_clicks",),
    "order": ("orders",), "pay": ("paid_orders",),
}  # fmt: skip
Values = Mapping[str, float | int | None]


def complete_minutes(minutes: Sequence[Mapping[str, Any]], now: int) -> list[Mapping[str, Any]]:
    """Minutes of which everything is known, in time order; the first is seldom a whole one."""
    return [one for one in minutes if one["at"] + MINUTE + SETTLED_MS <= now][1:]


def stretch(rows: Iterable[Values], minutes: float) -> Stretch:
    """The sums of some grains."""
    found = list(rows)
    counts = {
        name: sum(float(row.get(one) or 0) for row in found for one in ids)
        for name, ids in COUNTS.items()
    }
    watched = sum(float(row.get("watch_seconds") or 0) for row in found)
    return Stretch(counts, watched / 60, minutes)


def recent_and_before(minutes: Sequence[Mapping[str, Any]]) -> tuple[Stretch, Stretch]:
    """The last five whole minutes, and up to fifteen before them."""
    late, early = minutes[-RECENT:], minutes[-RECENT - BEFORE : -RECENT]
    return (
        stretch((one["values"] for one in late), len(late)),
        stretch((one["values"] for one in early), len(early)),
    )


def segment_item(segments: Sequence[Mapping[str, Any]]) -> Item | None:
    """The segment that runs, against the rest of the show."""
    begun = [one for one in segments if one["started_at"] is not None]
    if len(begun) < 2:
        return None
    *rest, last = begun
    return Item(
        "segment", last["run"], last["title"],
        stretch([last["values"]], last["live_ms"] / MINUTE),
        stretch((one["values"] for one in rest), sum(one["live_ms"] for one in rest) / MINUTE),
    )  # fmt: skip


class LinkMemory:
    """Totals of each link over the last minutes, so that what is new can be told from the rest."""

    def __init__(self) -> None:
        self._totals: dict[int, deque[tuple[int, Values]]] = {}

    def note(self, now: int, links: Iterable[Mapping[str, Any]]) -> None:
        for one in links:
            kept = self._totals.setdefault(one["link"], deque())
            kept.append((now, one["values"]))
            while len(kept) > 1 and kept[1][0] <= now - LATELY_MS:
                kept.popleft()

    def item(self, now: int, link: int, name: str) -> Item | None:
        """The last three minutes of a link against all before; None until these have passed."""
        kept = self._totals.get(link)
        if not kept or kept[0][0] > now - LATELY_MS:
            return None
        old, new = stretch([kept[0][1]], 0), stretch([kept[-1][1]], 0)
        late = {count: new.counts[count] - old.counts[count] for count in new.counts}
        return Item("link", link, name, Stretch(late, 0, LATELY_MS / MINUTE), old)
