"""What a lower price did."""

from __future__ import annotations

import math
from typing import Any

import pytest

from kaibo.insight.rules.promotion import MINUTE, Deal, Sold, deals, effect


def mark(kind: str, minute: float, offer: int = 7, link: int | None = 1, amount: int = 900) -> Any:
    return {
        "kind": kind,
        "at": int(minute * MINUTE),
        "offer": offer,
        "link": link,
        "amount": amount,
    }


def sold(minute: float, units: int = 1, price: int = 1000, link: int = 1, cost: int = 600) -> Sold:
    return Sold(link, int(minute * MINUTE), units, units * price, units * cost)


def test_a_deal_ends_with_the_next_price_its_own_stop_or_the_show() -> None:
    marks = [
        mark("price", 2), mark("price", 5, offer=8, link=2), mark("flash_start", 6),
        mark("pin", 7), mark("flash_stop", 10), mark("price", 20), mark("flash_start", 29.5),
        mark("price", 21, link=None, offer=9),
    ]  # fmt: skip
    found = deals(marks, 30 * MINUTE)
    spans = [(one.kind, one.link, one.start // MINUTE, one.end // MINUTE) for one in found]
    assert spans == [
        ("price", 1, 2, 6), ("price", 2, 5, 20), ("flash_start", 1, 6, 10), ("price", 1, 20, 29),
    ]  # fmt: skip


@pytest.mark.capability("PROM-08")
def test_before_during_after_margin_and_elasticity() -> None:
    """Ten percent cheaper, twice the pace; a gap to 2 % before the show is not counted."""
    deal = Deal("flash_start", 1, 10 * MINUTE, 20 * MINUTE, 900)
    lines = [
        *(sold(minute, price=1000) for minute in range(10)),
        *(sold(minute / 2, price=900) for minute in range(20, 40)),
        *(sold(minute, price=1000) for minute in range(20, 25)), sold(12, link=2),
    ]  # fmt: skip
    found = effect(deal, lines, 0, 60 * MINUTE)
    assert [one.units for one in (found.before, found.during, found.after)] == [10, 20, 5]
    assert (found.before.sales, found.during.sales) == (10_000, 18_000)
    assert (found.before.margin, found.during.margin) == (4_000, 6_000)
    assert (found.price_change, found.sales_change) == (-10.0, 80.0)
    assert found.elasticity == pytest.approx(math.log(2) / math.log(0.9), abs=0.01)  # −6.58
    reach = 1.96 * math.sqrt(1 / 10 + 1 / 20)
    bounds = [(math.log(2) + sign * reach) / math.log(0.9) for sign in (1, -1)]
    assert [found.elasticity_low, found.elasticity_high] == pytest.approx(bounds, abs=0.01)


def test_a_stretch_cut_by_the_show_is_compared_per_minute() -> None:
    deal = Deal("price", 1, 5 * MINUTE, 15 * MINUTE, 900)
    lines = [sold(m, 2) for m in range(5)] + [sold(m, 2, price=900) for m in range(5, 15)]
    found = effect(deal, lines, 0, 18 * MINUTE)
    assert (found.before.minutes, found.during.minutes, found.after.minutes) == (5, 10, 3)
    assert (found.before.pace, found.during.pace) == (2, 2)
    assert found.elasticity == 0
    assert found.sales_change == -10


def test_with_few_sales_or_the_same_price_no_elasticity_is_told() -> None:
    deal = Deal("price", 1, 5 * MINUTE, 10 * MINUTE, 900)
    assert effect(deal, [sold(1), sold(6, price=900)], 0, 20 * MINUTE).elasticity is None
    same = [sold(minute / 2) for minute in range(20)]
    assert effect(deal, same, 0, 20 * MINUTE).elasticity is None
    nothing = effect(deal, [], 0, 20 * MINUTE)
    assert (nothing.price_change, nothing.sales_change, nothing.before.price) == (None, None, None)
