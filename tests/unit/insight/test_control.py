"""Chance or system."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaibo.foundation.intervals import wilson
from kaibo.insight.rules.control import ENOUGH, RUN, individuals, share


def test_limits_are_those_of_the_textbook() -> None:
    """Mean ± 2.66 × mean moving range, of the shows before."""
    chart = individuals([10, 12, 11, 13, 12, 11])
    assert chart.mean == 11.6
    moving = (2 + 1 + 2 + 1) / 4
    assert chart.points[-1].high == pytest.approx(11.6 + 2.66 * moving, rel=1e-3)
    assert chart.points[-1].low == pytest.approx(11.6 - 2.66 * moving, rel=1e-3)
    assert chart.verdict == "chance"
    assert chart.p is not None
    assert chart.p > 0.5


@pytest.mark.capability("EVAL-08")
def test_a_leap_is_of_the_system_and_a_long_run_too() -> None:
    usual = [100.0, 104, 98, 101, 99, 103, 97, 102]
    leap = individuals([*usual, 140])
    assert (leap.verdict, leap.points[-1].signal) == ("system", "above")
    assert leap.p is not None
    assert leap.p < 0.001
    run = individuals([100, 80, 120, 100, *[99.5] * RUN])
    assert (run.verdict, run.points[-1].signal) == ("system", "run_below")
    assert individuals([*usual, 60]).points[-1].signal == "below"


def test_with_too_few_shows_nothing_is_said() -> None:
    for size in range(ENOUGH + 1):
        chart = individuals([1.0] * size)
        assert (chart.verdict, chart.p, chart.mean) == ("unknown", None, None)
        assert len(chart.points) == size
    assert share([(1, 100)] * ENOUGH).verdict == "unknown"
    assert share([(1, 100)] * 9 + [(20, 29)]).verdict == "unknown"  # 29 people are too few


def test_limits_of_a_share_follow_its_denominator() -> None:
    chart = share([(3, 100), (4, 100), (30, 1000), (3, 100), (29, 1000), (31, 1000), (3, 100)])
    wide, narrow = chart.points[-1], chart.points[-2]
    assert chart.mean == pytest.approx(100 / 3300)
    assert wide.high is not None
    assert narrow.high is not None
    assert wide.high - chart.mean > 2 * (narrow.high - chart.mean)
    assert wide.low == 0.0


def test_large_rooms_do_not_make_every_show_a_surprise() -> None:
    """Conversion wanders a little from show to show: p′ allows it, binomial limits do not."""
    rng = random.Random(5)
    pairs = [(round(100_000 * rng.uniform(0.028, 0.034)), 100_000) for _ in range(40)]
    verdicts = [share(pairs[: end + 1]).verdict for end in range(10, 40)]
    assert verdicts.count("system") <= 3
    plain = 3 * (0.031 * 0.969 / 100_000) ** 0.5
    assert sum(abs(hits / n - 0.031) > plain for hits, n in pairs) > 10
    assert share([*pairs, (5_000, 100_000)]).verdict == "system"


def test_a_change_is_found_and_chance_seldom_taken_for_one() -> None:
    rng = random.Random(11)
    false = sum(
        individuals([rng.gauss(50, 5) for _ in range(21)]).points[-1].signal in ("above", "below")
        for _ in range(400)
    )
    found = sum(
        individuals([*(rng.gauss(50, 5) for _ in range(20)), rng.gauss(80, 5)]).verdict == "system"
        for _ in range(400)
    )
    assert false <= 12  # 3 %
    assert found >= 380


@given(
    st.lists(st.floats(-1e9, 1e9, allow_nan=False), max_size=30),
    st.lists(st.tuples(st.integers(0, 500), st.integers(0, 500)), max_size=30),
)
def test_any_history_is_answered(values: list[float], counts: list[tuple[int, int]]) -> None:
    assert len(individuals(values).points) == len(values)
    pairs = [(min(hits, n), n) for hits, n in counts]
    for point in share(pairs).points:
        if point.low is not None and point.high is not None:
            assert 0 <= point.low <= point.high <= 1


@given(st.integers(0, 2000), st.integers(1, 2000))
def test_wilson_holds_the_share_within_bounds(hits: int, n: int) -> None:
    hits = min(hits, n)
    low, high = wilson(hits, n) or (1, 0)
    assert 0 <= low <= hits / n <= high <= 1


def test_wilson_equals_the_published_example() -> None:
    low, high = wilson(10, 20) or (0, 0)
    assert (round(low, 3), round(high, 3)) == (0.299, 0.701)
    assert wilson(0, 0) is None
