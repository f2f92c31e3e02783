"""How smoothly the room's page is used: the worst spots, and how long the way to an order is.

Read from the beacons of the pages: rage_tap, dead_click, slow_sheet, path, prompt_seen. Pure.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median

from kaibo.growth.contracts import FlowSignal

SPOTS = ("rage_tap", "dead_click", "slow_sheet")
KINDS = (*SPOTS, "path", "prompt_seen")
MOST_SPOTS = 20


@dataclass(frozen=True, slots=True)
class Spot:
    """A place of the page where something goes wrong; ``ms`` is the median wait of a sheet."""

    kind: str
    text: str
    times: int
    viewers: int
    ms: int


@dataclass(frozen=True, slots=True)
class Paths:
    """The way from entering to an order: medians over ``orders`` orders."""

    orders: int
    taps: float
    seconds: float


@dataclass(frozen=True, slots=True)
class Flow:
    """``before`` and ``after`` are the paths on either side of the day that was asked for."""

    spots: list[Spot]
    before: Paths
    after: Paths
    prompts: dict[int, int]  # prompt card → viewers who saw it


def summarize(signals: Iterable[FlowSignal], change_at: int) -> Flow:
    """All signals of some shows; ``change_at`` (Unix ms) parts the paths in two."""
    rows = list(signals)
    paths = [row for row in rows if row.kind == "path"]
    return Flow(
        spots=_spots(row for row in rows if row.kind in SPOTS),
        before=_paths([row for row in paths if row.at < change_at]),
        after=_paths([row for row in paths if row.at >= change_at]),
        prompts=_prompts(row for row in rows if row.kind == "prompt_seen"),
    )


def _spots(rows: Iterable[FlowSignal]) -> list[Spot]:
    """Most viewers first: what annoys many comes before what one person hammers on."""
    times: Counter[tuple[str, str]] = Counter()
    viewers: defaultdict[tuple[str, str], set[int]] = defaultdict(set)
    waits: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for row in rows:
        key = (row.kind, row.text)
        times[key] += 1
        viewers[key].add(row.viewer)
        waits[key].append(row.ms)
    made = [Spot(*key, n, len(viewers[key]), int(median(waits[key]))) for key, n in times.items()]
    worst = sorted(made, key=lambda spot: (-spot.viewers, -spot.times, spot.kind, spot.text))
    return worst[:MOST_SPOTS]


def _paths(rows: list[FlowSignal]) -> Paths:
    if not rows:
        return Paths(0, 0, 0)
    taps, waits = [row.n for row in rows], [row.ms for row in rows]
    return Paths(len(rows), float(median(taps)), median(waits) / 1000)


def _prompts(rows: Iterable[FlowSignal]) -> dict[int, int]:
    seen: defaultdict[int, set[int]] = defaultdict(set)
    for row in rows:
        if row.text.isascii() and row.text.isdecimal() and len(row.text) < 19:
            seen[int(row.text)].add(row.viewer)
    return {point: len(viewers) for point, viewers in seen.items()}
