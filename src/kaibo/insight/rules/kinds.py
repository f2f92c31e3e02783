"""Which metrics are shares of people or orders: their interval is that of a share."""

from __future__ import annotations

from kaibo.foundation.eventlog.schema import TRADE_KINDS
from kaibo.insight.registry import terms
from kaibo.insight.registry.metric import Metric
from kaibo.insight.rules.compare import Kind, Part

# Numbers beside the cell that count people, orders, questions or SKUs, each at most once.
_HEADS = frozenset({
    "new_viewers", "visitors_back_7d", "visitors_due_7d", "reserved_viewers", "reservations",
    "fan_club_joins", "fans", "non_fans", "reporters", "draw_entrants", "draw_present", "questions",
    "questions_answered", "skus_sold", "skus_listed", "repeat_7d", "due_7d", "repeat_30d",
    "due_30d", "booked_paid_orders", "refunded_before_ship", "due_48h", "shipped_48h",
    "stayed_to_the_end",
})  # fmt: skip
# Of these, those that are no people.
_PEOPLE = _HEADS - {
    "questions", "questions_answered", "skus_sold", "skus_listed", "booked_paid_orders",
    "refunded_before_ship", "due_48h", "shipped_48h",
}  # fmt: skip


def kind_of(metric: Metric) -> Kind:
    """Everything else is a mean over shows, also where one may be counted twice."""
    term = metric.term
    if not isinstance(term, terms.Ratio) or (term.scale, term.per) != (100, 1):
        return "mean"
    sides = counted(term.top), counted(term.bottom)
    return "share" if sides[0] and sides[0] == sides[1] else "mean"


def counts_heads(leaf: terms.Whole) -> bool:
    """Whether it counts people, each at most once: of two shows some are counted twice."""
    return not (isinstance(leaf, terms.Known) and leaf.name not in _PEOPLE) and (
        counted(leaf) == "heads"
    )


def counted(leaf: terms.Whole) -> str:
    """What it counts, each at most once: heads or orders; empty for anything else."""
    if isinstance(leaf, terms.Events):
        return "orders" if set(leaf.kinds) <= TRADE_KINDS else ""
    if isinstance(leaf, terms.Known):
        return "heads" if leaf.name in _HEADS else ""
    return "heads" if isinstance(leaf, (terms.People, terms.Traders, terms.Stayed)) else ""


def scale_of(metric: Metric) -> float:
    """What numerator / denominator is multiplied with to be in the metric's unit."""
    term = metric.term
    if not isinstance(term, terms.Ratio):
        return 1.0
    bottom = term.bottom.number if isinstance(term.bottom, terms.Constant) else 1
    return term.scale / term.per / bottom


def part_of(metric: Metric, top: float | None, bottom: float | None) -> Part | None:
    """Of a formula without a counted denominator every show weighs the same."""
    if top is None or bottom is None:
        return None
    term = metric.term
    is_plain = not isinstance(term, terms.Ratio) or isinstance(term.bottom, terms.Constant)
    return Part(top, 1 if is_plain else bottom)
