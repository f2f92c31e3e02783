"""The score of a show in three dimensions, and of its segments; formula and weights are shown.

A figure scores 60 at its reference, 100 at twice it, 20 at half: 60 + 40 × log2(value ÷ reference)
within 0–100, turned round where less is better. References: the show's goal, else the median of
the shop's own shows, else the benchmark. What has no value or no reference takes no part.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log2
from statistics import median
from typing import Literal

from kaibo.foundation.intervals import wilson

Basis = Literal["goal", "own", "benchmark", "show", ""]
Label = Literal["keep", "cut", "repeat", "unknown"]
DIMENSIONS = ("efficiency", "effect", "experience")
PASS = 60.0
OWN_SHOWS = 3  # shows or segments before, for a median to be a reference
ENOUGH_PEOPLE = 30
REPEAT_FROM, CUT_BELOW = 70.0, 45.0
FORMULA = "60 + 40 × log2(value ÷ reference), 0–100"


@dataclass(frozen=True, slots=True)
class Indicator:
    """``people`` is the figure that counts the denominator of a share; "" where it is none."""

    metric: str
    dimension: str
    weight: int
    is_long_term: bool = False
    higher_is_better: bool = True
    people: str = ""


INDICATORS = (
    Indicator("gpm", "efficiency", 3),
    Indicator("uv_value", "efficiency", 2),
    Indicator("conversion_rate", "efficiency", 3, people="uv"),
    Indicator("order_pay_rate", "efficiency", 2, people="order_buyers"),
    Indicator("gmv", "effect", 4),
    Indicator("buyers", "effect", 2),
    Indicator("uv", "effect", 2),
    Indicator("follow_rate", "effect", 2, is_long_term=True, people="uv"),
    Indicator("stay_seconds", "experience", 3, is_long_term=True),
    Indicator("interaction_rate", "experience", 3, is_long_term=True, people="uv"),
    Indicator("retention_30s", "experience", 2, is_long_term=True, people="uv"),
    Indicator("content_rating", "experience", 2, is_long_term=True),
    Indicator("completion_rate", "experience", 1, is_long_term=True),
    Indicator("refund_rate", "experience", 2, is_long_term=True, higher_is_better=False,
              people="paid_orders"),
)  # fmt: skip
LONG_TERM = frozenset(one.metric for one in INDICATORS if one.is_long_term) | {
    "repeat_rate_30d", "nps", "satisfaction",
}  # fmt: skip
ENOUGH_RATINGS = 5  # fewer stars are shown and do not score
RATING_TARGET = 4.8  # of 5, the reference where the shop has none of its own
# What a segment is judged by, with its weight (CONT-10, CONT-13).
SIGNALS = {"content_rating": 2, "stay_seconds": 2, "interaction_rate": 2, "conversion_rate": 3}


@dataclass(frozen=True, slots=True)
class Scored:
    """One figure with its score; the interval is that of a share's denominator ``n``."""

    metric: str
    value: float | None
    reference: float | None
    basis: Basis
    weight: int
    score: float | None
    low: float | None
    high: float | None
    n: int | None = None
    is_long_term: bool = False


