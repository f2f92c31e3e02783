"""Warehouses of a shop and the ledger accounts of goods: what every action of supply stands on.

Locks: none by itself; callers lock ledger accounts in ascending id before they decide.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from typing import Protocol

from django.apps import apps
from django.db import connection
from django.db.models import F
from django.utils.translation import gettext as _

from kaibo.foundation import ledger
from kaibo.foundation.errors import InvalidInput, NotFound
from kaibo.foundation.models import LedgerAccount
from kaibo.supply.models import Allocation, StockSettings, Warehouse
from kaibo.supply.rules.allocated import fit
from kaibo.supply.rules.lots import LotUnits

BOOK, LOTS = "stock", "lot"
PROMISED = ("link", "reserved", "rehearsal")


class Actor(Protocol):
    """Who moved the goods: a staff member."""

    @property
    def pk(self) -> int: ...


def main_house(shop_id: int) -> Warehouse:
    """The shop's main warehouse, opened on first use."""
    found = Warehouse.objects.filter(shop_id=shop_id, is_main=True).first()
    if found is None:
        fresh = Warehouse(shop_id=shop_id, code="MAIN", name=_("主仓"), is_main=True)
        Warehouse.objects.bulk_create([fresh], ignore_conflicts=True)
        found = Warehouse.objects.get(shop_id=shop_id, is_main=True)
    return found


def house(warehouse_id: int | None, shop_id: int) -> Warehouse:
    """An active warehouse of the shop, the main one for None; raises `NotFound`."""
    if warehouse_id is None:
        return main_house(shop_id)
    found = Warehouse.objects.filter(pk=warehouse_id, shop_id=shop_id, is_active=True).first()
    if found is None:
        raise NotFound(_("本店没有启用的仓库 %(id)s，请刷新后重试") % {"id": warehouse_id})
    return found


def houses(shop_id: int, only_active: bool = True) -> list[Warehouse]:
    """The shop's warehouses, the main one opened when there is none."""
    main_house(shop_id)
    rows = Warehouse.objects.filter(shop_id=shop_id).order_by("priority", "id")
    return list(rows.filter(is_active=True) if only_active else rows)


def settings_of(shop_id: int) -> StockSettings:
    """The shop's choices, or the defaults."""
    found = StockSettings.objects.filter(shop_id=shop_id).first()
    return found or StockSettings(shop_id=shop_id)


def shop_of(sku_id: int) -> int:
    """The shop of a SKU; raises `NotFound`."""
    sku = apps.get_model("catalog", "Sku")
    shop_id = sku._default_manager.filter(pk=sku_id).values_list("shop_id", flat=True).first()
    if shop_id is None:
        raise NotFound(_("There is no SKU %(id)s.") % {"id": sku_id})
    return int(shop_id)


def check_skus(shop_id: int, sku_ids: Iterable[int]) -> None:
    """All SKUs are of the shop; raises `NotFound` naming those that are not."""
    wanted = set(sku_ids)
    sku = apps.get_model("catalog", "Sku")
    rows = sku._default_manager.filter(pk__in=wanted, shop_id=shop_id)
    if missing := wanted - set(rows.values_list("pk", flat=True)):
        raise NotFound(_("本店没有编号为 %(ids)s 的 SKU，请刷新后重试") % {"ids": sorted(missing)})


def at_house(sku_id: int, warehouse: Warehouse) -> LedgerAccount:
    """Units free in a warehouse."""
    shop_id = warehouse.shop_id
    return ledger.account(BOOK, sku_id, "warehouse", warehouse.pk, shop_id=shop_id)


def place(sku_id: int, shop_id: int, name: str, place_id: int = 0) -> LedgerAccount:
    """Another place of the stock book; those that goods come from or get lost in go below zero."""
    is_source = name in ("supplier", "rehearsal", "adjust")
    return ledger.account(BOOK, sku_id, name, place_id, shop_id=shop_id, may_go_negative=is_source)


def free_by_house(sku_ids: Iterable[int]) -> dict[int, dict[int, int]]:
    """SKU → warehouse → units free to be released."""
    found: dict[int, dict[int, int]] = defaultdict(dict)
    rows = LedgerAccount.objects.filter(
        book=BOOK, place="warehouse", subject_id__in=list(sku_ids)
    ).values_list("subject_id", "place_id", "balance")
    for sku_id, warehouse_id, units in rows:
        found[sku_id][warehouse_id] = units
    return found


def promised(sku_ids: Iterable[int]) -> dict[int, int]:
    """SKU → units on links and in open orders. What a rehearsal put there is not counted."""
    totals: dict[int, int] = defaultdict(int)
    rows = LedgerAccount.objects.filter(
        book=BOOK, place__in=PROMISED, subject_id__in=list(sku_ids)
    ).values_list("subject_id", "balance")
    for sku_id, units in rows:
        totals[sku_id] += units
    return totals


def shares(sku_id: int, shop_id: int) -> dict[int, int]:
    """Warehouse → units promised to links and orders that lie there."""
    rows = Allocation.objects.filter(sku_id=sku_id).values_list("warehouse_id", "units")
    return fit(dict(rows), promised([sku_id])[sku_id], main_house(shop_id).pk)


def note_share(sku_id: int, warehouse: int, main: int, units: int) -> None:
    """Add to what is promised from a house; what lies in the main one is not noted."""
    if warehouse == main or units == 0:
        return
    row, _new = Allocation.objects.get_or_create(
        sku_id=sku_id, warehouse_id=warehouse, defaults={"units": 0}
    )
    Allocation.objects.filter(pk=row.pk).update(units=F("units") + units)


def settle_shares(sku_id: int, main: int, noted: dict[int, int]) -> None:
    """Write down shares that were brought in line with what is promised (`fit`)."""
    for row in Allocation.objects.filter(sku_id=sku_id).exclude(warehouse_id=main).order_by("id"):
        if row.units != noted.get(row.warehouse_id, 0):
            row.units = noted.get(row.warehouse_id, 0)
            row.save(update_fields=["units"])


def lots_at(sku_ids: Iterable[int], warehouse_id: int | None = None) -> dict[int, list[LotUnits]]:
    """SKU → lots with units left, in one warehouse or in all (then one row per warehouse)."""
    found: dict[int, list[LotUnits]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(_LOTS, {"skus": list(sku_ids), "house": warehouse_id})
        for sku_id, *lot in cursor.fetchall():
            found[sku_id].append(LotUnits(*lot))
    return found


def positive(units: int) -> None:
    """Raises `InvalidInput` unless units are moved."""
    if units <= 0:
        raise InvalidInput(_("The quantity is %(n)s; give a positive whole number.") % {"n": units})


def actor_id(actor: Actor | None) -> int | None:
    return None if actor is None else actor.pk


def today(at: dt.datetime) -> dt.date:
    """The day in the shops' zone, by which goods expire."""
    return at.astimezone(_ZONE).date()


_ZONE = dt.timezone(dt.timedelta(hours=8))
_LOTS = """
select lot.sku_id, lot.id, lot.lot_no, lot.expires_on, account.balance
from supply_lot lot join foundation_ledgeraccount account
  on account.book = 'lot' and account.subject_id = lot.id and account.place = 'warehouse'
where lot.sku_id = any(%(skus)s) and account.balance > 0
  and (%(house)s::bigint is null or account.place_id = %(house)s)
order by lot.expires_on nulls last, lot.id
"""
