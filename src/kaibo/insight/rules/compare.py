"""Two sets of shows, one metric: how far apart they are, and how sure that is.

A set is made of parts: a show, or a host's or a product's share of one. A part of a metric is its
exact numerator and denominator; the value of a set is the sum of numerators over the sum of
denominators, so it is the metric of all of its shows as one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Literal

from kaibo.foundation.intervals import Z95, katz, newcombe, t95

FEW = 30  # below so many people a share is not judged
PARTS = 3  # so many parts the interval of a mean needs in each set

Kind = Literal["share", "mean"]
Says = Literal["higher", "lower", "unclear", "few", "parts", "unknown"]


@dataclass(frozen=True, slots=True)
class Part:
    """Numerator and denominator of one part; of a mean of counts the denominator is 1."""

    top: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Side:
    """A set's value; ``known`` of its ``parts`` could tell the metric."""

    value: float | None
    top: float
    bottom: float
    known: int
    parts: int


@dataclass(frozen=True, slots=True)
class Difference:
    """``difference`` = a − b with its 95 % interval, in the unit of the metric.

    ``relative`` = a / b − 1. ``says``: higher or lower where the interval excludes 0, unclear where
    it does not, few (people), parts (too few shows for an interval), unknown (no value).
    """

    a: Side
    b: Side
    difference: float | None
    relative: float | None
    low: float | None
    high: float | None
    says: Says


def compare(
    kind: Kind, a: Sequence[Part | None], b: Sequence[Part | None], scale: float = 1.0
) -> Difference:
    """``None`` is a part whose value cannot be told; ``scale``: 100 for percent."""
    sides = side(a, scale), side(b, scale)
    values = sides[0].value, sides[1].value
    if values[0] is None or values[1] is None:
        return Difference(*sides, None, None, None, None, "unknown")
    known = [[one for one in parts if one is not None] for parts in (a, b)]
    found = shares(*known) if kind == "share" else means(*known)
    difference = values[0] - values[1]
    relative = values[0] / values[1] - 1 if values[1] else None
    if found is None:
        return Difference(*sides, difference, relative, None, None, "parts")
    low, high = found[0] * scale, found[1] * scale
    is_few = kind == "share" and min(sides[0].bottom, sides[1].bottom) < FEW
    says: Says = "few" if is_few else verdict(low, high)
    return Difference(*sides, difference, relative, low, high, says)


def verdict(low: float, high: float) -> Literal["higher", "lower", "unclear"]:
    if low > 0:
        return "higher"
    return "lower" if high < 0 else "unclear"


def side(parts: Sequence[Part | None], scale: float) -> Side:
    known = [one for one in parts if one is not None]
    top, bottom = sum(one.top for one in known), sum(one.bottom for one in known)
    value = top * scale / bottom if bottom else None
    return Side(value, top, bottom, len(known), len(parts))


def shares(a: Sequence[Part], b: Sequence[Part]) -> tuple[float, float] | None:
    """Newcombe's interval over people, who count for less where the shows of a set differ."""
    return newcombe(effective(a), effective(b))


def effective(parts: Sequence[Part]) -> tuple[float, float]:
    """(hits, n), both divided by the design effect of the set's shows; never below 1.

    Source: Rao and Scott 1992, Biometrics 48:577: viewers of one show resemble each other, so that
    many of them in few shows tell less than as many who came independently.
    """
    hits, n, count = sum(one.top for one in parts), sum(one.bottom for one in parts), len(parts)
    if count < 2 or not 0 < hits < n:
        return hits, n
    share = hits / n
    spread = sum((one.top - share * one.bottom) ** 2 for one in parts) * count / (count - 1)
    effect = max(1.0, spread / (n * share * (1 - share)))
    return hits / effect, n / effect


def means(a: Sequence[Part], b: Sequence[Part]) -> tuple[float, float] | None:
    """Welch's interval over shows; None with fewer than ``PARTS`` in either set.

    A ratio of sums varies as the mean of its linearized values, value + (top − value × bottom) /
    mean bottom, does (Cochran, Sampling Techniques, 3rd ed. 1977, 6.4); with equal denominators
    these are the values of the shows. Interval: Welch 1947, Biometrika 34:28.
    """
    if min(len(a), len(b)) < PARTS:
        return None
    (value, spread), (value_other, spread_other) = _spread(a), _spread(b)
    variance = spread + spread_other
    if not variance:
        return value - value_other, value - value_other
    freedom = variance**2 / (spread**2 / (len(a) - 1) + spread_other**2 / (len(b) - 1))
    reach = t95(freedom) * sqrt(variance)
    return value - value_other - reach, value - value_other + reach


def _spread(parts: Sequence[Part]) -> tuple[float, float]:
    """A set's value and the variance of it."""
    count, bottom = len(parts), sum(one.bottom for one in parts)
    value = sum(one.top for one in parts) / bottom
    rests = [(one.top - value * one.bottom) * count / bottom for one in parts]
    return value, sum(rest * rest for rest in rests) / (count - 1) / count


@dataclass(frozen=True, slots=True)
class Lift:
    """a / b − 1 with its 95 % interval; None where either set has no hit."""

    relative: float
    low: float
    high: float


def lift(a: Sequence[Part], b: Sequence[Part]) -> Lift | None:
    """Of two shares, with the same effective numbers as their difference."""
    one, other = effective(a), effective(b)
    found = katz(one, other)
    if found is None:
        return None
    return Lift(one[0] / one[1] / (other[0] / other[1]) - 1, found[0] - 1, found[1] - 1)


@dataclass(frozen=True, slots=True)
class Adjusted:
    """The difference of two shares as if both sets had come at the same minutes."""

    difference: float
    low: float
    high: float
    minutes: int


def adjusted(pairs: Sequence[tuple[Part, Part]]) -> Adjusted | None:
    """Mantel–Haenszel difference over strata (a, b) that both have people; None without any.

    Source: Greenland and Robins 1985, Biometrics 41:55 (the difference and its variance).
    """
    shared = [(a, b) for a, b in pairs if a.bottom and b.bottom]
    weights = [a.bottom * b.bottom / (a.bottom + b.bottom) for a, b in shared]
    total = sum(weights)
    if not total:
        return None
    gaps = [a.top / a.bottom - b.top / b.bottom for a, b in shared]
    difference = sum(weight * gap for weight, gap in zip(weights, gaps, strict=True)) / total
    reach = Z95 * sqrt(sum(_stratum(a, b) for a, b in shared)) / total
    return Adjusted(difference, difference - reach, difference + reach, len(shared))


def _stratum(a: Part, b: Part) -> float:
    n, m = a.bottom, b.bottom
    chance = a.top * (n - a.top) * m**3 + b.top * (m - b.top) * n**3
    return chance / (n * m * (n + m) ** 2)
