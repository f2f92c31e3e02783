"""What a campaign cost and returned, line by line, and how it went day by day."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from kaibo.console.reports.promotions import GroupFigures, one, parameters, rows, window
from kaibo.promotions.facade import Campaign

_SHIPPING = "free_shipping"


@dataclass(frozen=True, slots=True)
class CostLine:
    """``code``: discount, shipping, gifts (from orders; no id), or a kind that was entered."""

    code: str
    name: str
    amount: int
    id: int | None = None


@dataclass(frozen=True, slots=True)
class Economics:
    """Minor units. ``profit = margin before costs − cost``; the ratios are of ``cost``, in
    10,000ths, None without cost."""

    lines: list[CostLine]
    cost: int
    revenue: int
    margin_before: int  # revenue + what the campaign gave − cost of goods sold
    profit: int
    roi_bp: int | None  # profit / cost
    sales_roi_bp: int | None  # revenue / cost
    gain_roi_bp: int | None  # (incremental margin − costs that are not in it) / cost


@dataclass(frozen=True, slots=True)
class Day:
    """A day in Shanghai: coupons claimed, orders that used it, what it took off, what they paid."""

    day: dt.date
    claimed: int
    orders: int
    discount: int
    revenue: int


def economics(figures: GroupFigures, now: dt.datetime) -> Economics:
    """Of one campaign's figures; all orders that used it count as its own."""
    campaign = figures.campaign
    given = _given(figures, now)
    entered = [
        CostLine(line.kind, line.name, line.amount, line.pk)
        for line in campaign.costs.filter(struck_at=None).order_by("pk")
    ]
    return weighed(figures, given, entered)


def weighed(figures: GroupFigures, given: list[CostLine], entered: list[CostLine]) -> Economics:
    """``figures.margin`` is what is left after discounts and gifts, before all else."""
    lines = [line for line in given if line.amount] + entered
    cost = sum(line.amount for line in lines)
    # Free shipping and what people entered have not yet been taken out of the margin.
    beside = sum(line.amount for line in lines if line.code not in ("discount", "gifts"))
    profit = figures.margin - beside
    gain = figures.incremental_margin
    return Economics(
        lines=lines,
        cost=cost,
        revenue=figures.revenue,
        margin_before=profit + cost,
        profit=profit,
        roi_bp=_ratio(profit, cost),
        sales_roi_bp=_ratio(figures.revenue, cost),
        gain_roi_bp=None if gain is None else _ratio(gain - beside, cost),
    )


def days(campaign: Campaign, now: dt.datetime) -> list[Day]:
    """Oldest first; days on which nothing happened are left out."""
    return [Day(**row) for row in rows("days", parameters(campaign, *window(campaign, now)))]


def _given(figures: GroupFigures, now: dt.datetime) -> list[CostLine]:
    campaign = figures.campaign
    off = "shipping" if campaign.kind == _SHIPPING else "discount"
    gifts = one("gifts", parameters(campaign, *window(campaign, now)))["cost"]
    return [CostLine(off, "", figures.discount), CostLine("gifts", "", int(gifts))]


def _ratio(part: int, whole: int) -> int | None:
    return round(part * 10_000 / whole) if whole else None
