"""Chance or system: control charts over a shop's own shows.

Individuals: limits are mean ± 2.66 × mean moving range (Wheeler). Shares with changing
denominators: the p-chart, its sigma widened by the spread between shows (Laney's p′), for with
ten thousand viewers the plain binomial limits call every show a surprise. Limits come from the
shows before, never from the show that they judge.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import erfc, sqrt
from typing import Literal

Signal = Literal["", "above", "below", "run_above", "run_below"]
ENOUGH = 5  # shows before, for limits to mean anything
RUN = 8  # points in a row on one side
ENOUGH_PEOPLE = 30
_D2 = 1.128  # mean moving range of a normal variable, in sigmas


@dataclass(frozen=True, slots=True)
class Point:
    """A show's value with its own limits; ``n`` is the denominator of a share, 0 for others."""

    value: float
    low: float | None
    high: float | None
    signal: Signal
    n: int = 0


@dataclass(frozen=True, slots=True)
class Chart:
    """``verdict`` judges the last point: by chance, by the system, or too little is known.

    ``p`` is the chance of a value at least so far from the mean if nothing has changed (normal).
    """

    kind: Literal["individuals", "share"]
    mean: float | None
    points: tuple[Point, ...]
    verdict: Literal["chance", "system", "unknown"]
    p: float | None
    before: int


def individuals(values: Sequence[float]) -> Chart:
    """XmR chart, oldest first; the last value is the one judged."""
    past = values[:-1]
    if len(past) < ENOUGH:
        return _unknown("individuals", [(value, 0) for value in values])
    mean, sigma = sum(past) / len(past), _moving_range(past) / _D2
    low, high = mean - 3 * sigma, mean + 3 * sigma
    points = [Point(value, low, high, signal) for value, signal in _judged(values, mean, sigma)]
    spread = sigma * sqrt(1 + 1 / len(past))
    p = _p(values[-1] - mean, spread)
    return Chart("individuals", mean, tuple(points), _verdict(points), p, len(past))


def share(pairs: Sequence[tuple[float, int]]) -> Chart:
    """p′ chart of (hits, of so many), oldest first; the last pair is the one judged."""
    known = [(hits, n) for hits, n in pairs if n > 0]
    past = known[:-1]
    is_judged = bool(pairs) and pairs[-1][1] >= ENOUGH_PEOPLE
    if len(past) < ENOUGH or not is_judged:
        return _unknown("share", [(hits / n, n) for hits, n in known])
    mean = sum(hits for hits, _ in past) / sum(n for _, n in past)
    sigmas = [sqrt(mean * (1 - mean) / n) for _, n in known]
    wide = max(1.0, _moving_range(_scores(past, mean, sigmas)) / _D2)
    points = _share_points(known, mean, [wide * sigma for sigma in sigmas])
    hits, n = known[-1]
    spread = sqrt((wide * sigmas[-1]) ** 2 + mean * (1 - mean) / sum(n for _, n in past))
    p = _p(hits / n - mean, spread)
    return Chart("share", mean, tuple(points), _verdict(points), p, len(past))


def _share_points(
    known: Sequence[tuple[float, int]], mean: float, sigmas: Sequence[float]
) -> list[Point]:
    scaled = [
        (hits / n - mean) / sigma if sigma else 0.0
        for (hits, n), sigma in zip(known, sigmas, strict=True)
    ]
    signals = [signal for _, signal in _judged(scaled, 0.0, 1.0)]
    return [
        Point(hits / n, max(0.0, mean - 3 * sigma), min(1.0, mean + 3 * sigma), signal, n)
        for (hits, n), sigma, signal in zip(known, sigmas, signals, strict=True)
    ]


def _judged(values: Sequence[float], mean: float, sigma: float) -> list[tuple[float, Signal]]:
    """Each value with what is special about it: outside the limits, or the end of a run."""
    found: list[tuple[float, Signal]] = []
    side, length = 0, 0
    for value in values:
        here = (value > mean) - (value < mean)
        side, length = here, length + 1 if here == side and here else int(here != 0)
        found.append((value, _signal(value, mean, sigma, side, length)))
    return found


def _signal(value: float, mean: float, sigma: float, side: int, length: int) -> Signal:
    reach = 3 * sigma + 1e-12 * abs(mean)
    if value > mean + reach:
        return "above"
    if value < mean - reach:
        return "below"
    if length >= RUN:
        return "run_above" if side > 0 else "run_below"
    return ""


def _scores(
    pairs: Sequence[tuple[float, int]], mean: float, sigmas: Sequence[float]
) -> list[float]:
    return [
        (hits / n - mean) / sigma if sigma else 0.0
        for (hits, n), sigma in zip(pairs, sigmas, strict=False)
    ]


def _moving_range(values: Sequence[float]) -> float:
    steps = [abs(new - old) for old, new in pairwise(values)]
    return sum(steps) / len(steps) if steps else 0.0


def _verdict(points: Sequence[Point]) -> Literal["chance", "system"]:
    return "system" if points[-1].signal else "chance"


def _p(distance: float, sigma: float) -> float | None:
    if sigma <= 0:
        return None
    return erfc(abs(distance) / sigma / sqrt(2))


def _unknown(kind: Literal["individuals", "share"], values: Sequence[tuple[float, int]]) -> Chart:
    points = tuple(Point(value, None, None, "", n) for value, n in values)
    return Chart(kind, None, points, "unknown", None, max(0, len(values) - 1))
