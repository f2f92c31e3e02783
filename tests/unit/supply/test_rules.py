"""Pure decisions of stock: from where, how much, how long, and what to warn of."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaibo.fulfillment.rules.tracking import read_tracking
from kaibo.supply.rules import alerts, buffer, lots
from kaibo.supply.rules.allocated import fit, go_home, swap
from kaibo.supply.rules.allocation import Site, draw, pack
from kaibo.supply.rules.counting import read_counts
from kaibo.supply.rules.provinces import FAR, distance

TODAY = dt.date(2026, 11, 27)
HANGZHOU = Site(1, 100, "浙江省", {7: 5, 8: 1})
GUANGZHOU = Site(2, 50, "广东省", {7: 9})


@pytest.mark.parametrize(
    ("one", "other", "borders"),
    [("浙江省", "浙江", 0), ("浙江省", "上海市", 1), ("海南省", "广西壮族自治区", 2),
     ("内蒙古自治区", "黑龙江省", 1), ("新疆维吾尔自治区", "浙江省", 5), ("火星", "浙江省", FAR)],
)  # fmt: skip
def test_provinces_lie_apart_by_borders(one: str, other: str, borders: int) -> None:
    assert distance(one, other) == distance(other, one) == borders


def test_each_strategy_draws_units_from_its_house() -> None:
    sites = [HANGZHOU, GUANGZHOU]
    assert draw(sites, 7, 6, "priority") == [(2, 6)]
    assert draw(sites, 7, 10, "priority") == [(2, 9), (1, 1)]
    assert draw(sites, 7, 6, "nearest", "上海市") == [(1, 5), (2, 1)]
    assert draw(sites, 7, 6, "most_stock") == [(2, 6)]
    assert draw(sites, 7, 6, "fewest_parcels", "上海市") == [(2, 6)]
    assert draw(sites, 7, 99, "priority") == [(2, 9), (1, 5)]


def test_orders_are_packed_whole() -> None:
    sites = [HANGZHOU, GUANGZHOU]
    orders = {1: {7: 4}, 2: {8: 1}, 3: {7: 4}, 4: {7: 50}}
    boxes, left = pack(sites, orders, "fewest_parcels", "上海市")
    assert [(box.site_id, box.order_ids) for box in boxes] == [(1, [1, 2]), (2, [3])]
    assert left == [4]
    boxes, left = pack(sites, {1: {7: 4}, 3: {7: 4}}, "priority")
    assert [(box.site_id, box.order_ids) for box in boxes] == [(2, [1, 3])]


_SITES = st.lists(
    st.builds(
        lambda id, n, m: Site(id, 1, "", {7: n, 8: m}),
        st.integers(1, 9), st.integers(0, 9), st.integers(0, 9),
    ),
    max_size=4, unique_by=lambda site: site.id,
)  # fmt: skip
_ORDERS = st.dictionaries(
    st.integers(1, 9),
    st.dictionaries(st.sampled_from([7, 8]), st.integers(1, 6), min_size=1),
    max_size=5,
)


@given(_SITES, _ORDERS, st.sampled_from(["priority", "nearest", "most_stock", "fewest_parcels"]))
def test_no_house_gives_more_than_it_has(
    sites: list[Site], orders: dict[int, dict[int, int]], strategy: str
) -> None:
    boxes, left = pack(sites, orders, strategy)
    shipped = [order for box in boxes for order in box.order_ids]
    assert sorted([*shipped, *left]) == sorted(orders)
    for site in sites:
        for sku in (7, 8):
            taken = sum(
                orders[order].get(sku, 0)
                for box in boxes if box.site_id == site.id for order in box.order_ids
            )  # fmt: skip
            assert taken <= site.units[sku]


@given(
    st.dictionaries(st.integers(2, 6), st.integers(0, 50)), st.integers(0, 100), st.integers(1, 40)
)
def test_shares_add_up_to_what_is_promised(
    others: dict[int, int], promised: int, units: int
) -> None:
    shares = fit(others, promised, 1)
    assert sum(shares.values()) == promised
    assert all(part >= 0 for part in shares.values())
    assert sum(part for _site, part in go_home(shares, 1, units)) == units
    moved = sum(part for _site, part in swap(shares, 1, min(units, promised)))
    assert moved == max(0, min(units, promised) - shares[1])


@given(st.integers(0, 1000), st.integers(0, 1000), st.integers(0, 90))
def test_two_releases_keep_as_much_as_one(free: int, promised: int, percent: int) -> None:
    most = buffer.releasable(free, promised, 0, percent)
    assert 0 <= most <= free
    half = most // 2
    assert buffer.releasable(free - half, promised + half, 0, percent) == most - half


def test_the_default_keeps_a_tenth_and_nothing_of_a_few() -> None:
    assert buffer.releasable(100, 0, 0, buffer.DEFAULT_PERCENT) == 90
    assert buffer.releasable(9, 0, 0, buffer.DEFAULT_PERCENT) == 9
    assert buffer.releasable(100, 0, 20, buffer.DEFAULT_PERCENT) == 72


@pytest.mark.parametrize(
    ("units", "safety", "ceiling", "sold", "level", "reason"),
    [
        (0, 0, None, 0, "fine", ""), (0, 5, None, 0, "out", "none_left"),
        (4, 5, None, 0, "short", "below_safety"), (20, 5, None, 100, "short", "few_days"),
        (200, 5, 150, 100, "over", "above_ceiling"), (2000, 0, None, 100, "over", "many_days"),
        (50, 5, 150, 28, "fine", ""),
    ],
)  # fmt: skip
def test_short_and_over(
    units: int, safety: int, ceiling: int | None, sold: int, level: str, reason: str
) -> None:
    verdict = alerts.judge(units, safety, ceiling, sold, 28)
    assert (verdict.level, verdict.reason) == (level, reason)


def test_before_a_link_is_presented() -> None:
    def facts(**changes: int | None) -> alerts.PinFacts:
        values = {"left": 50, "free": 10, "elsewhere": 0, "sold": 0, "safety": 0, "ceiling": None}
        return alerts.PinFacts(**(values | changes))  # type: ignore[arg-type]

    assert alerts.pin_risk(facts(), 600, 300) is None
    fast = alerts.pin_risk(facts(sold=120), 600, 300)
    assert fast is not None
    assert (fast.level, fast.reason, fast.expected) == ("short", "below_pace", 60)
    low = alerts.pin_risk(facts(safety=61), 600, 300)
    assert low is not None
    assert low.reason == "below_safety"
    assert alerts.pin_risk(facts(safety=61, elsewhere=1), 600, 300) is None
    high = alerts.pin_risk(facts(ceiling=59), 600, 300)
    assert high is not None
    assert high.level == "over"
    # The first minute of a show says no more than its whole segment would.
    assert alerts.expected_units(3, 5, 300) == 3


def test_lots_go_by_date_and_never_past_it() -> None:
    shelf = [
        lots.LotUnits(1, "A", TODAY + dt.timedelta(days=9), 3),
        lots.LotUnits(2, "B", TODAY, 2),
        lots.LotUnits(3, "C", TODAY - dt.timedelta(days=1), 5),
        lots.LotUnits(4, "D", None, 9),
    ]
    assert lots.pick(shelf, 6, TODAY) == [(2, 2), (1, 3), (4, 1)]
    assert lots.expired_units(shelf, TODAY) == 5
    assert lots.shelf(TODAY, TODAY, 7) == lots.Shelf.SOON
    assert lots.shelf(TODAY - dt.timedelta(days=1), TODAY, 7) == lots.Shelf.EXPIRED


@given(st.text(max_size=200))
def test_sheets_of_any_text_are_read_or_refused_by_row(text: str) -> None:
    counts = read_counts(text.replace("\x00", ""), {"A1": 1})
    assert all(units >= 0 for units in counts.good.values())
    sheet = read_tracking([line.split(",") for line in text.splitlines()], lambda _number: 5)
    assert sum(len(rows) for rows in sheet.parcels.values()) <= 1
