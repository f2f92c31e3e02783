"""What came into the log of a shop, what of it did not stay or was mended, and why (DATA-04)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa

from kaibo.foundation.eventlog import SCHEMA, Reader
from kaibo.foundation.eventlog.notebook import pages
from kaibo.insight.lake.seal import PLAIN, Lake, View, by_day_and_show


@dataclass
class Line:
    """A writer's day in Shanghai. ``came`` rows are those that stayed, ``kept``, and the dropped;
    ``fixed`` rows stayed. ``damaged``: bytes of its segments that no reader can make sense of."""

    day: str
    source: str
    came: int = 0
    kept: int = 0
    dropped: dict[str, int] = field(default_factory=dict)
    fixed: dict[str, int] = field(default_factory=dict)
    samples: dict[str, list[str]] = field(default_factory=dict)
    damaged: int = 0


class Lines:
    """Lines of one shop, by day and writer."""

    def __init__(self, shop: int) -> None:
        self.shop = shop
        self._found: dict[tuple[str, str], Line] = {}

    def at(self, day: str, writer: str) -> Line:
        return self._found.setdefault((day, writer), Line(day, writer))

    def sorted(self, first_day: str) -> list[Line]:
        """The newest day first."""
        chosen = [line for line in self._found.values() if line.day >= first_day]
        return sorted(chosen, key=lambda line: (line.day, line.source), reverse=True)

    def add(self, place: str, writer: str, rows: int, repeated: int) -> None:
        """Rows of a folder ``shop=…/day=…/show=…/kind`` of the lake."""
        shop, day = (part.partition("=")[2] for part in place.split("/")[:2])
        if int(shop) != self.shop:
            return
        line = self.at(day, writer)
        line.came += rows
        line.kept += rows - repeated
        if repeated:
            line.dropped["repeated"] = line.dropped.get("repeated", 0) + repeated


def quality(events: Path, lake: Lake, shop: int, first_day: str) -> list[Line]:
    """Lines from ``first_day`` (ISO) on, the newest first."""
    lines, view = Lines(shop), lake.view()
    for note in view.notes:
        for place, (rows, repeated) in note.places.items():
            lines.add(place, note.writer, rows, repeated)
            if note.damaged and place.startswith(f"shop={shop}/"):
                lines.at(place.split("/")[1].partition("=")[2], note.writer).damaged = note.damaged
    for writer, table in _unsealed(events, view).items():
        for place, rows in by_day_and_show(table):
            fresh = view.unseen(place, rows).num_rows
            lines.add(place, writer, rows.num_rows, rows.num_rows - fresh)
    _noted(events, lines)
    return lines.sorted(first_day)


def _unsealed(events: Path, view: View) -> dict[str, pa.Table]:
    reader, found = Reader(events, view.open_at(events)), defaultdict(list)
    while chunks := reader.poll():
        for chunk in chunks:
            found[chunk.writer].append(chunk.batch)
    return {
        writer: pa.Table.from_batches(batches, SCHEMA).cast(PLAIN)
        for writer, batches in found.items()
    }


def _noted(events: Path, lines: Lines) -> None:
    """What writers refused or mended before the log; shop 0 is what no shop is known of."""
    for page in pages(events):
        for shop, tally in page.shops.items():
            if shop not in (lines.shop, 0) or not (tally.dropped or tally.fixed):
                continue
            line = lines.at(page.day, page.writer)
            line.came += sum(tally.dropped.values())
            _sum(line.dropped, tally.dropped)
            _sum(line.fixed, tally.fixed)
            line.samples |= tally.samples if shop else {}


def _sum(into: dict[str, int], more: dict[str, int]) -> None:
    for reason, count in more.items():
        into[reason] = into.get(reason, 0) + count
