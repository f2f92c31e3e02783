"""Refunds of any parts of an order are exact and never exceed what was paid."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.promotions.stage import NOW, cart, draw_case, price, promo

from kaibo.promotions.contracts import OffTerms
from kaibo.promotions.rules.engine import price_cart
from kaibo.promotions.rules.refund import SoldLine, Worth, keeps_gift, refund, units_worth


@settings(max_examples=500, deadline=None)
@given(st.integers(0, 2**48))
def test_any_sequence_of_partial_refunds_adds_up_to_what_was_paid(seed: int) -> None:
    """Return the units of a priced cart in random portions, shipping at some point."""
    rng = Random(seed)
    priced = price_cart(*draw_case(rng, 9), NOW)
    cost = {ln.offer_id: Worth(ln.paid, ln.credit, ln.points) for ln in priced.lines}
    kept = {ln.offer_id: ln.quantity for ln in priced.lines}
    quantity = dict(kept)
    shipping = Worth(priced.shipping_amount - priced.shipping_credit, priced.shipping_credit)
    back, at = Worth(), rng.randint(0, 3)
    for step in range(99):
        sold = [SoldLine(i, n, cost[i], n - kept[i]) for i, n in quantity.items()]
        asked = {i: rng.randint(0, n) for i, n in kept.items()} if step < 6 else dict(kept)
        answer = refund(sold, asked, shipping=shipping if step == at else None)
        back = back.plus(answer.total)
        assert back.money <= priced.pay_amount
        for i, n in asked.items():
            kept[i] -= n
        if not any(kept.values()) and step >= at:
            break
    assert back.money == priced.pay_amount
    assert back.credit == priced.credit_amount
    assert back.points == priced.points_amount


@given(st.integers(1, 50), st.integers(0, 10**7), st.data())
def test_units_of_a_line_differ_by_one_minor_unit_at_most(
    quantity: int, paid: int, data: st.DataObject
) -> None:
    one = [
        units_worth(SoldLine(1, quantity, Worth(paid), done), 1).money for done in range(quantity)
    ]
    assert sum(one) == paid
    assert max(one) - min(one) <= 1


def test_three_units_for_ten_yuan() -> None:
    """10.00 for 3 units: 3.33, 3.33, 3.34."""
    line = SoldLine(1, 3, Worth(1_000))
    assert units_worth(line, 1).money == 333
    assert units_worth(SoldLine(1, 3, Worth(1_000), 2), 1).money == 334
    assert units_worth(line, 3).money == 1_000


def test_a_unit_bought_under_300_less_40_returns_its_share() -> None:
    """满 300 减 40 of 100 and 200: the first cost 86.67, and that returns."""
    save = promo(1, "amount_off", OffTerms(4_000, threshold=30_000))
    priced = price(cart((10_000, 1), (20_000, 1)), save)
    assert [line.paid for line in priced.lines] == [8_667, 17_333]


def test_a_gift_that_is_kept_is_taken_off() -> None:
    line = SoldLine(1, 1, Worth(money=3_000, credit=500, points=200))
    back = refund([line], {1: 1}, gift_worth_kept=3_600)
    assert back.total == Worth(0, 0, 100)
    assert back.gifts_deducted == 3_600
    assert refund([line], {1: 1}, gift_worth_kept=9_999).total == Worth()


def test_whether_a_gift_is_still_earned() -> None:
    assert keeps_gift(19_900, "amount", 20_000, 1)
    assert not keeps_gift(19_900, "amount", 19_899, 5)
    assert not keeps_gift(0, "units", 0, 0)


def test_more_units_than_left_are_refused() -> None:
    line = SoldLine(1, 3, Worth(1_000), refunded=2)
    with pytest.raises(ValueError, match="1 are left"):
        refund([line], {1: 2})
    with pytest.raises(ValueError, match="not in this order"):
        refund([line], {2: 1})
