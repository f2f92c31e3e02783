"""Differences of two sets against published and hand-reckoned answers."""

from __future__ import annotations

import pytest

from kaibo.foundation.intervals import katz, newcombe, t95, wilson
from kaibo.insight.rules.compare import Part, adjusted, compare, effective, lift, means

Pair = tuple[float, float]


@pytest.mark.parametrize(
    ("one", "other", "wanted"),
    [  # Newcombe 1998, table II, method 10
        ((56, 70), (48, 80), (0.0524, 0.3339)),
        ((9, 10), (3, 10), (0.1705, 0.8090)),
        ((6, 7), (2, 7), (0.0582, 0.8062)),
        ((5, 56), (0, 29), (-0.0381, 0.1926)),
        ((0, 10), (0, 20), (-0.1611, 0.2775)),
        ((10, 10), (0, 20), (0.6791, 1.0)),
    ],
)
def test_the_difference_of_two_shares_is_that_of_the_paper(
    one: Pair, other: Pair, wanted: Pair
) -> None:
    found = newcombe(one, other)
    assert found is not None
    assert (round(found[0], 4), round(found[1], 4)) == wanted
    assert newcombe(other, one) == pytest.approx((-found[1], -found[0]))


def test_nobody_on_a_side_has_no_interval() -> None:
    assert newcombe((0, 0), (1, 2)) is None
    assert katz((0, 9), (1, 2)) is None
    assert wilson(0, 0) is None


@pytest.mark.parametrize(
    ("freedom", "wanted"),  # the table of every textbook; 1 and 2 have closed forms
    [(1, 12.7062), (2, 4.3027), (5, 2.5706), (10, 2.2281), (30, 2.0423), (1000, 1.9623)],
)
def test_students_t(freedom: float, wanted: float) -> None:
    assert t95(freedom) == pytest.approx(wanted, abs=6e-5)


def test_welch_is_that_of_hand() -> None:
    """2, 4, 6 against 1, 2, 3: means 4 and 2, variances 4/3 and 1/3, freedom 2.941."""
    a, b = ([Part(value, 1) for value in values] for values in ((2, 4, 6), (1, 2, 3)))
    reach = t95((5 / 3) ** 2 / ((4 / 3) ** 2 / 2 + (1 / 3) ** 2 / 2)) * (5 / 3) ** 0.5
    assert means(a, b) == pytest.approx((2 - reach, 2 + reach))
    found = compare("mean", a, b)
    assert (found.difference, found.relative, found.says) == (2, 1, "unclear")


def test_a_mean_is_of_all_shows_as_one_and_needs_three() -> None:
    a = [Part(100, 10), Part(900, 30)]
    found = compare("mean", a, [Part(10, 1)] * 3)
    assert (found.a.value, found.b.value) == (25, 10), "1000 / 40, not the mean of 10 and 30"
    assert (found.says, found.low, found.difference) == ("parts", None, 15)


def test_linearized_values_are_those_of_hand() -> None:
    """100/10, 200/20, 300/10: 15 of all, rests −50, −100, 150 over a mean of 40/3."""
    a = [Part(100, 10), Part(200, 20), Part(300, 10)]
    found = means(a, [Part(15, 1)] * 3)
    variance = (50**2 + 100**2 + 150**2) / (40 / 3) ** 2 / 2 / 3
    reach = t95(2) * variance**0.5
    assert found == pytest.approx((-reach, reach))


def test_few_people_are_not_judged() -> None:
    found = compare("share", [Part(20, 25)], [Part(10, 500)], 100)
    assert found.says == "few"
    assert (found.low or 0) > 0, "the interval stands all the same"
    assert compare("share", [Part(30, 40)], [Part(10, 500)], 100).says == "higher"
    assert compare("share", [Part(10, 500)], [Part(30, 40)], 100).says == "lower"


def test_what_cannot_be_told_is_said() -> None:
    found = compare("share", [None, Part(0, 0)], [Part(1, 50)], 100)
    assert (found.says, found.a.value, found.a.known, found.a.parts) == ("unknown", None, 1, 2)


def test_shows_that_differ_widen_the_interval() -> None:
    alike, unlike = [Part(50, 500)] * 2, [Part(10, 500), Part(90, 500)]
    assert effective(alike) == (100, 1000)
    # spread 2 × (40² + 40²) = 6400 over 1000 × 0.1 × 0.9 = 90
    assert effective(unlike) == pytest.approx((100 / (6400 / 90), 1000 / (6400 / 90)))
    other = [Part(75, 500)] * 2
    assert compare("share", alike, other, 100).says == "lower"
    assert compare("share", unlike, other, 100).says == "unclear"


def test_the_lift_of_a_share() -> None:
    """27/100 on 20/100: ln 1.35 = 0.3001, reach 1.96 √(1/27 + 1/20 − 2/100) = 0.5075."""
    found = lift([Part(27, 100)], [Part(20, 100)])
    assert found is not None
    assert found.relative == pytest.approx(0.35)
    assert (found.low, found.high) == pytest.approx((-0.1873, 1.2424), abs=1e-4)


def test_the_minute_of_entry_is_taken_out() -> None:
    """Both hold everybody alike minute by minute; who came late stayed, and a's came late."""
    pairs = [(Part(10, 100), Part(40, 400)), (Part(320, 400), Part(80, 100))]
    crude = compare("share", [Part(330, 500)], [Part(120, 500)], 100)
    assert crude.says == "higher"
    found = adjusted([*pairs, (Part(3, 3), Part(0, 0))])
    assert found is not None
    assert (found.difference, found.minutes) == (pytest.approx(0), 2)
    assert found.low < 0 < found.high


def test_mantel_haenszel_of_one_stratum_is_the_textbooks() -> None:
    found = adjusted([(Part(56, 70), Part(48, 80))])
    assert found is not None
    reach = 1.959964 * (0.8 * 0.2 / 70 + 0.6 * 0.4 / 80) ** 0.5
    assert (found.low, found.high) == pytest.approx((0.2 - reach, 0.2 + reach))
    assert adjusted([(Part(0, 0), Part(1, 2))]) is None
