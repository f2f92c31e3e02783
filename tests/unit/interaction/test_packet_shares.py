"""红包雨: shares are exact to the cent, none is below one, and nobody is favored by the order."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaibo.interaction.rules.activities.packet import MOST_SHARES, cut


@st.composite
def _sums(draw: st.DrawFn) -> tuple[int, int]:
    count = draw(st.integers(1, 300))
    return draw(st.integers(count, 5_000_000)), count


@given(_sums(), st.booleans(), st.integers())
def test_shares_add_up_and_none_is_empty(
    wanted: tuple[int, int], is_lucky: bool, dice: int
) -> None:
    total, count = wanted
    shares = cut(total, count, is_lucky, random.Random(dice).randrange)
    assert len(shares) == count
    assert sum(shares) == total
    assert min(shares) >= 1


@given(_sums())
def test_even_shares_differ_by_a_cent_at_most(wanted: tuple[int, int]) -> None:
    shares = cut(*wanted, False, lambda _n: 0)
    assert max(shares) - min(shares) <= 1


@given(_sums(), st.integers())
def test_no_lucky_share_is_twice_the_mean_of_what_was_left(
    wanted: tuple[int, int], dice: int
) -> None:
    total, count = wanted
    left = total
    for index, share in enumerate(cut(total, count, True, random.Random(dice).randrange)[:-1]):
        assert share < 2 * left / (count - index)
        left -= share


def test_first_and_last_get_the_same_on_average() -> None:
    """4,000 packets of 10 yuan in 8 shares: each place stays within 3 % of 125 cents."""
    dice = random.Random(20)
    sums = [0] * 8
    for _ in range(4_000):
        for place, share in enumerate(cut(1000, 8, True, dice.randrange)):
            sums[place] += share
    assert all(abs(total / 4_000 - 125) < 125 * 0.03 for total in sums), sums


@pytest.mark.parametrize(("total", "count"), [(0, 1), (4, 5), (100, 0), (10**6, MOST_SHARES + 1)])
def test_what_cannot_be_cut_is_refused(total: int, count: int) -> None:
    with pytest.raises(ValueError, match="cannot be cut"):
        cut(total, count, True, lambda _n: 0)
