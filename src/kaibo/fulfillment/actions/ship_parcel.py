"""Paid orders of one buyer leave the house in one parcel; the buyer is told for each order."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Sequence

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from kaibo.foundation import audit, ledger
from kaibo.foundation.errors import Conflict, InvalidInput
from kaibo.fulfillment.models import Parcel, ParcelLine, ParcelLot, ParcelOrder
from kaibo.fulfillment.queries import LineUnits, accounts_of, line_units
from kaibo.selling import facade as selling
from kaibo.supply import facade as supply
from kaibo.supply import paper_facade as papers
from kaibo.team.facade import Role, Staff, require

SHIPPERS = (Role.WAREHOUSE, Role.OPERATOR, Role.ADMIN)
MOST_ORDERS = 50
_TRACKING = re.compile(r"[A-Za-z0-9-]{6,40}")


def ship_order(
    order_id: int, carrier: str, tracking_no: str, staff: Staff, now: dt.datetime
) -> Parcel:
    """`ship_parcel` for one order, from the house that has it."""
    return ship_parcel([order_id], carrier, tracking_no, staff, now)


def ship_parcel(
    order_ids: Sequence[int], carrier: str, tracking_no: str, staff: Staff, now: dt.datetime,
    warehouse_id: int | None = None,
) -> Parcel:  # fmt: skip
    """Orders of one buyer, address and show leave together.

    Raises `NotFound`, `NotAllowed`, `WrongState`, `InvalidInput`, `Conflict`, `BalanceTooLow`.
    Locks: ledger accounts, orders in ascending id; then the parcel is written.
    """
    carrier, tracking_no = _clean(carrier, tracking_no)
    ids = sorted(set(order_ids))
    shop_id = _shop_of(ids)
    require(staff, shop_id, *SHIPPERS)
    try:
        with transaction.atomic():
            return _ship(ids, shop_id, carrier, tracking_no, staff, now, warehouse_id)
    except IntegrityError as error:
        raise Conflict(
            _("Tracking number %(no)s of %(carrier)s is already on another parcel.")
            % {"no": tracking_no, "carrier": carrier}
        ) from error


def _ship(
    ids: list[int], shop_id: int, carrier: str, tracking_no: str, staff: Staff, now: dt.datetime,
    warehouse_id: int | None,
) -> Parcel:  # fmt: skip
    detail = {"carrier": carrier, "tracking_no": tracking_no}
    lines = line_units(ids)
    house = _house(lines, shop_id, warehouse_id, now)
    units: dict[int, int] = defaultdict(int)
    for line in lines:
        units[line.sku_id] += line.units
    supply.lock_for_shipping(house, sorted(units), accounts_of(ids))
    if line_units(ids) != lines:
        raise Conflict(_("订单刚刚有变动（退款或取消），请刷新后重新发货"))
    supply.ship_from(house, units, ids[0], staff)
    for order_id in ids:
        selling.mark_shipped(order_id, staff.pk, detail, now)
    parcel = Parcel.objects.create(
        order_id=ids[0], warehouse=house, carrier=carrier, tracking_no=tracking_no,
        shipped_at=now, shipped_by=staff,
    )  # fmt: skip
    _write_contents(parcel, ids, lines)
    lots = supply.sent(house, units, parcel.pk, staff, now)
    ParcelLot.objects.bulk_create(
        ParcelLot(parcel=parcel, lot_id=lot, sku_id=sku, units=part)
        for sku, taken in lots.items()
        for lot, part in taken
    )
    for order_id in ids:
        audit.record(
            shop=shop_id, actor=staff, action="fulfillment.ship_order",
            subject=f"order:{order_id}", detail={**detail, "parcel": parcel.pk}, at=now,
        )  # fmt: skip
    return parcel


def _house(
    lines: Sequence[LineUnits], shop_id: int, warehouse_id: int | None, now: dt.datetime
) -> papers.Warehouse:
    """The house named, else the one the shop's strategy prefers, else the main one."""
    if warehouse_id is not None or not lines:
        return papers.house(warehouse_id, shop_id)
    wanted: dict[int, int] = defaultdict(int)
    for line in lines:
        wanted[line.sku_id] += line.units
    sites = supply.shipping_houses(shop_id, wanted.keys(), now)
    strategy = papers.settings_of(shop_id).ship_strategy
    order_id = lines[0].order_id
    boxes, _left = papers.pack(sites, {order_id: wanted}, strategy, _province(order_id))
    if boxes:
        return papers.house(boxes[0].site_id, shop_id)
    if len(sites) == 1:
        return papers.house(sites[0].id, shop_id)
    raise ledger.BalanceTooLow(_("没有一个仓库备齐这个包裹的商品，请先调拨，或分开发货"))


def _write_contents(parcel: Parcel, ids: Sequence[int], lines: Sequence[LineUnits]) -> None:
    ParcelOrder.objects.bulk_create(ParcelOrder(parcel=parcel, order_id=one) for one in ids)
    ParcelLine.objects.bulk_create(
        ParcelLine(parcel=parcel, order_line_id=one.line_id, sku_id=one.sku_id, units=one.units)
        for one in lines
    )


def _shop_of(ids: Sequence[int]) -> int:
    """All orders are of one shop, buyer, address and show; raises `NotFound`, `InvalidInput`."""
    if not 1 <= len(ids) <= MOST_ORDERS:
        raise InvalidInput(
            _("一个包裹可以有 1 到 %(n)s 个订单") % {"n": MOST_ORDERS}, field="order_ids"
        )
    shops = {selling.shop_of(one) for one in ids}
    with connection.cursor() as cursor:
        cursor.execute(_KINDS, [list(ids)])
        kinds = cursor.fetchone()[0]
    if len(shops) > 1 or kinds > 1:
        raise InvalidInput(
            _("这些订单的买家、收货地址或场次不同，不能放进同一个包裹"), field="order_ids"
        )
    return shops.pop()


def _province(order_id: int) -> str:
    with connection.cursor() as cursor:
        cursor.execute(_PROVINCE, [order_id])
        row = cursor.fetchone()
    return str(row[0]) if row else ""


_KINDS = """
select count(*) from (
    select distinct buyer_id, address_id, show_id from selling_order where id = any(%s)
) kinds
"""
_PROVINCE = """
select a.province from selling_order o join members_address a on a.id = o.address_id
where o.id = %s
"""


def _clean(carrier: str, tracking_no: str) -> tuple[str, str]:
    carrier, tracking_no = carrier.strip(), tracking_no.strip().upper()
    if not carrier or len(carrier) > 30 or "\x00" in carrier:
        raise InvalidInput(_("Name the carrier in at most 30 characters."), field="carrier")
    if not _TRACKING.fullmatch(tracking_no):
        raise InvalidInput(
            _("“%(no)s” is no tracking number; it has 6 to 40 letters, digits or dashes.")
            % {"no": tracking_no[:40].replace("\x00", "")},
            field="tracking_no",
        )
    return carrier, tracking_no
