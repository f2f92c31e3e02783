"""Price against sales: an elasticity that is known is found, and nothing is said of too little."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from kaibo.console.reports.campaign_effect import Sold, measured

BEFORE = Sold(hours=2.0, orders=80, units=100, revenue=1_000_000, margin=300_000)
DURING = Sold(hours=1.0, orders=90, units=100, revenue=800_000, margin=100_000)


def test_changes_are_per_hour() -> None:
    found = measured(BEFORE, DURING, Sold(4.0, 90, 100, 1_000_000, 300_000))
    assert (found.price_bp, found.units_bp, found.revenue_bp) == (-2000, 10_000, 6000)
    assert (found.margin_bp, found.after_units_bp) == (-3333, -5000)
    assert found.elasticity == round(math.log(2) / math.log(0.8), 2)
    assert found.low < found.elasticity < found.high < 0


@pytest.mark.parametrize("true", [-0.8, -1.5, -3.0])
def test_the_interval_covers_a_known_elasticity_as_often_as_it_says(true: float) -> None:
    dice = np.random.default_rng(7)
    price, rate, covered, runs = 0.8, 200.0, 0, 2000
    for _ in range(runs):
        first, second = dice.poisson(rate), dice.poisson(rate * price**true)
        before = Sold(1.0, int(first), int(first), int(first) * 10_000, 1)
        during = Sold(1.0, int(second), int(second), int(second) * 8_000, 1)
        found = measured(before, during, None)
        assert found.low is not None
        assert found.high is not None
        covered += found.low <= true <= found.high
    assert 0.935 <= covered / runs <= 0.965


@pytest.mark.parametrize(
    ("before", "during", "says"),
    [
        (replace(BEFORE, hours=0.0), DURING, "还没有开始"),
        (replace(BEFORE, units=9), DURING, "9"),
        (BEFORE, replace(DURING, units=0, revenue=0), "数据不足"),
        (BEFORE, replace(DURING, revenue=0), "没有收入"),
    ],
)
def test_too_little_is_said(before: Sold, during: Sold, says: str) -> None:
    found = measured(before, during, None)
    assert says in found.problem
    assert found.elasticity is None
    assert found.units_bp is None


def test_a_price_that_hardly_moved_has_changes_but_no_elasticity() -> None:
    found = measured(BEFORE, replace(DURING, revenue=1_000_500), None)
    assert "1%" in found.problem
    assert found.units_bp == 10_000
    assert found.elasticity is None


def test_a_loss_before_has_no_change_of_margin() -> None:
    assert measured(replace(BEFORE, margin=-5), DURING, None).margin_bp is None
