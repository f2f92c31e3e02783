"""What can be asked of journeys, and asking it: any number of questions read the copy once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple, Protocol

import numpy as np

from kaibo.insight.behaviour import kernel
from kaibo.insight.lake.cluster import JOURNEY_KINDS, Bucket, Needs

MOST_STEPS = 10
MOST_DAYS = 400


class Question(Protocol):
    """Sees every bucket once; viewers never span buckets."""

    @property
    def needs(self) -> Needs: ...

    def begin(self, sources: Sequence[str]) -> None: ...

    def add(self, bucket: Bucket) -> None: ...


class Journeys(Protocol):
    """Viewers' events in the order of time: a copy on disk, rows in memory, or both."""

    def sources(self) -> list[str]: ...

    def buckets(self, needs: Needs) -> Iterator[Bucket]: ...


def ask(journeys: Journeys, *questions: Question) -> None:
    """Let every question see all journeys, which are read once; each then has its result."""
    needs: dict[str, tuple[str, ...]] = {}
    for one in questions:
        for kind, names in one.needs.items():
            needs[kind] = tuple(dict.fromkeys([*needs.get(kind, ()), *names]))
    sources = journeys.sources()
    for one in questions:
        one.begin(sources)
    for bucket in journeys.buckets(needs):
        for one in questions:
            one.add(bucket)


@dataclass(frozen=True, slots=True)
class FunnelRow:
    """Viewers who reached each step, at least; ``source`` None is everybody's best chain."""

    source: str | None
    reached: list[int]


class Funnel:
    """Ordered funnel: each step at or after the one before it, all within ``window_ms``.

    ValueError for steps that are no journey kinds, repeated, fewer than 2 or more than 10.
    """

    def __init__(self, steps: Sequence[str], window_ms: int) -> None:
        unknown = [step for step in steps if step not in JOURNEY_KINDS]
        if unknown:
            raise ValueError(f"step {unknown[0]!r}: give some of {', '.join(JOURNEY_KINDS)}")
        if not 2 <= len(steps) <= MOST_STEPS or len(set(steps)) < len(steps):
            raise ValueError(f"{len(steps)} steps: give 2 to {MOST_STEPS}, each once")
        if window_ms <= 0:
            raise ValueError(f"window of {window_ms} ms: give a positive number")
        self._steps, self._window = tuple(steps), window_ms
        self.needs: Needs = {
            step: () if number else ("source",) for number, step in enumerate(steps)
        }

    def begin(self, sources: Sequence[str]) -> None:
        self._sources = sources
        self._reached = np.zeros((1 + len(sources), len(self._steps)), np.int64)

    def add(self, bucket: Bucket) -> None:
        begun, nobody = bucket[self._steps[0]], np.full((3, 1 + len(self._sources)), kernel.NOBODY)
        viewer, ts, source = begun["viewer"], begun["ts"], begun["source"]
        kernel.first_step(viewer, source, nobody[0].copy(), self._reached)
        since = ts
        for step, kind in enumerate(self._steps[1:], 1):
            event = bucket[kind]["viewer"], bucket[kind]["ts"]
            found = kernel.near(viewer, ts, *event, self._window)
            viewer, ts, since, source = kernel.next_step(
                viewer, ts, since, source, *event, *found, self._window, nobody.copy(),
                self._reached[:, step],
            )  # fmt: skip

    def rows(self) -> list[FunnelRow]:
        """Everybody first, then the sources by how many began, ties by name."""
        named = [
            FunnelRow(name, self._reached[1 + code].tolist())
            for code, name in enumerate(self._sources)
        ]
        named.sort(key=lambda row: (-row.reached[0], row.source or ""))
        return [FunnelRow(None, self._reached[0].tolist()), *(r for r in named if r.reached[0])]


