"""How sales of a campaign's goods answered to its price: before, during, after, with margin.

Three stretches of the same length around the campaign's time. A comparison over time, not a test:
weekday, season and traffic of the stretches differ.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from kaibo.console.reports.promotions import one, parameters, window
from kaibo.foundation.elasticity import LEAST_UNITS, arc
from kaibo.foundation.words import gettext as _
from kaibo.promotions import facade as promotions
from kaibo.promotions.facade import Campaign


@dataclass(frozen=True, slots=True)
class Sold:
    """What was sold in a stretch; money in minor units, after all promotions."""

    hours: float
    orders: int
    units: int
    revenue: int
    margin: int

    @property
    def price(self) -> float:
        """What a unit brought on average; 0 without units."""
        return self.revenue / self.units if self.units else 0.0


@dataclass(frozen=True, slots=True)
class Effect:
    """Changes of during (and after) against before, in 10,000ths, per hour; None: too little."""

    before: Sold
    during: Sold
    after: Sold | None
    price_bp: int | None = None
    units_bp: int | None = None
    revenue_bp: int | None = None
    margin_bp: int | None = None
    after_units_bp: int | None = None
    elasticity: float | None = None
    low: float | None = None
    high: float | None = None
    problem: str = ""


def effect(campaign: Campaign, now: dt.datetime) -> Effect:
    """Of the SKUs that the campaign names."""
    start, stop = window(campaign, now)
    length, skus = stop - start, promotions.skus_of(campaign)
    later = min(now, stop + length)
    return measured(
        _sold(campaign, skus, start - length, start),
        _sold(campaign, skus, start, stop),
        _sold(campaign, skus, stop, later) if later > stop else None,
    )


def measured(before: Sold, during: Sold, after: Sold | None) -> Effect:
    """Pure: the changes, and the elasticity where there is enough to tell it."""
    problem = _too_little(before, during)
    if problem:
        return Effect(before, during, after, problem=problem)
    changed = Effect(
        before,
        during,
        after,
        price_bp=_change(during.price, before.price),
        units_bp=_hourly(before, during, "units"),
        revenue_bp=_hourly(before, during, "revenue"),
        margin_bp=_hourly(before, during, "margin"),
        after_units_bp=_hourly(before, after, "units") if after else None,
    )
    found = arc(_arc(before), _arc(during))
    if found is None:
        return replace(changed, problem=_("均价变化不到 1%，算不出弹性"))
    return replace(changed, elasticity=found.value, low=found.low, high=found.high)


def _arc(sold: Sold) -> tuple[int, float, float]:
    return sold.units, sold.hours, sold.price


def _too_little(before: Sold, during: Sold) -> str:
    if not (before.hours and during.hours):
        return _("活动还没有开始")
    if min(before.units, during.units) < LEAST_UNITS:
        text = _("数据不足：活动前卖出 %(before)s 件、期间 %(during)s 件，各需至少 %(least)s 件")
        return text % {"before": before.units, "during": during.units, "least": LEAST_UNITS}
    if not (before.revenue and during.revenue):
        return _("数据不足：有一段时间没有收入")
    return ""


def _hourly(before: Sold, other: Sold, name: str) -> int | None:
    """Change per hour; from nothing or less there is none."""
    old = getattr(before, name) / before.hours
    return _change(getattr(other, name) / other.hours, old) if old > 0 else None


def _change(new: float, old: float) -> int:
    return round((new - old) * 10_000 / old)


def _sold(campaign: Campaign, skus: list[int], start: dt.datetime, stop: dt.datetime) -> Sold:
    row = one("sold", parameters(campaign, start, stop) | {"skus": skus})
    return Sold(hours=(stop - start).total_seconds() / 3600, **row)
