"""A known elasticity comes back; too little data is said, not guessed."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from scipy import stats

from kaibo.pricing.contracts import DealDay
from kaibo.pricing.rules.elasticity import MIN_DAYS, estimate, expected_units, suggest

FIRST = dt.date(2026, 8, 3)


def demand(elasticity: float, seed: int, days: int = 60, noise: float = 0.25) -> list[DealDay]:
    """Daily sales at changing prices, with weekends half as strong again, growth and noise."""
    rng = np.random.default_rng(seed)
    found = []
    for n in range(days):
        day = FIRST + dt.timedelta(days=n)
        price = int(rng.choice([7_900, 8_900, 9_900, 11_900, 12_900]))
        mean = 200 * (price / 9_900) ** elasticity * 1.004**n
        mean *= 1.5 if day.weekday() >= 5 else 1.0
        units = round(mean * np.exp(rng.normal(0, noise)))
        found.append(DealDay(day, price, units, units, units * price))
    return found


@pytest.mark.capability("PROM-03")
@pytest.mark.parametrize("known", [-3.0, -2.2, -1.4])
def test_a_known_elasticity_is_recovered_within_fifteen_percent(known: float) -> None:
    """The mean of 40 markets is within 3 %, nine of ten markets within 15 %."""
    found = [estimate(demand(known, seed, noise=0.15)).value or 0 for seed in range(40)]
    assert abs(np.mean(found) / known - 1) < 0.03
    assert np.mean([abs(one / known - 1) <= 0.15 for one in found]) >= 0.9


def test_the_interval_holds_what_it_promises() -> None:
    """About 95 of 100 intervals hold the truth (binomial test at 0.1 %)."""
    answers = [estimate(demand(-2.0, seed)) for seed in range(200)]
    hits = sum((a.low or 0) <= -2.0 <= (a.high or 0) for a in answers)
    assert stats.binomtest(hits, 200, 0.95).pvalue > 0.001


def test_growth_and_weekends_are_not_taken_for_price() -> None:
    """Prices that rise while the shop grows: without controls the sign would be wrong."""
    days = []
    rng = np.random.default_rng(1)
    for n in range(90):
        price = 8_000 + 40 * n + int(rng.choice([-1_500, 0, 1_500]))
        units = round(50 * (price / 9_900) ** -1.5 * 1.03**n)
        days.append(DealDay(FIRST + dt.timedelta(days=n), price, units, units, units * price))
    plain = np.polyfit(np.log([d.lowest for d in days]), np.log([d.units for d in days]), 1)[0]
    assert plain > 0
    assert estimate(days).value == pytest.approx(-1.5, rel=0.05)


@pytest.mark.capability("PROM-03")
def test_the_suggested_price_earns_most_between_floor_and_ceiling() -> None:
    """Elasticity −2, cost 50, no fee: the best price is cost × e / (e + 1) = 100."""
    days = demand(-2.0, 3, days=120, noise=0.05)
    found = suggest(days, 9_900, 5_000, 0, 6_000, 20_000)
    assert found.price is not None
    assert found.price == pytest.approx(10_000, rel=0.06)
    assert found.expected_profit is not None
    assert found.expected_profit >= (found.profit_now or 0)
    assert suggest(days, 9_900, 5_000, 0, 12_000, 15_000).price == 12_000
    assert suggest(days, 9_900, 5_000, 0, 6_000, 8_000).price == 8_000


def test_too_few_days_or_prices_say_so() -> None:
    days = demand(-2.0, 3)
    assert "数据不足" in suggest(days[: MIN_DAYS - 1], 9_900, 5_000, 0, 1, 20_000).problem
    flat = [DealDay(d.day, 9_900, d.units, d.orders, d.units * 9_900) for d in days]
    assert "不同价格" in estimate(flat).problem
    close = [
        DealDay(d.day, 9_900, d.units, d.orders, d.units * (9_900 + 20 * (n % 5)))
        for n, d in enumerate(days)
    ]
    assert "5%" in estimate(close).problem


def test_noise_without_effect_gives_no_price() -> None:
    rng = np.random.default_rng(8)
    days = [
        DealDay(d.day, d.lowest, units := int(rng.integers(20, 200)), units, units * d.lowest)
        for d in demand(-2.0, 3)
    ]
    found = suggest(days, 9_900, 5_000, 0, 1, 20_000)
    assert found.price is None
    assert "不显著" in found.problem


def test_a_floor_above_the_ceiling_is_said() -> None:
    assert "底价高于" in suggest(demand(-2.0, 3), 9_900, 5_000, 0, 9_000, 8_000).problem


def test_expected_units() -> None:
    assert expected_units(20_000, 10_000, 80, -2.0) == pytest.approx(20)