@dataclass(frozen=True, slots=True)
class Dimension:
    """``weight`` in percent of the whole; ``score`` None when nothing in it could be scored."""

    dimension: str
    weight: int
    score: float | None
    low: float | None
    high: float | None
    indicators: tuple[Scored, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """``long_term_share``: percent of all weight that indicators of the long term carry."""

    score: float | None
    low: float | None
    high: float | None
    dimensions: tuple[Dimension, ...]
    long_term_share: float


@dataclass(frozen=True, slots=True)
class SegmentScore:
    """``n`` viewers were present; ``rank`` from 1 among those of which enough is known."""

    run: int
    score: float | None
    low: float | None
    high: float | None
    label: Label
    rank: int | None
    n: int
    signals: tuple[Scored, ...]


Values = Mapping[str, float | int | None]


@dataclass(frozen=True, slots=True)
class Stars:
    """Ratings of a segment or a show: how many, their mean, its 95 % interval."""

    n: int
    mean: float
    low: float
    high: float


def stars(found: Mapping[str, object] | None) -> Stars | None:
    """The ``rating`` of a review's body or of one of its segments."""
    if not found:
        return None
    return Stars(**{name: found[name] for name in ("n", "mean", "low", "high")})  # type: ignore[arg-type]


def points(value: float, reference: float, higher_is_better: bool = True) -> float:
    """The score of a figure against a reference above 0."""
    if value <= 0:
        return 0.0 if higher_is_better else 100.0
    side = 1 if higher_is_better else -1
    return max(0.0, min(100.0, round(PASS + side * 40 * (log2(value) - log2(reference)), 6)))


def score_card(
    totals: Values, goals: Values, own: Mapping[str, Sequence[float]],
    benchmarks: Values, weights: Mapping[str, int], rating: Stars | None = None,
) -> Card:  # fmt: skip
    """``own``: the same figures of earlier shows; ``weights``: percent of each dimension.

    ``rating``: all stars of the show; without it the rating takes no part.
    """
    found = []
    for name in DIMENSIONS:
        scored = tuple(
            _scored(one, totals, _reference(one.metric, goals, own, benchmarks), rating)
            for one in INDICATORS
            if one.dimension == name
        )
        found.append(Dimension(name, weights[name], *_mean(scored), scored))
    return Card(*_mean(found), tuple(found), long_term_share(weights))


def long_term_share(weights: Mapping[str, int]) -> float:
    """Percent of the weight of a whole score that goes to indicators of the long term."""
    share = 0.0
    for name in DIMENSIONS:
        inside = [one for one in INDICATORS if one.dimension == name]
        long = sum(one.weight for one in inside if one.is_long_term)
        share += weights[name] * long / sum(one.weight for one in inside)
    return round(share, 1)


def _reference(
    metric: str, goals: Values, own: Mapping[str, Sequence[float]], benchmarks: Values
) -> tuple[float | None, Basis]:
    if goals.get(metric):
        return float(goals[metric] or 0), "goal"
    past = own.get(metric, ())
    if len(past) >= OWN_SHOWS and median(past) > 0:
        return float(median(past)), "own"
    if benchmarks.get(metric):
        return float(benchmarks[metric] or 0), "benchmark"
    return None, ""


def _scored(
    one: Indicator, totals: Values, found: tuple[float | None, Basis], rating: Stars | None
) -> Scored:
    if one.metric == "content_rating":
        return _rated(rating, found, one.weight, one.is_long_term)
    value, n = totals.get(one.metric), totals.get(one.people) if one.people else None
    reference, basis = found
    score, low, high = _score(value, reference, one.higher_is_better, n)
    return Scored(one.metric, value, reference, basis, one.weight, score, low, high,
                  int(n) if n is not None else None, one.is_long_term)  # fmt: skip


def _score(
    value: float | None, reference: float | None, higher: bool, n: float | None
) -> tuple[float | None, float | None, float | None]:
    """Score with its bounds; a figure that is no share has its score as both."""
    if value is None or not reference:
        return None, None, None
    score = points(value, reference, higher)
    if not n:
        return score, score, score
    bounds = wilson(value / 100 * n, n) or (value / 100, value / 100)
    ends = sorted(points(100 * end, reference, higher) for end in bounds)
    return score, min(score, ends[0]), max(score, ends[1])


def _rated(
    rating: Stars | None, found: tuple[float | None, Basis], weight: int, is_long_term: bool = False
) -> Scored:
    """Stars with the scores of their mean and of the ends of its interval."""
    reference, basis = found
    value, n = (rating.mean, rating.n) if rating else (None, None)
    if rating is None or rating.n < ENOUGH_RATINGS or not reference:
        return Scored("content_rating", value, reference, basis, weight, None, None, None, n,
                      is_long_term)  # fmt: skip
    mean, low, high = (points(each, reference) for each in (rating.mean, rating.low, rating.high))
    return Scored("content_rating", value, reference, basis, weight, mean, low, high, n,
                  is_long_term)  # fmt: skip


def _mean(
    scored: Sequence[Scored] | Sequence[Dimension],
) -> tuple[float | None, float | None, float | None]:
    """Weighted means of score, low and high over what could be scored."""
    known = [
        (one.weight, one.score, one.low or 0.0, one.high or 0.0)
        for one in scored
        if one.score is not None and one.weight
    ]
    total = sum(weight for weight, *_ in known)
    if not total:
        return None, None, None
    sums = [sum(row[0] * row[place] for row in known) / total for place in (1, 2, 3)]
    return sums[0], sums[1], sums[2]


def present(values: Values) -> int:
    """Viewers present in a segment: watch time over mean stay; 0 where nobody stayed."""
    stay, watched = values.get("stay_seconds"), values.get("watch_seconds")
    return round((watched or 0) / stay) if stay else 0


def score_segments(
    segments: Sequence[Mapping[str, object]], history: Mapping[str, Mapping[str, Sequence[float]]]
) -> list[SegmentScore]:
    """Segments of the review's body, each against earlier ones of its part.

    ``history``: part → figure → values. Without enough of them a segment is compared with the
    others of its own show. In the order given.
    """
    ran = [one for one in segments if not one.get("was_skipped")]
    here = _columns([_values(one) for one in ran])
    found = [_segment(one, history.get(str(one.get("part") or ""), {}), here) for one in ran]
    known = [one for one in found if one.label != "unknown"]
    order = sorted(known, key=lambda one: (-(one.score or 0.0), one.run))
    ranks = {one.run: place for place, one in enumerate(order, 1)}
    return [_ranked(one, ranks.get(one.run)) for one in found]


def _segment(
    segment: Mapping[str, object],
    own: Mapping[str, Sequence[float]],
    here: Mapping[str, Sequence[float]],
) -> SegmentScore:
    values = _values(segment)
    n = present(values)
    rating = stars(segment.get("rating"))  # type: ignore[arg-type]
    signals = tuple(
        _rated(rating, _rating_reference(own, here), weight)
        if metric == "content_rating"
        else _signal(metric, weight, values, n, own, here)
        for metric, weight in SIGNALS.items()
    )
    score, low, high = _mean(signals)
    scored = sum(one.score is not None for one in signals)
    is_known = n >= ENOUGH_PEOPLE and scored >= 2
    label = _label(low or 0.0, high or 0.0) if is_known else "unknown"
    run = segment["run"]
    assert isinstance(run, int)
    return SegmentScore(run, score, low, high, label, None, n, signals)


def _signal(
    metric: str, weight: int, values: Values, n: int,
    own: Mapping[str, Sequence[float]], here: Mapping[str, Sequence[float]],
) -> Scored:  # fmt: skip
    reference, basis = _segment_reference(own.get(metric, ()), here.get(metric, ()))
    is_share = metric.endswith("_rate")
    value = values.get(metric)
    score, low, high = _score(value, reference, True, n if is_share else None)
    return Scored(metric, value, reference, basis, weight, score, low, high,
                  n if is_share else None)  # fmt: skip


def _rating_reference(
    own: Mapping[str, Sequence[float]], here: Mapping[str, Sequence[float]]
) -> tuple[float | None, Basis]:
    found = _segment_reference(own.get("content_rating", ()), here.get("content_rating", ()))
    return found if found[0] else (RATING_TARGET, "benchmark")


def _segment_reference(own: Sequence[float], here: Sequence[float]) -> tuple[float | None, Basis]:
    if len(own) >= OWN_SHOWS and median(own) > 0:
        return float(median(own)), "own"
    if len(here) >= 2 and median(here) > 0:
        return float(median(here)), "show"
    return None, ""


def _label(low: float, high: float) -> Label:
    if low >= REPEAT_FROM:
        return "repeat"
    return "cut" if high < CUT_BELOW else "keep"


def _ranked(one: SegmentScore, rank: int | None) -> SegmentScore:
    return SegmentScore(one.run, one.score, one.low, one.high, one.label, rank, one.n, one.signals)


def _values(segment: Mapping[str, object]) -> Values:
    values = segment["values"]
    assert isinstance(values, Mapping)
    return values


def _columns(rows: Sequence[Values]) -> dict[str, list[float]]:
    """Known values of each signal."""
    return {
        metric: [float(row[metric] or 0) for row in rows if row.get(metric) is not None]
        for metric in SIGNALS
    }
