"""Benchmarks meet the registry: which figures get a light, and how many people are in them.

Free of Django: the insight process and the pages ask the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from kaibo.insight.registry import METRICS, Metric
from kaibo.insight.registry.terms import PRESENT, Amount, Constant, Known, People, Whole
from kaibo.insight.rules.lights import DEFAULTS, Judged, Light, Target, judge

Totals = Mapping[str, float | int | None]
PAST_SHOWS = 20  # so many of a shop's last shows make its own history
ENOUGH_SHOWS = 3
_SAME: Mapping[Whole, str] = {Known("visitors_due_7d"): "uv"}  # of a show whose 7 days are over


@cache
def denominator(metric_id: str) -> str | None:
    """The id of the figure that counts what a ratio is of; None when no registered one does."""
    bottom = METRICS[metric_id].bottom
    if bottom is None:
        return None
    if isinstance(bottom, People) and set(PRESENT) <= set(bottom.kinds):
        return "uv"  # of a whole show the same people
    if bottom in _SAME:
        return _SAME[bottom]
    same = (one.id for one in METRICS.values() if one.unit == "count" and one.term == bottom)
    return next(same, None)


def can_be_judged(metric: Metric) -> bool:
    """A ratio of a show; a sum grows with the show and says nothing half-way through it."""
    is_ratio = metric.bottom is not None and not isinstance(metric.bottom, Constant)
    return "show" in metric.grains and (metric.id in DEFAULTS or is_ratio)


def targets(chosen: Mapping[str, float], own: Mapping[str, float]) -> dict[str, Target]:
    """By metric: the shop's benchmark, else the default, else the median of its last shows."""
    found = {}
    for metric in METRICS.values():
        if not can_be_judged(metric):
            continue
        up = metric.higher_is_better
        if metric.id in chosen:
            found[metric.id] = Target(metric.id, chosen[metric.id], "set", up)
        elif metric.id in DEFAULTS:
            found[metric.id] = Target(metric.id, DEFAULTS[metric.id], "default", up)
        elif metric.id in own:
            found[metric.id] = Target(metric.id, own[metric.id], "own", up)
    return found


@cache
def has_light(metric_id: str) -> bool:
    """A share needs to know of how many it is; of money it needs not."""
    metric = METRICS[metric_id]
    return (
        metric.unit != "percent" or denominator(metric_id) is not None
        or isinstance(metric.bottom, Amount)
    )  # fmt: skip


def lights(
    totals: Totals, wanted: Mapping[str, Target], before: Mapping[str, Light] | None = None
) -> dict[str, Judged]:
    """The light of every figure that exists and has something to be measured against."""
    found = {}
    for name, target in wanted.items():
        if not has_light(name):
            continue
        of = denominator(name)
        n = None if of is None else int(totals.get(of) or 0)
        is_share = METRICS[name].unit == "percent"
        judged = judge(target, totals.get(name), n, is_share, (before or {}).get(name))
        if judged is not None:
            found[name] = judged
    return found
