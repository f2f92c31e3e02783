"""What a metric is, and what a definition must say to be one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal, get_args

from kaibo.foundation.eventlog import KINDS
from kaibo.insight.registry.terms import Known, Number, Ratio, Term, Whole
from kaibo.insight.rules.view import View

Unit = Literal[
    "money", "count", "percent", "seconds", "ratio", "points", "days", "hours", "score"
]  # fmt: skip
UNITS = get_args(Unit)
GRAINS = ("show", "minute", "segment", "product", "channel", "host")
# Numbers beside the cell that the live fold fills into `View.known`.
FOLDED = frozenset({"show_pv", "paid_pv"})
_REQUIRED = ("id", "zh", "en", "formula", "formula_zh", "unit", "owner", "source", "grains")


@dataclass(frozen=True, slots=True)
class Metric:
    """A definition. ``number`` is its row in the design's table of metrics, 0 of a shop's own.

    ``unit``: money (minor units), count, percent (0–100), seconds, ratio, points, days, hours,
    score. ``kinds`` are the event kinds whose rows a figure opens to. ``compute`` gives None where
    the denominator is 0; without it the figure is not computed in the fold. ``missing`` says in
    Chinese and English which source the product does not have yet: the figure is then "not
    measured yet", never 0.
    """

    id: str
    number: int
    zh: str
    en: str
    formula: str
    unit: Unit
    kinds: tuple[str, ...]
    compute: Callable[[View], Number | None] | None
    grains: tuple[str, ...] = ("show", "segment", "minute", "channel")
    owner: str = "analyst"
    source: str = "event log"
    people: tuple[str, ...] = ()  # kinds of the distinct count whose error is printed
    is_kpi: bool = False  # one of the four of EVAL-01
    higher_is_better: bool = True
    missing: tuple[str, str] | None = None
    formula_zh: str = ""

    @property
    def term(self) -> Term | None:
        """The formula as a tree, where it is one."""
        return self.compute if isinstance(self.compute, Term) else None

    @property
    def bottom(self) -> Whole | None:
        """The denominator: with few in it a ratio carries its interval and no traffic light."""
        return self.term.bottom if isinstance(self.term, Ratio) else None

    @property
    def live(self) -> bool:
        """Whether the live fold gives it while a show is on."""
        if self.missing or self.compute is None:
            return False
        leaves = self.term.leaves() if self.term else ()
        return all(leaf.name in FOLDED for leaf in leaves if isinstance(leaf, Known))

    def is_known(self, view: View) -> bool:
        """Whether somebody filled in the numbers which the fold does not count itself."""
        leaves = self.term.leaves() if self.term and not self.missing else ()
        names = {leaf.name for leaf in leaves if isinstance(leaf, Known)}
        return bool(names) and names <= view.known.keys()

    @property
    def is_measured(self) -> bool:
        """Whether the product has the source of this figure."""
        return not self.missing

    def value(self, view: View) -> float | int | None:
        """The figure as it is shown: money and counts whole, ratios to four decimals."""
        return shown(self.compute(view) if self.compute and not self.missing else None)

    def error(self, view: View) -> float:
        """Relative standard error of the distinct count inside; 0 when exact."""
        return view.error(*self.people) if self.people else 0.0


def shown(value: Number | float | None) -> float | int | None:
    """Whole numbers stay, others are rounded to four decimals."""
    return value if value is None or isinstance(value, int) else round(float(value), 4)


class BadMetric(ValueError):
    """The registry has an entry that is not a definition."""


class UnknownMetric(KeyError):
    """A screen asked for a figure that the registry does not define."""


def validate(table: Iterable[Metric]) -> dict[str, Metric]:
    """The table by id. Raises BadMetric for the first entry that is no definition, or twice."""
    found: dict[str, Metric] = {}
    for metric in table:
        check(metric)
        if metric.id in found:
            raise BadMetric(f"metric {metric.id!r} is defined twice")
        found[metric.id] = metric
    return found


def check(metric: Metric) -> None:
    """Raises BadMetric naming what the definition lacks and what to do."""
    for field in _REQUIRED:
        if not getattr(metric, field):
            raise BadMetric(f"metric {metric.id!r} has no {field}; write it down or drop it")
    if metric.unit not in UNITS:
        raise BadMetric(f"metric {metric.id!r} has unit {metric.unit!r}; one of {', '.join(UNITS)}")
    if unknown := sorted(set(metric.grains) - set(GRAINS)):
        raise BadMetric(f"metric {metric.id!r} has unknown grains {unknown}")
    if unknown := sorted(_events(metric) - set(KINDS)):
        raise BadMetric(
            f"metric {metric.id!r} counts {unknown[0]!r}, which is no event;"
            " events are listed in docs/events.md"
        )
    if metric.compute is None and not metric.missing:
        raise BadMetric(f"metric {metric.id!r} has no formula that can be computed; give its terms")


def _events(metric: Metric) -> set[str]:
    found = {*metric.kinds, *metric.people}
    for leaf in metric.term.leaves() if metric.term else ():
        found |= set(getattr(leaf, "kinds", ())) | {getattr(leaf, "kind", "enter")}
    return found
