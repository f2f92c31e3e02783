"""The identities that hold on a real row of Douyin Compass hold on our formulas and our shows."""

from __future__ import annotations

from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import pytest
from tests.factories.shop_books import shop_database
from tests.factories.show_log import ShowLog, goods

from kaibo.insight import registry
from kaibo.insight.batch import database, statements
from kaibo.insight.rules.view import View

# One masked row as the platform exports it (2026-09-07, live list); money in yuan.
ROW = {
    "impressions": 280286, "impression_viewers": 182584, "uv": 15093, "pv": 21254,
    "product_viewers": 12774, "product_clickers": 6390, "product_views": 67458,
    "product_clicks": 10306, "paid_orders": 1536, "gmv": 61045.3, "paid_by_users": 59847.17,
    "units": 1547, "buyers": 1513, "net_gmv_1h": 50512.9, "net_orders_1h": 1271,
    "refund_amount_1h": 10532.4, "refund_orders_1h": 265,
    # decimals 0-1 as printed
    "click_rate_events": 0.1528, "click_rate": 0.5002, "orders_per_click": 0.149,
    "click_pay_rate": 0.2368, "orders_per_view": 0.0723, "conversion_rate": 0.1002,
    "refund_rate_1h": 0.1725, "uv_per_hour": 943.116017496355, "gmv_per_hour": 3739.6690272859823,
}  # fmt: skip
LIVE_MS = (16 * 3600 + 12) * 1000  # 2026-09-07 08:55:37 to 2026-09-08 00:55:49
EVENTS = {
    "impression": ("impressions", "impression_viewers"), "enter": ("pv", "uv"),
    "product_view": ("product_views", "product_viewers"),
    "product_click": ("product_clicks", "product_clickers"), "pay": ("paid_orders", "buyers"),
}  # fmt: skip
PERCENTS = (
    "click_rate_events", "click_rate", "orders_per_click", "click_pay_rate", "orders_per_view",
    "conversion_rate", "refund_rate_1h",
)  # fmt: skip


class RowView(View):
    """A show of which only the platform's counts are known."""

    def e(self, *kinds: str) -> int:
        return sum(int(ROW[EVENTS[kind][0]]) for kind in kinds)

    def u(self, *kinds: str) -> int:
        kind = "enter" if "heartbeat" in kinds else kinds[0]
        return int(ROW[EVENTS[kind][1]])

    def traders(self, kind: str) -> int:
        return int(ROW[EVENTS[kind][1]])

    def amount(self, kind: str) -> int:
        return round(ROW["gmv"] * 100)

    def units(self, kind: str) -> int:
        return int(ROW["units"])


VIEW = RowView(
    cell=SimpleNamespace(), live_ms=LIVE_MS,  # type: ignore[arg-type]
    known={
        "refunded_1h": round(ROW["refund_amount_1h"] * 100),
        "refund_orders_1h": int(ROW["refund_orders_1h"]),
    },
)  # fmt: skip


def computed(name: str) -> Any:
    return registry.metric(name).compute(VIEW)  # type: ignore[misc]


@pytest.mark.parametrize("name", PERCENTS)
def test_our_ratio_of_the_platforms_counts_is_the_ratio_it_prints(name: str) -> None:
    assert round(float(computed(name)) / 100, 4) == ROW[name]


def test_our_sums_and_hourly_figures_of_its_counts_are_those_it_prints() -> None:
    assert computed("net_gmv_1h") == round(ROW["net_gmv_1h"] * 100)
    assert computed("net_orders_1h") == ROW["net_orders_1h"]
    assert float(computed("uv_per_hour")) == pytest.approx(ROW["uv_per_hour"], rel=1e-12)
    hourly = Fraction(round(ROW["paid_by_users"] * 100)) * 3_600_000 / LIVE_MS / 100
    assert float(hourly) == pytest.approx(ROW["gmv_per_hour"], rel=1e-12)


def test_the_identities_hold_on_a_show_of_ours() -> None:
    """The eleven of the row and the two of the platform's diagnosis, on figures of the SQL."""
    log = ShowLog(show=7, goods=goods(), viewers=160)
    text = statements.statement("show", statements.Asked(7, log.end_ms))
    (row,) = database.answer(shop_database(log), text)
    value = {name: figure for name, figure in row.items() if name != "g"}
    shares = {
        "click_rate_events": ("product_clicks", "product_views"),
        "click_rate": ("product_clickers", "product_viewers"),
        "orders_per_click": ("paid_orders", "product_clicks"),
        "click_pay_rate": ("buyers", "product_clickers"),
        "orders_per_view": ("paid_orders", "pv"), "conversion_rate": ("buyers", "uv"),
        "refund_rate_1h": ("refund_amount_1h", "gmv"),
    }  # fmt: skip
    for name, (top, bottom) in shares.items():
        assert value[top] > 0
        assert value[name] == 100 * value[top] / value[bottom], name
    hours = Fraction(log.end_ms - log.start_ms, 3_600_000)
    assert value["net_orders_1h"] == value["paid_orders"] - value["refund_orders_1h"]
    assert value["net_gmv_1h"] == value["gmv"] - value["refund_amount_1h"]
    assert value["uv_per_hour"] == float(value["uv"] / hours)
    assert value["gmv_per_hour"] == float(value["gmv"] / hours)
    exact = {name: Fraction(value[top], value[bottom]) for name, (top, bottom) in (
        ("orders_per_impression", ("paid_orders", "impressions")),
        ("gmv_per_order", ("gmv", "paid_orders")), ("gpm", ("gmv", "pv")),
    )}  # fmt: skip
    shown = exact["orders_per_impression"] * value["impressions"] * exact["gmv_per_order"]
    assert value["gmv"] == shown == value["pv"] * exact["gpm"]
    assert value["orders_per_impression"] == float(100 * exact["orders_per_impression"])
    assert value["gpm"] == float(1000 * exact["gpm"])
