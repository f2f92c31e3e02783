"""Journeys of a shop's viewers, or of one show's: funnel, retention, attribution, RFM."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from kaibo.insight.behaviour.questions import (
    Attribution,
    Buyers,
    Funnel,
    Journeys,
    Retention,
    Rfm,
    ask,
)
from kaibo.insight.engine import rows
from kaibo.insight.lake.again import undisturbed
from kaibo.insight.lake.cluster import READ, Memory, copy_of
from kaibo.insight.lake.seal import AIR, PLAIN, Lake, View

_HOUR_MS, _DAY_MS, _SHANGHAI_MS = 3_600_000, 86_400_000, 8 * 3_600_000
MOST_YOUNG = 8_000_000  # events beside the copy: a second of work, and some hundred MB


class CopyBehind(Exception):
    """More of the log is not in the copy than one question may read; ``events``: how many.

    So it is after an upgrade to another layout, until the copy was made again.
    """

    def __init__(self, events: int) -> None:
        super().__init__(f"{events} events are not yet in the copy by viewer")
        self.events = events


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked: a shop's journeys on air, or those of one of its shows (also a rehearsal).

    ``window_ms`` of the funnel, ``lookback_ms`` of the attribution, ``days`` of cohorts that end
    with the day of ``now`` (Unix ms).
    """

    shop: int
    now: int
    show: int | None = None
    rehearsal: bool = False
    steps: tuple[str, ...] = ("enter", "product_view", "product_click", "order", "pay")
    window_ms: int = 24 * _HOUR_MS
    lookback_ms: int = 7 * _DAY_MS
    days: int = 14


def answer(events: Path, lake: Lake, wish: Wish) -> dict[str, Any]:
    """Everything in one reading.

    Raises ValueError for a wish that makes no sense, CopyBehind while the copy is made.
    """
    first_day = (wish.now + _SHANGHAI_MS) // _DAY_MS - wish.days + 1
    funnel, rfm = Funnel(wish.steps, wish.window_ms), Rfm()
    retention, touch = Retention(first_day, wish.days), Attribution(wish.lookback_ms)
    ask(undisturbed(lambda: _journeys(events, lake, wish)), funnel, retention, touch, rfm)
    return {
        "steps": list(wish.steps),
        "funnel": [{"source": row.source, "reached": row.reached} for row in funnel.rows()],
        "first_day": first_day,
        "kept": retention.kept.tolist(),
        "touch": [{"source": s, "first": first, "last": last} for s, first, last in touch.rows()],
        "rfm": _grid(rfm.table()),
    }


def _journeys(events: Path, lake: Lake, wish: Wish) -> Journeys:
    """All at one moment: the copy is opened before the notes, so that these know its parts."""
    if wish.show is not None:
        return Memory([rows.rows(events, lake, rows.Filter(wish.show, wish.rehearsal))])
    copy, view = copy_of(lake.folder, wish.shop).open(), lake.view()
    paths = view.parts(shop=str(wish.shop), kind=AIR)
    parts = {str(path.relative_to(lake.events)): path for path in paths}
    if copy.covered() - parts.keys():  # days were deleted, and the copy still has them
        return Memory(_young(events, view, wish.shop, paths))
    young = [parts[name] for name in sorted(parts.keys() - copy.covered())]
    return Memory(_young(events, view, wish.shop, young), copy)


def _young(events: Path, view: View, shop: int, parts: list[Path]) -> Iterator[pa.Table]:
    """What the copy lacks: parts sealed since, and what is not sealed yet."""
    events_in = sum(pq.read_metadata(path).num_rows for path in parts)
    if events_in > MOST_YOUNG:
        raise CopyBehind(events_in)
    for path in parts:
        yield pq.read_table(path, schema=PLAIN, columns=READ, partitioning=None)
    for place, table in view.unsealed(events):
        if place.startswith(f"shop={shop}/") and place.endswith(f"/{AIR}"):
            yield table


def _grid(table: Buyers) -> list[dict[str, int]]:
    """Buyers by recency and frequency, with what they paid; only cells with somebody."""
    cells = []
    for recency in range(5, 0, -1):
        for frequency in range(5, 0, -1):
            chosen = (table.recency == recency) & (table.frequency == frequency)
            if chosen.any():
                cells.append({
                    "recency": recency, "frequency": frequency, "buyers": int(chosen.sum()),
                    "orders": int(table.orders[chosen].sum()),
                    "amount": int(table.paid[chosen].sum()),
                })  # fmt: skip
    return cells
