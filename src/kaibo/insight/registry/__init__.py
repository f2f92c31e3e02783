"""The metric registry: one table of definitions. A figure that is not here is not shown.

One file per chapter; `terms` says what formulas are made of, `metric` what a definition must say,
`own` how a shop defines its own from these. A ratio is computed as an exact fraction and rounded
only when it leaves the process. U(present) is the number of distinct viewers with any visit in the
grain (enter ∪ heartbeat ∪ leave); of a show it is UV.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from kaibo.insight.registry import after_sale, deal, experience, goods, interaction, paid, traffic
from kaibo.insight.registry.chinese import FORMULAS
from kaibo.insight.registry.metric import (
    GRAINS,
    UNITS,
    BadMetric,
    Metric,
    Unit,
    UnknownMetric,
    check,
    shown,
    validate,
)
from kaibo.insight.rules.view import View

__all__ = [
    "CHAPTERS", "GRAINS", "KPIS", "METRICS", "UNITS", "BadMetric", "Metric", "Unit",
    "UnknownMetric", "check", "errors", "figures", "live_ids", "metric", "shown", "validate",
]  # fmt: skip


def _told(one: Metric) -> Metric:
    """In Chinese too; what can be told of a segment, also of the host who was on air in it."""
    by_host = ("host",) if one.term and "segment" in one.grains else ()
    return replace(one, formula_zh=FORMULAS.get(one.id, ""), grains=(*one.grains, *by_host))


_TABLES = {
    "traffic": traffic.TABLE, "interaction": interaction.TABLE, "goods": goods.TABLE,
    "deal": deal.TABLE, "after_sale": after_sale.TABLE, "paid": paid.TABLE,
    "experience": experience.TABLE,
}  # fmt: skip
CHAPTERS = {name: tuple(map(_told, table)) for name, table in _TABLES.items()}
METRICS = validate(one for table in CHAPTERS.values() for one in table)
KPIS = tuple(one.id for one in METRICS.values() if one.is_kpi)


def metric(metric_id: str) -> Metric:
    """The definition. Raises UnknownMetric: a figure that is not registered is not shown."""
    try:
        return METRICS[metric_id]
    except KeyError:
        raise UnknownMetric(f"{metric_id!r} is not in the metric registry") from None


def live_ids(grain: str = "show") -> tuple[str, ...]:
    """Ids of the metrics that the live fold gives in a grain; by host only SQL does."""
    if grain == "host":
        return ()
    return tuple(one.id for one in METRICS.values() if one.live and grain in one.grains)


def figures(view: View, ids: Iterable[str] | None = None) -> dict[str, float | int | None]:
    """Values of the metrics that the view's grain supports and can tell, or of ``ids``."""
    if ids is not None:
        wanted = [metric(name) for name in ids]
    else:
        wanted = [one for one in METRICS.values() if one.live or one.is_known(view)]
    return {one.id: one.value(view) for one in wanted if view.grain in one.grains}


def errors(view: View) -> dict[str, float]:
    """Relative standard errors of those figures that are estimates."""
    found = {one.id: one.error(view) for one in METRICS.values() if view.grain in one.grains}
    return {name: round(error, 4) for name, error in found.items() if error}
