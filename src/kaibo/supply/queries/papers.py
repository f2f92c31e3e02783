"""Holds, transfers, receipts, lots and stock takes of a shop, newest first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.db import connection
from django.db.models import QuerySet, Sum
from django.utils.translation import gettext as _

from kaibo.foundation.errors import NotFound
from kaibo.supply import houses
from kaibo.supply.models import Hold, StockTake, TransferOrder
from kaibo.supply.rules.lots import shelf

PAGE = 100


def held_units(show_id: int) -> dict[int, int]:
    """SKU → units held for a show, which its release uses first."""
    rows = Hold.objects.filter(show_id=show_id, state=Hold.State.HELD)
    return dict(rows.values_list("sku_id").annotate(units=Sum("units")).order_by())


def holds(shop_id: int, only_open: bool = False) -> QuerySet[Hold]:
    rows = Hold.objects.filter(shop_id=shop_id).select_related("warehouse", "show", "made_by")
    return (rows.filter(state=Hold.State.HELD) if only_open else rows).order_by("-id")[:PAGE]


def transfers(shop_id: int) -> QuerySet[TransferOrder]:
    rows = TransferOrder.objects.filter(shop_id=shop_id).prefetch_related("lines")
    return rows.select_related("source", "target", "made_by").order_by("-id")[:PAGE]


def takes(shop_id: int) -> QuerySet[StockTake]:
    rows = StockTake.objects.filter(shop_id=shop_id).prefetch_related("lines")
    return rows.select_related("warehouse", "opened_by", "posted_by").order_by("-id")[:PAGE]


def take(take_id: int, shop_id: int) -> StockTake:
    """One stock take with its lines; raises `NotFound`."""
    found = (
        StockTake.objects.filter(pk=take_id, shop_id=shop_id)
        .select_related("warehouse", "opened_by", "posted_by")
        .prefetch_related("lines")
        .first()
    )
    if found is None:
        raise NotFound(_("本店没有盘点单 %(id)s") % {"id": take_id})
    return found


@dataclass(frozen=True, slots=True)
class LotCard:
    """Units of a lot in a warehouse; ``shelf``: fine, soon or expired."""

    id: int
    sku_id: int
    lot_no: str
    made_on: dt.date | None
    expires_on: dt.date | None
    warehouse_id: int
    units: int
    shelf: str


def lot_cards(
    shop_id: int, now: dt.datetime, sku_ids: Collection[int] | None = None
) -> list[LotCard]:
    """Lots with units left, first expired first; of all SKUs of the shop for None."""
    days, today = houses.settings_of(shop_id).expiry_warning_days, houses.today(now)
    with connection.cursor() as cursor:
        cursor.execute(_LOTS, {"shop": shop_id, "skus": None if sku_ids is None else list(sku_ids)})
        rows = cursor.fetchall()
    return [
        LotCard(lot, sku, number, made, expires, house, units, shelf(expires, today, days))
        for lot, sku, number, made, expires, house, units in rows
    ]


_LOTS = """
select lot.id, lot.sku_id, lot.lot_no, lot.made_on, lot.expires_on, account.place_id,
       account.balance
from supply_lot lot join foundation_ledgeraccount account
  on account.book = 'lot' and account.subject_id = lot.id and account.place = 'warehouse'
where account.shop_id = %(shop)s and account.balance > 0
  and (%(skus)s::bigint[] is null or lot.sku_id = any(%(skus)s))
order by lot.expires_on nulls last, lot.id, account.place_id limit 2000
"""
