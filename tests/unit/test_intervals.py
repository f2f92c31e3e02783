"""How sure a mean of stars is."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as some

from kaibo.foundation.intervals import mean_of_stars, t95

counts = some.lists(some.integers(0, 50), min_size=5, max_size=5)


@given(counts)
def test_the_interval_holds_the_mean_and_stays_among_the_stars(row: list[int]) -> None:
    found = mean_of_stars(row)
    if not sum(row):
        assert found is None
        return
    assert found is not None
    mean, low, high = found
    assert 1 <= low <= mean <= high <= 5
    assert mean == sum(star * n for star, n in enumerate(row, 1)) / sum(row)


def test_three_times_five_stars_prove_little_and_more_ratings_more() -> None:
    wide = [mean_of_stars([0, 0, 0, 0, n]) for n in (1, 3, 30, 3000)]
    lows = [found[1] for found in wide if found]
    assert lows == sorted(lows)
    assert lows[0] == 1  # one rating tells nothing
    assert lows[1] < 3
    assert 4.9 < lows[-1] < 5


def test_many_ratings_give_students_own_interval() -> None:
    found = mean_of_stars([100, 100, 300, 1000, 8500])
    assert found is not None
    variance = sum(n * (star - found[0]) ** 2
                   for star, n in enumerate([100, 100, 300, 1000, 8500], 1)) / 9999  # fmt: skip
    reach = 1.9602 * (variance / 10_000) ** 0.5
    assert found[1:] == pytest.approx((found[0] - reach, found[0] + reach), abs=0.002)


@pytest.mark.parametrize("shape", [(1, 1, 3, 10, 85), (10, 20, 40, 20, 10), (45, 5, 5, 5, 40)])
@pytest.mark.parametrize("n", [3, 10, 100])
def test_the_interval_holds_the_truth_in_95_of_100_shows(shape: tuple[int, ...], n: int) -> None:
    chance, held, rounds = random.Random(49), 0, 1500
    truth = sum(star * share for star, share in enumerate(shape, 1)) / 100
    for _ in range(rounds):
        row = [0] * 5
        for star in chance.choices(range(5), shape, k=n):
            row[star] += 1
        found = mean_of_stars(row)
        assert found is not None
        held += found[1] <= truth <= found[2]
    assert held >= 0.94 * rounds  # 95 % but for the noise of 1500 rounds


@pytest.mark.parametrize(
    ("freedom", "known"),
    [(2, 4.3027), (5, 2.5706), (10, 2.2281), (11, 2.2010), (30, 2.0423), (120, 1.9799)],
)
def test_student_as_in_the_tables(freedom: int, known: float) -> None:
    assert t95(freedom) == pytest.approx(known, abs=2e-4)
