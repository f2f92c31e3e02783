"""The change of GMV, shared out exactly."""

from __future__ import annotations

from fractions import Fraction
from math import log, prod

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaibo.insight.rules.decompose import (
    CHANNEL_CHAIN,
    OTHER,
    Factor,
    factors,
    parts,
    shapley,
    whole,
)

RATIO = st.fractions(min_value=0, max_value=10**6, max_denominator=10**4)
SIDES = st.integers(1, 5).flatmap(
    lambda size: st.tuples(
        st.lists(RATIO, min_size=size, max_size=size), st.lists(RATIO, min_size=size, max_size=size)
    )
)
COUNT = st.integers(0, 10**9)
SHOW = st.fixed_dictionaries(
    {"impressions": COUNT, "pv": COUNT, "paid_orders": COUNT, "gmv": COUNT}
)


@given(SIDES)
def test_the_shares_add_up_to_the_change_and_turn_with_it(
    sides: tuple[list[Fraction], list[Fraction]],
) -> None:
    before, after = sides
    found = shapley(before, after)
    assert abs(float(sum(found, Fraction(0)) - (prod(after) - prod(before)))) < 1e-9
    assert [-one for one in shapley(after, before)] == found
    for place, one in enumerate(found):
        if before[place] == after[place]:
            assert one == 0


@given(SHOW, SHOW)
def test_factors_of_any_two_shows_add_up_to_the_cent(
    before: dict[str, int], after: dict[str, int]
) -> None:
    """Also with zeros anywhere, and with levels that make no sense."""
    found = factors(before, after)
    assert sum(one.effect for one in found) == after["gmv"] - before["gmv"]
    assert factors(after, after) == [
        Factor(one.id, one.per, one.after, one.after, 0) for one in factors(after, after)
    ]


def test_a_show_is_explained_as_one_reckons_it_by_hand() -> None:
    """Twice the views at equal conversion and order value: the views made all of it."""
    before = {"impressions": 0, "pv": 100, "paid_orders": 10, "gmv": 100_000}
    after = {"impressions": 0, "pv": 200, "paid_orders": 20, "gmv": 200_000}
    found = {one.id: one.effect for one in factors(before, after)}
    assert found == {"pv": 100_000, "paid_orders": 0, "gmv": 0}
    two = factors({"pv": 100, "paid_orders": 10, "gmv": 100_000},
                  {"pv": 200, "paid_orders": 10, "gmv": 120_000}, CHANNEL_CHAIN)  # fmt: skip
    # views ×2, orders per view ×½, value ×1.2; 81666.67, −83333.33, 21666.67 by hand
    assert [one.effect for one in two] == [81_667, -83_333, 21_666]
    assert two[0].per == ""
    assert (two[1].id, two[1].per, two[1].before, two[1].after) == ("paid_orders", "pv", 0.1, 0.05)


def test_a_show_without_sales_is_explained_too() -> None:
    nothing = {"impressions": 0, "pv": 50, "paid_orders": 0, "gmv": 0}
    sold = {"impressions": 0, "pv": 50, "paid_orders": 5, "gmv": 5_000}
    found = factors(nothing, sold)
    assert [(one.id, one.effect) for one in found] == [
        ("pv", 0),
        ("paid_orders", 5_000),
        ("gmv", 0),
    ]
    assert found[2].before is None  # no order, no order value


def test_shapley_is_close_to_the_log_mean_where_that_is_defined() -> None:
    before = [Fraction(100), Fraction(1, 10), Fraction(500)]
    after = [Fraction(120), Fraction(11, 100), Fraction(480)]
    old, new = float(prod(before)), float(prod(after))
    log_mean = (new - old) / log(new / old)
    for ours, left, right in zip(shapley(before, after), before, after, strict=True):
        assert float(ours) == pytest.approx(log_mean * log(right / left), rel=0.02)


GROUPS = st.dictionaries(
    st.text("abcdef", min_size=1, max_size=2),
    st.fixed_dictionaries({"pv": COUNT, "paid_orders": COUNT, "gmv": COUNT}),
    max_size=6,
)


@given(GROUPS, GROUPS, COUNT, COUNT)
def test_groups_and_their_factors_add_up_with_what_no_group_carries(
    before: dict[str, dict[str, int]], after: dict[str, dict[str, int]], old: int, new: int
) -> None:
    found = parts(before, after, (old, new), CHANNEL_CHAIN)
    assert sum(one.effect for one in found) == new - old
    for one in found:
        if one.key != OTHER:
            assert sum(factor.effect for factor in one.factors) == one.effect
    assert [abs(one.effect) for one in found] == sorted(
        (abs(one.effect) for one in found), reverse=True
    )


@given(st.lists(st.fractions(-1000, 1000, max_denominator=50), min_size=1, max_size=6))
def test_whole_units_keep_the_sum_and_stay_next_to_the_share(shares: list[Fraction]) -> None:
    shares = [*shares, Fraction(round(sum(shares))) - sum(shares)]
    found = whole(shares)
    assert sum(found) == sum(shares)
    assert all(abs(one - share) < 1 for one, share in zip(found, shares, strict=True))