class Retention:
    """Viewers by the day of their first enter, and on which later days they entered again.

    ``first_day``: days since 1970 in Shanghai; ``days``: cohorts and columns, at most 400.
    """

    needs: Needs = MappingProxyType({"enter": ()})

    def __init__(self, first_day: int, days: int) -> None:
        if not 1 <= days <= MOST_DAYS:
            raise ValueError(f"{days} days: give 1 to {MOST_DAYS}")
        self._first_day, self._days = first_day, days

    def begin(self, sources: Sequence[str]) -> None:
        del sources
        self.kept = np.zeros((self._days, self._days), np.int64)

    def add(self, bucket: Bucket) -> None:
        enters = bucket["enter"]
        kernel.retention_pass(
            enters["viewer"], enters["ts"], self._first_day, self._days, self.kept.ravel()
        )


class Attribution:
    """Paid money by the source of the first and the last enter within ``lookback_ms`` before."""

    needs: Needs = MappingProxyType({"enter": ("source",), "pay": ("amount",)})

    def __init__(self, lookback_ms: int) -> None:
        if lookback_ms <= 0:
            raise ValueError(f"look-back of {lookback_ms} ms: give a positive number")
        self._lookback = lookback_ms

    def begin(self, sources: Sequence[str]) -> None:
        self._sources = sources
        self._first, self._last = (np.zeros(len(sources), np.int64) for _ in range(2))

    def add(self, bucket: Bucket) -> None:
        enters, pays = bucket["enter"], bucket["pay"]
        kernel.attribution_pass(
            enters["viewer"], enters["ts"], enters["source"], pays["viewer"], pays["ts"],
            pays["amount"], self._lookback, self._first, self._last,
        )  # fmt: skip

    def rows(self) -> list[tuple[str, int, int]]:
        """(source, first-touch, last-touch), minor units, largest last-touch first; '' none."""
        found = zip(self._sources, self._first.tolist(), self._last.tolist(), strict=True)
        return sorted((row for row in found if row[1] or row[2]), key=lambda row: (-row[2], row[0]))


class Buyers(NamedTuple):
    """One row per buyer, by viewer: int64, the scores int8. A score is the fifth (1 lowest) of its
    buyer when all are ordered by (value, viewer)."""

    viewer: np.ndarray
    last: np.ndarray  # payment, Unix ms
    orders: np.ndarray
    paid: np.ndarray  # minor units
    recency: np.ndarray
    frequency: np.ndarray
    money: np.ndarray


class Rfm:
    """Buyers scored 1–5 by recency, frequency and money; equal values go by viewer id."""

    needs: Needs = MappingProxyType({"pay": ("amount", "n")})

    def begin(self, sources: Sequence[str]) -> None:
        del sources
        self._buyers: list[np.ndarray] = [np.empty((4, 0), np.int64)]

    def add(self, bucket: Bucket) -> None:
        pays = bucket["pay"]
        buyers = np.empty((4, len(pays["viewer"])), np.int64)
        count = kernel.buyers_pass(pays["viewer"], pays["ts"], pays["amount"], pays["n"], buyers)
        self._buyers.append(buyers[:, :count])

    def table(self) -> Buyers:
        """Everybody who paid."""
        order = np.argsort(np.concatenate([one[0] for one in self._buyers]))
        viewer, last, orders, paid = (
            np.concatenate([one[row] for one in self._buyers])[order] for row in range(4)
        )
        return Buyers(viewer, last, orders, paid, *map(_fifths, (last, orders, paid)))


def _fifths(values: np.ndarray) -> np.ndarray:
    """int8[n] in 1…5; sizes differ by one at most, the first fifths are the larger ones."""
    size, more = divmod(len(values), 5)
    lengths = [size + (number < more) for number in range(5)]
    scores = np.empty(len(values), np.int8)
    scores[_ascending(values)] = np.repeat(np.arange(1, 6, dtype=np.int8), lengths)
    return scores


def _ascending(values: np.ndarray) -> np.ndarray:
    """int64[n]: the places of values ≥ 0 from low to high, equal ones in their order.

    A value with its place behind it sorts by far faster than places by value.
    """
    count = len(values)
    if not count or int(values.max()) >= 2**62 // count:
        return np.argsort(values, kind="stable")
    found = values * count
    found += np.arange(count)
    found.sort()
    found %= count
    return found
