"""How demand answers to price, from the shop's own deals, and the price that earns most.

log(units) = a + e · log(price) + b · trend + c · weekend + noise, by least squares over days with
sales. The standard error is robust to uneven noise (HC1). Below the stated minimum, or when the
interval reaches above zero, there is no answer: 数据不足.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from kaibo.foundation.words import gettext as _
from kaibo.pricing.contracts import DealDay, Elasticity, Suggestion

MIN_DAYS = 21
MIN_PRICES = 4
MIN_SPREAD = 1.05  # the dearest day at least 5 % above the cheapest
Floats = NDArray[np.float64]


def estimate(days: Sequence[DealDay]) -> Elasticity:
    """Elasticity of demand with its standard error and 95 % interval."""
    sold = [day for day in days if day.units > 0 and day.amount > 0]
    prices = np.array([day.amount / day.units for day in sold], dtype=np.float64)
    distinct = len({round(float(price) / 10) for price in prices})  # to 10 minor units
    problem = _too_little(prices, distinct)
    if problem:
        return Elasticity(None, None, None, None, None, len(sold), distinct, problem)
    return _fit(sold, prices, distinct)


def suggest(
    days: Sequence[DealDay], price_now: int, cost: int, fee_bp: int, floor: int, ceiling: int
) -> Suggestion:
    """The price between floor and ceiling with the greatest expected profit a day."""
    found = estimate(days)
    if found.value is None:
        return Suggestion(found, floor, ceiling, problem=found.problem)
    if found.high is not None and found.high >= 0:
        problem = _("数据不足：价格与销量的关系不显著，置信区间跨过 0")
        return Suggestion(found, floor, ceiling, problem=problem)
    if floor > ceiling:
        problem = _("底价高于价格上限，没有可选的价格；请检查底价和上限")
        return Suggestion(found, floor, ceiling, problem=problem)
    return _best(days, found, price_now, cost, fee_bp, floor, ceiling)


def expected_units(price: float, at: float, units: float, elasticity: float) -> float:
    """Units a day at ``price`` when ``units`` sell at ``at``."""
    return float(units * (price / at) ** elasticity)


def _too_little(prices: Floats, distinct: int) -> str:
    if len(prices) < MIN_DAYS or distinct < MIN_PRICES:
        message = _(
            "数据不足：需要至少 %(days)s 天成交、%(prices)s 个不同价格，现有 %(n)s 天、%(m)s 个"
        )
        return message % {"days": MIN_DAYS, "prices": MIN_PRICES, "n": len(prices), "m": distinct}
    if prices.max() < prices.min() * MIN_SPREAD:
        return _("数据不足：最高价与最低价相差不到 5%，看不出影响")
    return ""


def _fit(sold: Sequence[DealDay], prices: Floats, distinct: int) -> Elasticity:
    n = len(sold)
    first = min(day.day for day in sold)
    trend = np.array([(day.day - first).days for day in sold], dtype=np.float64)
    weekend = np.array([float(day.day.weekday() >= 5) for day in sold])
    columns = [np.ones(n), np.log(prices)]
    columns += [one - one.mean() for one in (trend, weekend) if one.std() > 0]
    x, y = np.column_stack(columns), np.log(np.array([day.units for day in sold], dtype=float))
    solution, _residuals, rank, _s = np.linalg.lstsq(x, y, rcond=None)
    if rank < x.shape[1]:
        problem = _("数据不足：价格只随时间变化，分不清两者的影响")
        return Elasticity(None, None, None, None, None, n, distinct, problem)
    noise = y - x @ solution
    error = _robust_error(x, noise)
    from scipy import stats  # a second and 60 MB that no start-up should wait for

    reach = float(stats.t.ppf(0.975, n - x.shape[1])) * error
    value = float(solution[1])
    r_squared = 1 - float(noise @ noise) / max(float(((y - y.mean()) ** 2).sum()), 1e-12)
    return Elasticity(value, error, value - reach, value + reach, r_squared, n, distinct)


def _robust_error(x: Floats, noise: Floats) -> float:
    """HC1 standard error of the second coefficient."""
    n, k = x.shape
    bread = np.linalg.inv(x.T @ x)
    meat = x.T @ (x * (noise**2)[:, None])
    return float(np.sqrt((bread @ meat @ bread)[1, 1] * n / (n - k)))


def _best(
    days: Sequence[DealDay],
    found: Elasticity,
    price_now: int,
    cost: int,
    fee_bp: int,
    floor: int,
    ceiling: int,
) -> Suggestion:
    """Search whole yuan, the two ends, and half yuan below 100."""
    assert found.value is not None
    sold = [day for day in days if day.units > 0 and day.amount > 0]
    at = float(np.exp(np.mean([np.log(day.amount / day.units) for day in sold])))
    usual = float(np.exp(np.mean([np.log(day.units) for day in sold])))
    step = 100 if ceiling >= 10_000 else 50
    options = sorted({floor, ceiling, *range(-(-floor // step) * step, ceiling + 1, step)})

    def profit(price: float) -> float:
        units = expected_units(price, at, usual, found.value or 0.0)
        return (price * (10_000 - fee_bp) / 10_000 - cost) * units

    best = max((one for one in options if one > 0), key=lambda one: (profit(one), -one))
    return Suggestion(
        found, floor, ceiling, best, expected_units(best, at, usual, found.value),
        round(profit(best)), round(profit(price_now)), price_now,
    )  # fmt: skip
