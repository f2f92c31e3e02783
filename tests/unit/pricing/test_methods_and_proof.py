"""Three methods by hand, the gap to rivals, the lawful before-price, the sheet of rivals."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaibo.catalog.rules.cells import amount, day
from kaibo.pricing.contracts import Attribute, DealDay, RivalSeen, SurveyPoint, ValueFacts
from kaibo.pricing.rules.before_price import before_price, refusal
from kaibo.pricing.rules.gap import fresh, gap_of
from kaibo.pricing.rules.methods import cost_plus, margin_bp, propose
from kaibo.pricing.rules.rival_sheet import read_rivals

TODAY = dt.date(2026, 11, 11)


def ago(days: int) -> dt.date:
    return TODAY - dt.timedelta(days=days)


def deal(days: int, lowest: int, orders: int = 3) -> DealDay:
    return DealDay(ago(days), lowest, 5, orders, 5 * lowest)


@pytest.mark.capability("PROM-01")
def test_three_prices_side_by_side() -> None:
    """Cost 52, fees 5 %, target 30 %: 80.00. Rivals 79, 89, 99: 89. Value 86 × 74/68: 93.58."""
    rivals = [
        RivalSeen(name, price, TODAY)
        for name, price in [("甲", 7_900), ("乙", 9_900), ("丙", 8_900)]
    ]
    value = ValueFacts(
        "参照款",
        8_600,
        [Attribute("亲肤", 5, 8, 6), Attribute("耐洗", 3, 6, 6), Attribute("包装", 2, 8, 10)],
    )
    cost, competition, perceived = propose(5_200, 500, 3_000, rivals, value)
    assert (cost.method, cost.price, cost.margin_bp) == ("cost", 8_000, 3_000)
    assert (competition.price, competition.margin_bp) == (8_900, 3_657)
    assert (perceived.price, perceived.margin_bp) == (9_358, 3_943)
    assert "中位价" in competition.basis


def test_the_survey_takes_the_price_of_the_greatest_profit() -> None:
    """Cost 50: 79 × 60 earns 1740, 99 × 40 earns 1960, 129 × 20 earns 1580."""
    points = [SurveyPoint(7_900, 60), SurveyPoint(9_900, 40), SurveyPoint(12_900, 20)]
    found = propose(5_000, 0, 3_000, [], ValueFacts(survey=points))
    assert found[2].price == 9_900


def test_what_is_missing_is_said() -> None:
    cost, competition, value = propose(0, 500, 3_000, [], ValueFacts())
    assert cost.price is competition.price is value.price is None
    assert all(one.problem for one in (cost, competition, value))
    assert "100%" in cost_plus(100, 5_000, 5_000).problem


@given(st.integers(1, 10**7), st.integers(0, 3_000), st.integers(0, 6_000))
def test_the_cost_price_keeps_its_target_margin(cost: int, fee: int, target: int) -> None:
    price = cost_plus(cost, fee, target).price
    assert price is not None
    assert margin_bp(price, cost, fee) >= target - 1
    assert price == 1 or margin_bp(price - 1, cost, fee) <= target


@pytest.mark.capability("PROM-02")
def test_the_gap_alert_is_for_a_price_above_the_median() -> None:
    rivals = [
        RivalSeen("甲", 9_000, TODAY),
        RivalSeen("乙", 10_000, TODAY),
        RivalSeen("丙", 12_000, TODAY),
    ]
    found = gap_of(10_600, rivals, 500)
    assert found is not None
    assert (found.median, found.lowest, found.gap_bp, found.position) == (10_000, 9_000, 600, 3)
    assert found.is_alert
    calm = gap_of(10_500, rivals, 500)
    assert calm is not None
    assert not calm.is_alert
    assert gap_of(10_500, [], 500) is None


def test_only_the_newest_price_of_a_rival_of_thirty_days_counts() -> None:
    seen = [RivalSeen("甲", 1, ago(31)), RivalSeen("乙", 2, ago(30)), RivalSeen("乙", 3, ago(2))]
    assert fresh(seen, TODAY) == [RivalSeen("乙", 3, ago(2))]


def test_china_compares_with_the_lowest_deal_of_seven_days() -> None:
    """Order 56 art. 16; the eighth day before and the day itself do not count."""
    deals = [deal(8, 5_900), deal(7, 9_900), deal(3, 8_900, 12), deal(1, 9_500), deal(0, 4_900)]
    found = before_price("CN", deals, TODAY, 12_900)
    assert (found.price, found.day, found.orders) == (8_900, ago(3), 12)
    assert (found.window_from, found.window_to, found.basis) == (ago(7), ago(1), "lowest_deal")


def test_china_without_a_deal_in_the_window_takes_the_last_one() -> None:
    found = before_price("CN", [deal(40, 7_900), deal(20, 8_900)], TODAY, 12_900)
    assert (found.price, found.day, found.basis) == (8_900, ago(20), "last_deal")


def test_europe_compares_with_the_lowest_of_thirty_days() -> None:
    """Art. 6a: a deal of day 30 counts, one of day 31 does not; the standing price counts too."""
    found = before_price("EU", [deal(31, 5_000), deal(30, 8_000), deal(2, 9_000)], TODAY, 12_900)
    assert (found.price, found.day) == (8_000, ago(30))
    lower = before_price("EU", [deal(30, 8_000)], TODAY, 7_500)
    assert (lower.price, lower.basis) == (7_500, "list_price")
    assert before_price("EU", [deal(31, 5_000)], TODAY, 12_900).price is None


def test_a_claim_without_basis_or_above_it_is_refused() -> None:
    lawful = before_price("CN", [deal(3, 8_900)], TODAY, 12_900)
    assert refusal(8_900, lawful) == ""
    assert "89.00" in refusal(12_900, lawful)
    assert "没有成交记录" in refusal(1, before_price("CN", [], TODAY, 12_900))


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(1, 99)), max_size=12), st.integers(1, 99))
def test_the_lawful_price_is_never_above_a_deal_of_the_window(
    drawn: list[tuple[int, int]], listed: int
) -> None:
    deals = [deal(days, lowest) for days, lowest in dict(drawn).items()]
    for market, days in (("CN", 7), ("EU", 30)):
        found = before_price(market, deals, TODAY, listed)  # type: ignore[arg-type]
        inside = [one.lowest for one in deals if ago(days) <= one.day < TODAY]
        if inside:
            assert found.price is not None
            assert found.price <= min(inside)


@pytest.mark.capability("PROM-02")
def test_a_sheet_of_rivals_brings_good_rows_and_every_bad_cell() -> None:
    table = [
        ["SKU编码", "竞品", "价格", "日期", "链接"],
        ["T-1", "甲店", "¥89.90", "2026-11-10", "https://example.com/1"],
        ["T-9", "乙店", "便宜", "2026-11-12", ""],
        ["", "", "", "", ""],
        ["T-1", "", "0", "", ""],
        ["T-1", "丙店", "79"],
    ]
    found = read_rivals(table, ["T-1"], TODAY, amount, day)
    assert [(row.line, row.rival, row.price) for row in found.good] == [
        (2, "甲店", 8_990),
        (6, "丙店", 7_900),
    ]
    assert found.good[1].seen_on == TODAY
    assert [(row.line, row.column) for row in found.bad] == [
        (3, "SKU编码"), (3, "价格"), (3, "日期"), (5, "竞品"), (5, "价格"),
    ]  # fmt: skip
    assert read_rivals([["名字"]], [], TODAY, amount, day).bad[0].line == 1
    assert read_rivals([], [], TODAY, amount, day).bad
