"""The engine finds what trying everything finds: same total, same promotions, same lines."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.promotions import oracle
from tests.unit.promotions.stage import CHOSEN, NOW, Case, draw_case

from kaibo.promotions.rules.engine import price_cart

FLAT = ("amount_off", "percent_off", "spend_save", "amount_coupon", "percent_coupon")


def check(case: Case) -> None:
    cart, promotions, buyer = case
    priced = price_cart(cart, promotions, buyer, NOW)
    best = oracle.solve(cart, promotions, buyer, NOW)
    ranked = sorted(promotions, key=lambda p: (-p.priority, p.id))
    plain = {p.id for p in promotions if p.kind in oracle.UNIT and not p.is_exclusive}
    expected = {
        (offer, one if one > 0 else ranked[-1 - one].id): off
        for (offer, one), off in best.off.items()
    }
    off = {(ln.offer_id, d.promotion_id): d.amount for ln in priced.lines for d in ln.discounts}
    assert priced.is_best
    assert off == expected
    assert {use.promotion_id for use in priced.uses} - plain == set(best.chosen)


@settings(max_examples=1_500, deadline=None)
@given(st.integers(0, 2**48))
def test_the_engine_equals_the_exhaustive_oracle(seed: int) -> None:
    check(draw_case(Random(seed), 5, CHOSEN))


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 2**48))
def test_the_engine_equals_the_oracle_with_more_promotions(seed: int) -> None:
    check(draw_case(Random(seed), 8, CHOSEN))


@settings(max_examples=500, deadline=None)
@given(st.integers(0, 2**48))
def test_the_engine_equals_the_oracle_where_reductions_take_all(seed: int) -> None:
    """Amounts near the price of the goods: lines run out before the last reduction."""
    check(draw_case(Random(seed), 6, FLAT))


@settings(max_examples=500, deadline=None)
@given(st.integers(0, 2**48))
def test_the_engine_equals_the_oracle_with_many_exclusive_promotions(seed: int) -> None:
    check(draw_case(Random(seed), 5, FLAT, exclusive=0.7))


def test_the_cases_are_lively() -> None:
    """Half of the cases use two promotions or more, so equality says something."""
    used = []
    for seed in range(300):
        cart, promotions, buyer = draw_case(Random(seed), 5, CHOSEN)
        used.append(len(price_cart(cart, promotions, buyer, NOW).uses))
    assert sum(n >= 2 for n in used) > 90
    assert max(used) >= 4


@pytest.mark.parametrize("seed", range(40))
def test_the_choice_matters(seed: int) -> None:
    """The oracle itself: its result is never worse than using any single promotion."""
    cart, promotions, buyer = draw_case(Random(seed), 4, CHOSEN)
    best = sum(oracle.solve(cart, promotions, buyer, NOW).off.values())
    for one in promotions:
        if one.kind not in oracle.UNIT:
            tags = [p for p in promotions if p.kind in oracle.UNIT and not p.is_exclusive]
            assert best >= sum(oracle.solve(cart, [*tags, one], buyer, NOW).off.values())
