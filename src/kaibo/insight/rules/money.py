"""Money of a review comes from the order tables; the ratios that contain it follow."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

Value = float | int | None


class SalesLike(Protocol):
    """Sums over the orders of a show, see `kaibo.insight.sales.Sales`."""

    @property
    def orders(self) -> int: ...
    @property
    def gmv_created(self) -> int: ...
    @property
    def order_buyers(self) -> int: ...
    @property
    def paid_orders(self) -> int: ...
    @property
    def gmv(self) -> int: ...
    @property
    def buyers(self) -> int: ...
    @property
    def units(self) -> int: ...
    @property
    def refunded_orders(self) -> int: ...
    @property
    def refund_amount(self) -> int: ...


def with_money(totals: Mapping[str, Value], sales: SalesLike, live_ms: int) -> dict[str, Value]:
    """Totals with every figure of trade computed from the orders; the formulas of the registry."""
    pv, uv = totals.get("pv") or 0, totals.get("uv") or 0
    clickers = totals.get("product_clickers") or 0
    gmv = sales.gmv
    return {
        **totals,
        "orders": sales.orders, "gmv_created": sales.gmv_created,
        "order_buyers": sales.order_buyers, "paid_orders": sales.paid_orders, "gmv": gmv,
        "buyers": sales.buyers, "units": sales.units, "refund_amount": sales.refund_amount,
        "net_gmv": gmv - sales.refund_amount, "unpaid_amount": sales.gmv_created - gmv,
        "gpm": _ratio(1000 * gmv, pv), "uv_value": _ratio(gmv, uv),
        "gmv_per_buyer": _ratio(gmv, sales.buyers),
        "gmv_per_order": _ratio(gmv, sales.paid_orders),
        "gmv_per_unit": _ratio(gmv, sales.units),
        "gmv_per_minute": _ratio(60_000 * gmv, live_ms),
        "gmv_per_hour": _ratio(3_600_000 * gmv, live_ms),
        "units_per_order": _ratio(sales.units, sales.paid_orders),
        "conversion_rate": _ratio(100 * sales.buyers, uv),
        "orders_per_view": _ratio(100 * sales.paid_orders, pv),
        "order_pay_rate": _ratio(100 * sales.buyers, sales.order_buyers),
        "click_pay_rate": _ratio(100 * sales.buyers, clickers),
        "refund_rate": _ratio(100 * sales.refunded_orders, sales.paid_orders),
        "refund_amount_rate": _ratio(100 * sales.refund_amount, gmv),
    }  # fmt: skip


def _ratio(top: float, bottom: float) -> float | None:
    return round(top / bottom, 4) if bottom else None
