"""Stages, policy lists, proven conversion and split settlements: pure rules."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaibo.catalog.rules.lifecycle import Advice, Facts, Stage, verdict
from kaibo.catalog.rules.picking import proven_conversion
from kaibo.catalog.rules.policy import Thresholds, kinds_of
from kaibo.catalog.rules.settlement import Line, Term, settle, share

OLD = 120
DAY = datetime(2026, 11, 1, tzinfo=UTC)


def facts(before: int, recent: int, **more: object) -> Facts:
    """So many units in the two halves of eight weeks, spread evenly."""
    weeks = [before // 4] * 3 + [before - 3 * (before // 4)]
    weeks += [recent // 4] * 3 + [recent - 3 * (recent // 4)]
    values = {"age_days": OLD, "stock": 200, "is_listed": True} | more
    return Facts(weekly_units=tuple(weeks), **values)  # type: ignore[arg-type]


@pytest.mark.capability("PROD-05")
@pytest.mark.parametrize(
    ("given_facts", "stage", "advice"),
    [
        (facts(0, 0, age_days=3), Stage.INTRO, Advice.SHOW_MORE),
        (facts(0, 0, age_days=20), Stage.INTRO, Advice.CHANGE_OFFER),
        (facts(0, 9, age_days=20), Stage.INTRO, Advice.COLLECT_REVIEWS),
        (facts(0, 9, age_days=20, stock=0), Stage.INTRO, Advice.STOCK_UP),
        (facts(100, 200), Stage.GROWTH, Advice.SHOW_MORE),
        (facts(100, 200, stock=60), Stage.GROWTH, Advice.STOCK_UP),
        (facts(2, 3), Stage.MATURE, Advice.BUNDLE),
        (facts(100, 105), Stage.MATURE, Advice.KEEP),
        (facts(100, 105, stock=20), Stage.MATURE, Advice.STOCK_UP),
        (
            facts(100, 105, margin_bp=2000, margin_before_bp=2600),
            Stage.MATURE,
            Advice.GUARD_MARGIN,
        ),
        (facts(200, 100), Stage.DECLINE, Advice.CLEAR),
        (facts(200, 100, stock=0), Stage.DECLINE, Advice.DELIST),
        (facts(5, 0), Stage.DECLINE, Advice.CLEAR),
        (facts(10, 7, margin_bp=1000, margin_before_bp=3000), Stage.DECLINE, Advice.CLEAR),
        (facts(10, 7), Stage.MATURE, Advice.BUNDLE),
        (facts(100, 200, is_listed=False), Stage.DELISTED, Advice.DISPOSE),
        (facts(0, 0, is_listed=False, stock=0), Stage.DELISTED, Advice.NOTHING),
    ],
)
def test_the_stage_and_what_to_do(given_facts: Facts, stage: Stage, advice: Advice) -> None:
    found = verdict(given_facts, new_days=30)
    assert (found.stage, found.advice) == (stage, advice)


@given(
    st.integers(0, 3000), st.integers(0, 3000), st.integers(0, 500), st.integers(0, 5000),
    st.booleans(),
)  # fmt: skip
def test_more_sales_never_make_a_stage_worse(
    before: int, recent: int, more: int, stock: int, is_listed: bool
) -> None:
    order = [Stage.DECLINE, Stage.MATURE, Stage.GROWTH]
    one = verdict(facts(before, recent, stock=stock, is_listed=is_listed), 30).stage
    two = verdict(facts(before, recent + more, stock=stock, is_listed=is_listed), 30).stage
    if is_listed:
        assert order.index(two) >= order.index(one)
    else:
        assert one == two == Stage.DELISTED


@pytest.mark.capability("PROD-07")
@pytest.mark.parametrize(
    ("weeks", "more", "kinds"),
    [
        ((0,) * 7 + (120,), {}, ["hot"]),
        ((0,) * 6 + (30, 50), {}, ["hot"]),
        ((0,) * 6 + (2, 9), {"stock": 10}, ["slow"]),
        ((0,) * 8, {}, ["slow"]),
        ((0,) * 8, {"stock": 0}, []),
        ((0,) * 8, {"age_days": 5}, ["new"]),
        ((0,) * 7 + (150,), {"age_days": 5}, ["hot", "new"]),
        ((20,) * 8, {"stock": 300}, ["slow"]),
        ((20,) * 8, {"stock": 100}, []),
        ((0,) * 7 + (120,), {"is_listed": False}, []),
    ],
)
def test_the_lists_of_a_shops_policy(
    weeks: tuple[int, ...], more: dict[str, object], kinds: list[str]
) -> None:
    values = {"age_days": OLD, "stock": 200, "is_listed": True} | more
    assert kinds_of(Facts(weekly_units=weeks, **values), Thresholds()) == kinds  # type: ignore[arg-type]


@pytest.mark.capability("PROD-10")
def test_few_clicks_prove_little() -> None:
    assert proven_conversion(30, 100) > proven_conversion(1, 1) > proven_conversion(0, 10)
    assert proven_conversion(300, 1000) > proven_conversion(30, 100)
    assert proven_conversion(5, 0) == 0.0
    assert proven_conversion(20, 10) == proven_conversion(10, 10)


@given(st.integers(0, 500), st.integers(0, 500))
def test_proven_conversion_lies_below_the_share(orders: int, clicks: int) -> None:
    found = proven_conversion(orders, clicks)
    assert 0 <= found <= 1
    assert not clicks or found <= min(orders / clicks, 1)


LINES = st.lists(
    st.tuples(
        st.integers(0, 60),  # paid on this day
        st.integers(1, 3),  # SKU
        st.integers(1, 5),  # units
        st.integers(0, 50_000),  # net
        st.lists(st.tuples(st.integers(1, 3), st.integers(0, 60)), max_size=3),  # units, days after
    ),
    max_size=10,
)
Drawn = tuple[int, int, int, int, list[tuple[int, int]]]
TERMS = [
    Term("故宫文创", 1, 1250, date(2026, 11, 1), None),
    Term("插画师", 1, 333, date(2026, 11, 1), date(2026, 11, 30)),
    Term("故宫文创", 2, 10_000, date(2026, 11, 10), date(2026, 12, 5)),
]


def lines_of(drawn: list[Drawn]) -> list[Line]:
    made = []
    for number, (day, sku, quantity, net, returns) in enumerate(drawn):
        paid = DAY + timedelta(days=day, hours=number)
        back = [(units, paid + timedelta(days=after)) for units, after in returns]
        made.append(Line(number, sku, quantity, net, paid, paid.date(), back))
    return made


@pytest.mark.capability("PROD-14")
@given(LINES, st.integers(1, 40))
def test_periods_add_up_to_the_share_of_what_was_kept(drawn: list[Drawn], length: int) -> None:
    lines = lines_of(drawn)
    end = DAY + timedelta(days=200)
    whole = {(r.partner, r.sku_id): r for r in settle(lines, TERMS, DAY, end)}
    sums: dict[tuple[str, int], list[int]] = {}
    start = DAY
    while start < end:
        stop = min(start + timedelta(days=length), end)
        for row in settle(lines, TERMS, start, stop):
            kept = sums.setdefault((row.partner, row.sku_id), [0, 0, 0])
            kept[0] += row.net_paid
            kept[1] += row.refunded
            kept[2] += row.partner_amount
        start = stop
    for key, row in whole.items():
        assert sums[key] == [row.net_paid, row.refunded, row.partner_amount]
        assert 0 <= row.partner_amount <= row.net_paid
        assert row.refunded <= row.net_paid


def test_a_settlement_by_hand() -> None:
    line = Line(7, 1, 3, 9_999, DAY, DAY.date(), [(2, DAY + timedelta(days=3))])
    november = settle([line], TERMS[:1], DAY, DAY + timedelta(days=1))
    assert [(r.orders, r.units, r.net_paid, r.partner_amount) for r in november] == [
        (1, 3, 9_999, 1_250)
    ]
    later = settle([line], TERMS[:1], DAY + timedelta(days=1), DAY + timedelta(days=30))
    assert [(r.net_paid, r.refunded) for r in later] == [(0, 6_666)]
    assert later[0].partner_amount == share(3_333, 1250) - 1_250


def test_a_share_ends_with_its_term() -> None:
    late = Line(1, 2, 1, 5_000, DAY + timedelta(days=40), date(2026, 12, 11))
    assert settle([late], TERMS, DAY, DAY + timedelta(days=90)) == []
