"""Where every unit of a SKU stands now, shared by all channels, and whether the books agree."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from django.db import connection

from kaibo.foundation import ledger
from kaibo.foundation.models import LedgerAccount
from kaibo.supply import houses
from kaibo.supply.houses import BOOK, LOTS
from kaibo.supply.models import Allocation, SkuPolicy, Warehouse
from kaibo.supply.rules.alerts import PinFacts
from kaibo.supply.rules.allocated import fit
from kaibo.supply.rules.allocation import Site
from kaibo.supply.rules.lots import LotUnits, expired_units, pick


@dataclass(slots=True)
class Position:
    """Units of one SKU by place; ``total`` is zero, because every move has two sides.

    ``supplier`` and ``adjust`` are what came in and what counts corrected, with minus sign.
    """

    sku_id: int
    warehouses: dict[int, int] = field(default_factory=dict)
    on_links: dict[int, int] = field(default_factory=dict)  # by link, without rehearsals
    places: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    @property
    def free(self) -> int:
        return sum(self.warehouses.values())

    @property
    def total(self) -> int:
        return sum(self.places.values())


def positions(sku_ids: Iterable[int]) -> dict[int, Position]:
    """Every SKU's places, in one reading."""
    wanted = list(sku_ids)
    found = {sku_id: Position(sku_id) for sku_id in wanted}
    rows = LedgerAccount.objects.filter(book=BOOK, subject_id__in=wanted)
    for sku_id, place, place_id, units in rows.values_list(
        "subject_id", "place", "place_id", "balance"
    ):
        position = found[sku_id]
        position.places[place] += units
        if place == "warehouse":
            position.warehouses[place_id] = units
        elif place == "link" and units:
            position.on_links[place_id] = units
    return found


def places_of(sku_id: int) -> list[tuple[str, int, int]]:
    """(place, place id, units) of every place that has or had units of the SKU."""
    rows = LedgerAccount.objects.filter(book=BOOK, subject_id=sku_id).order_by("place", "place_id")
    return list(rows.values_list("place", "place_id", "balance"))


def policies(sku_ids: Iterable[int]) -> dict[int, SkuPolicy]:
    """What to keep, of SKUs for which somebody said so."""
    return {row.sku_id: row for row in SkuPolicy.objects.filter(sku_id__in=list(sku_ids))}


def shipping_houses(shop_id: int, sku_ids: Collection[int], at: dt.datetime) -> list[Site]:
    """What each active house could send to buyers now: its free and its promised units."""
    free, known = houses.free_by_house(sku_ids), houses.promised(sku_ids)
    noted: dict[int, dict[int, int]] = defaultdict(dict)
    for row in Allocation.objects.filter(sku_id__in=sku_ids):
        noted[row.sku_id][row.warehouse_id] = row.units
    main, sites = houses.main_house(shop_id).pk, []
    shares = {sku: fit(noted[sku], known[sku], main) for sku in sku_ids}
    for one in houses.houses(shop_id):
        old = houses.lots_at(sku_ids, one.pk)
        units = {
            sku: free[sku].get(one.pk, 0)
            + shares[sku].get(one.pk, 0)
            - expired_units(old[sku], houses.today(at))
            for sku in sku_ids
        }
        sites.append(Site(one.pk, one.priority, one.province, units))
    return sites


def available_at(warehouse: Warehouse, sku_ids: Collection[int]) -> dict[int, int]:
    """Units that should lie in a house: free, held there, and promised from there."""
    free = houses.free_by_house(sku_ids)
    held: dict[int, int] = defaultdict(int)
    rows = LedgerAccount.objects.filter(
        book=BOOK, place="held", place_id=warehouse.pk, subject_id__in=list(sku_ids)
    )
    for sku_id, units in rows.values_list("subject_id", "balance"):
        held[sku_id] += units
    return {
        sku: free[sku].get(warehouse.pk, 0)
        + held[sku]
        + houses.shares(sku, warehouse.shop_id).get(warehouse.pk, 0)
        for sku in sku_ids
    }


def lots_to_pick(
    warehouse_id: int, units: Mapping[int, int], at: dt.datetime
) -> dict[int, list[tuple[LotUnits, int]]]:
    """SKU → (lot, units) to take for these units, first expired first."""
    known = houses.lots_at(units, warehouse_id)
    found = {}
    for sku_id, wanted in units.items():
        by_id = {lot.id: lot for lot in known[sku_id]}
        picked = pick(known[sku_id], wanted, houses.today(at))
        found[sku_id] = [(by_id[lot], part) for lot, part in picked]
    return found


def pin_facts(sold: Mapping[tuple[int, int], int]) -> dict[tuple[int, int], PinFacts]:
    """(link, SKU) → what is left there, free, and on other links; ``sold`` by the same key."""
    found = positions({sku for _link, sku in sold})
    policies = {row.sku_id: row for row in SkuPolicy.objects.filter(sku_id__in=found)}
    facts = {}
    for (link, sku), units in sold.items():
        here, policy = found[sku], policies.get(sku)
        left = here.on_links.get(link, 0)
        facts[link, sku] = PinFacts(
            left, here.free, sum(here.on_links.values()) - left, units,
            policy.safety_stock if policy else 0, policy.ceiling if policy else None,
        )  # fmt: skip
    return facts


@dataclass(frozen=True, slots=True)
class Fault:
    """A place where the books of goods do not agree; ``subject`` is the SKU or lot."""

    kind: str
    subject_id: int
    detail: str


def reconcile(shop_id: int) -> list[Fault]:
    """Balances against moves, sums against zero, houses against promises; empty when all agree."""
    with connection.cursor() as cursor:
        cursor.execute(_UNBALANCED, {"shop": shop_id})
        faults = [Fault("sum_not_zero", sku, f"{units}") for sku, units in cursor.fetchall()]
    mine = dict(LedgerAccount.objects.filter(shop_id=shop_id).values_list("id", "subject_id"))
    for book in (BOOK, LOTS):
        faults += [
            Fault(f"{book}_moves", mine[one.account_id], f"{one.balance} ≠ {one.moved}")
            for one in ledger.verify(book)
            if one.account_id in mine
        ]
    return faults + _over_promised(shop_id)


def _over_promised(shop_id: int) -> list[Fault]:
    rows = Allocation.objects.filter(warehouse__shop_id=shop_id, units__gt=0)
    noted: dict[int, int] = defaultdict(int)
    for sku_id, units in rows.values_list("sku_id", "units"):
        noted[sku_id] += units
    known = houses.promised(noted)
    return [
        Fault("promised_less", sku, f"{units} > {known[sku]}")
        for sku, units in noted.items()
        if units > known[sku]
    ]


_UNBALANCED = """
select subject_id, sum(balance)::bigint from foundation_ledgeraccount
where shop_id = %(shop)s and book = 'stock' group by subject_id having sum(balance) <> 0
order by subject_id
"""
