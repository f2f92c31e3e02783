"""Findings, verdict, reconciliation and money of a review are pure rules."""

from __future__ import annotations

from typing import Any

import pytest

from kaibo.insight.rules.findings import Facts, findings, verdict
from kaibo.insight.rules.money import with_money
from kaibo.insight.rules.reconcile import ITEMS, agrees, reconcile
from kaibo.insight.rules.texts import clock, money, shown
from kaibo.insight.rules.view import curve, presented_ms
from kaibo.insight.sales import Sales

START = 1_763_809_200_000  # 19:00 in Shanghai
MINUTE = 60_000
TOTALS = {
    "gmv": 1_234_500, "uv": 8000, "buyers": 120, "conversion_rate": 1.5, "gmv_created": 1_300_000,
    "unpaid_amount": 65_500,
}  # fmt: skip


def goal(metric: str, target: float, actual: float, percent: float) -> dict[str, Any]:
    return {
        "metric": metric, "name": metric, "name_en": metric, "unit": "count", "target": target,
        "actual": actual, "gap_percent": percent, "is_met": actual >= target,
    }  # fmt: skip


def facts(**changes: Any) -> Facts:
    values: dict[str, Any] = {
        "goals": [], "totals": TOTALS, "minutes": [], "segments": [], "products": [], "marks": [],
        "breaks": [], "skipped": [], "agrees": True,
    }  # fmt: skip
    return Facts(**(values | changes))


def codes(**changes: Any) -> list[str]:
    return [finding.code for finding in findings(facts(**changes))]


def product(link: int = 5, **changes: Any) -> dict[str, Any]:
    blank = {"link": link, "number": 3, "order_minutes": {}, "values": {}}
    return blank | changes


def minute(place: int, online: int) -> dict[str, Any]:
    return {"at": START + place * MINUTE, "values": {"pcu": online}}


def test_a_quiet_show_has_nothing_to_look_at() -> None:
    assert codes() == []


def test_the_goal_missed_most_is_named() -> None:
    goals = [goal("uv", 100, 90, -10.0), goal("buyers", 10, 4, -60.0), goal("pv", 5, 9, 80.0)]
    [found] = findings(facts(goals=goals))
    assert found.evidence == {"metric": "buyers"}
    assert "-60.0%" in found.text.zh


def test_a_price_change_is_judged_by_the_orders_around_it() -> None:
    mark = {"kind": "price", "link": 5, "at": START + 6 * MINUTE + 7, "amount": 9900}
    orders = {START + n * MINUTE: count for n, count in ((0, 9), (1, 2), (5, 1), (6, 4), (11, 50))}
    [found] = findings(facts(marks=[mark], products=[product(order_minutes=orders)]))
    assert found.level == "good"
    assert found.text.zh == "19:06 3 号链接改价 ¥99.00：前 5 分钟 3 单，后 5 分钟 4 单"
    assert found.evidence == {"kinds": ["order"], "link": 5}


def test_at_most_three_price_changes_are_shown_and_the_largest_first() -> None:
    marks = [
        {"kind": "flash_start", "link": link, "at": START + 9 * MINUTE, "amount": 100}
        for link in range(6)
    ]
    goods = [product(link, order_minutes={START + 9 * MINUTE: link + 1}) for link in range(6)]
    found = findings(facts(marks=marks, products=goods))
    assert [one.evidence["link"] for one in found] == [5, 4, 3]


def test_a_break_of_the_stream_tells_what_it_cost() -> None:
    minutes = [minute(0, 80), minute(1, 78), minute(2, 30), minute(3, 25)]
    broke = [(START + 2 * MINUTE, START + 2 * MINUTE + 42_000)]
    found = findings(facts(breaks=broke, minutes=minutes))
    assert [one.code for one in found] == ["stream_broke", "online_fell"]
    assert "42 秒" in found[0].text.zh
    assert found[1].evidence == {"kinds": ["leave"], "minute": START + 2 * MINUTE}


def test_clicks_without_an_order_and_unpaid_orders_and_skipped_segments() -> None:
    lost = product(values={"product_clickers": 20, "orders": 0})
    assert codes(products=[lost]) == ["clicks_without_sale"]
    assert codes(products=[product(values={"product_clickers": 19})]) == []
    assert codes(totals=TOTALS | {"unpaid_amount": 300_000}) == ["unpaid_orders"]
    assert codes(skipped=["收尾"]) == ["segments_skipped"]


def test_problems_come_first_and_disagreeing_books_are_one() -> None:
    found = findings(facts(agrees=False, skipped=["收尾"]))
    assert [one.level for one in found] == ["problem", "warning"]
    assert found[0].code == "books_disagree"


def test_the_verdict_is_one_sentence_in_both_languages() -> None:
    goals = [goal("gmv", 2_469_000, 1_234_500, -50.0)]
    text = verdict(facts(goals=goals))
    assert text.zh == (
        "成交 ¥12,345.00，完成目标 50%；8,000 人观看，120 人成交，转化 1.5%；1 个目标达成 0 个。"
    )
    assert text.en.startswith("¥12,345.00 paid, 50% of the goal; 8,000 viewers")


@pytest.mark.capability("DATA-03")
def test_books_agree_only_without_any_difference() -> None:
    orders = dict.fromkeys(ITEMS, 7)
    link = {5: {"gmv": 7, "paid_orders": 1, "units": 2}}
    assert agrees(reconcile(orders, orders, link, link))
    lines = reconcile(orders, orders | {"gmv": 8}, link, {})
    assert [(one.metric, one.link, one.difference) for one in lines if one.difference] == [
        ("gmv", None, 1), ("gmv", 5, -7), ("paid_orders", 5, -1), ("units", 5, -2),
    ]  # fmt: skip


def test_money_of_a_review_is_that_of_the_orders() -> None:
    sales = Sales(
        orders=10, gmv_created=1000, order_buyers=8, paid_orders=8, gmv=800, buyers=6, units=9,
        refunded_orders=2, refund_amount=200,
    )  # fmt: skip
    totals = with_money({"pv": 400, "uv": 200, "product_clickers": 0, "gmv": 999}, sales, 3_600_000)
    assert (totals["gmv"], totals["net_gmv"], totals["unpaid_amount"]) == (800, 600, 200)
    assert (totals["gpm"], totals["uv_value"], totals["gmv_per_hour"]) == (2000, 4, 800)
    assert (totals["refund_rate"], totals["click_pay_rate"]) == (25, None)


def test_presenting_windows_end_with_the_next_pin() -> None:
    marks = [(0, "pin", 1), (10, "pin", 2), (25, "unpin", None), (30, "pin", 1)]
    assert presented_ms(marks, 50) == {1: 30, 2: 15}


def test_the_curve_adds_up_changes() -> None:
    assert curve({5: 2, 9: -1, 12: -1}) == {5: 2, 9: 1, 12: 0}


def test_figures_as_people_write_them() -> None:
    assert (money(-123456), clock(START)) == ("-¥1,234.56", "19:00")
    assert [shown(12.34, unit) for unit in ("percent", "seconds", "count")] == [
        "12.3%", "12 s", "12.3",
    ]  # fmt: skip
