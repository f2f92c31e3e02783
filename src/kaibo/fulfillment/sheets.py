"""Sheets for the warehouse: what to pick, and what the carrier needs. First row: the header."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from kaibo.fulfillment.queries import Pick, Suggested
from kaibo.selling import facade as selling
from kaibo.selling.contracts import format_order_no

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "'")


def picking_rows(
    picks: Sequence[Pick], houses: Mapping[int, str], names: Mapping[int, str]
) -> list[list[str]]:
    rows = [[_("仓库"), _("商品"), _("件数"), _("包裹数"), _("建议批次")]]
    for one in picks:
        lots = "；".join(
            f"{number}×{units}" + (f"（{day}）" if day else "") for number, day, units in one.lots
        )
        cells = [houses[one.warehouse_id], names.get(one.sku_id, str(one.sku_id))]
        rows.append([guarded(text) for text in [*cells, str(one.units), str(one.parcels), lots]])
    return rows


def tracking_rows(
    shop_id: int, found: Sequence[Suggested], houses: Mapping[int, str], names: Mapping[int, str]
) -> list[list[str]]:
    """One row per order; orders of one parcel stand together and get the same number."""
    head = [_("订单号"), _("快递公司"), _("运单号"), _("包裹"), _("仓库"), _("收件人"), _("电话")]
    rows = [[*head, _("地址"), _("商品")]]
    ids = [order for one in found for order in one.order_ids]
    rows_of_orders = selling.desk([shop_id]).filter(id__in=ids).select_related("address")
    orders = {order.id: order for order in rows_of_orders}
    for number, one in enumerate(found, start=1):
        for order_id in one.order_ids:
            cells = _cells(orders[order_id], one, number, houses, names)
            rows.append([guarded(text) for text in cells])
    return rows


def guarded(text: str) -> str:
    """A cell that no spreadsheet runs as a formula."""
    return "'" + text if text.startswith(FORMULA_STARTS) else text


def _cells(
    order: Any, one: Suggested, number: int, houses: Mapping[int, str], names: Mapping[int, str]
) -> list[str]:
    to = selling.ship_to(order)
    place = (
        [to.name, to.phone, f"{to.province}{to.city}{to.district}{to.street}"] if to else [""] * 3
    )
    goods = "；".join(f"{names.get(sku, sku)}×{n}" for sku, n in sorted(one.units.items()))
    house = houses.get(one.warehouse_id or 0, _("没有一个仓库备齐"))
    order_no = format_order_no(order.id, order.placed_at)
    return [f"\t{order_no}", "", "", str(number), house, *place, goods]
