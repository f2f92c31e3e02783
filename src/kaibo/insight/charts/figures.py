"""What a chart can show: the metrics that batch SQL gives, and a shop's own over them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from kaibo.insight import registry
from kaibo.insight.batch.statements import measured
from kaibo.insight.registry import own, terms
from kaibo.insight.registry.metric import Metric
from kaibo.insight.registry.own import Definition, Formula
from kaibo.insight.rules.kinds import counted, counts_heads

Pooling = Literal["sum", "ratio", "peak", "mean"]
OF_SHOWS = ("none", "show", "day", "week", "month", "weekday", "hour")
_INSIDE = ("minute", "segment", "host", "product", "channel")
# Numbers beside the cell that are medians and the like: of several shows only their mean is told.
_MIDDLES = frozenset({"decision_ms", "first_frame_p50_ms", "first_frame_p95_ms",
                      "first_response_ms"})  # fmt: skip
_OF_WHOLE = frozenset({"show_pv"})


@dataclass(frozen=True, slots=True)
class Figure:
    """``metrics`` of the registry that it reads: itself, or those of its ``formula``.

    ``by``: the groupings in which it can be told. ``people``: a sum of people, each once per show.
    ``overlaps``: it counts people or orders, which may be in several parts of a show.
    """

    id: str
    zh: str
    en: str
    unit: str
    formula: str
    formula_zh: str
    kinds: tuple[str, ...]
    higher_is_better: bool
    by: tuple[str, ...]
    pooling: Pooling
    people: bool
    metrics: tuple[Metric, ...]
    read: Formula | None = None

    @property
    def overlaps(self) -> bool:
        leaves = (leaf for one in self.metrics if one.term for leaf in one.term.leaves())
        return any(counted(leaf) for leaf in leaves)


def registered() -> dict[str, Figure]:
    """Those of the registry, in its order."""
    return {one.id: _registered(one) for one in registry.METRICS.values() if _groupings(one.id)}


def own_ones(definitions: Iterable[Definition]) -> dict[str, Figure]:
    """A shop's own that can be told anywhere."""
    found = (_own(one) for one in definitions)
    return {one.id: one for one in found if one is not None}


def pooling_of(metric: Metric) -> Pooling:
    """How a metric of several shows is told: peaks are the largest, medians the mean of a show."""
    term = metric.term
    leaves = list(term.leaves()) if term else []
    if any(isinstance(leaf, terms.Peak) for leaf in leaves):
        return "peak"
    if any(isinstance(leaf, terms.Known) and leaf.name in _MIDDLES for leaf in leaves):
        return "mean"
    is_plain = not isinstance(term, terms.Ratio) or isinstance(term.bottom, terms.Constant)
    return "sum" if is_plain else "ratio"


def _registered(metric: Metric) -> Figure:
    pooling = pooling_of(metric)
    return Figure(
        metric.id, metric.zh, metric.en, metric.unit, metric.formula, metric.formula_zh,
        metric.kinds, metric.higher_is_better, _groupings(metric.id), pooling,
        pooling == "sum" and isinstance(metric.term, terms.Whole) and counts_heads(metric.term),
        (metric,),
    )  # fmt: skip


def _own(one: Definition) -> Figure | None:
    formula = own.read(one.formula)
    if any(name not in registry.METRICS for name in formula.names):
        return None  # a metric of an earlier release
    metrics = tuple(registry.METRICS[name] for name in formula.names)
    by = _common(_groupings(one.id) for one in metrics)
    kinds = tuple(dict.fromkeys(kind for one in metrics for kind in one.kinds))
    if not by:
        return None
    return Figure(
        one.key, one.zh, one.en, one.unit, one.formula, one.formula, kinds,
        one.higher_is_better, by, "ratio", False, metrics, formula,
    )  # fmt: skip


def _common(groupings: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    first, *others = groupings
    return tuple(one for one in first if all(one in other for other in others))


def _is_told_by(metric: Metric, grain: str) -> bool:
    """Not where a number of the whole show stands beside each part: parts of it do not add."""
    leaves = metric.term.leaves() if metric.term else ()
    return grain == "show" or not any(
        isinstance(leaf, terms.Known) and leaf.name in _OF_WHOLE for leaf in leaves
    )


@cache
def _by_metric() -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {one.id: OF_SHOWS for one in measured("show")}
    for grain in _INSIDE:
        for one in measured(grain):
            if _is_told_by(one, grain):
                found[one.id] = (*found.get(one.id, ()), grain)
    return found


def _groupings(metric: str) -> tuple[str, ...]:
    return _by_metric().get(metric, ())
