"""What waits to be shipped, what belongs into one parcel, and what to pick for it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from django.db import connection
from django.db.models import QuerySet

from kaibo.fulfillment.models import Parcel
from kaibo.selling.contracts import format_order_no
from kaibo.supply import facade as supply
from kaibo.supply import paper_facade as papers

MOST = 2000


@dataclass(frozen=True, slots=True)
class LineUnits:
    """Units of a SKU that an order line still has on the ledger, and the account they are on."""

    order_id: int
    line_id: int
    sku_id: int
    account_id: int
    units: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """A paid order: parcels are shared by buyer, address and show."""

    order_id: int
    buyer_id: int
    address_id: int | None
    show_id: int | None
    placed_at: dt.datetime
    province: str
    place: str
    buyer_name: str
    show_title: str


@dataclass(slots=True)
class Suggested:
    """One parcel to pack. ``warehouse_id`` None: no single house has all of it.

    ``why``: the strategy that chose the house, ``only`` (no other has all of it) or ``none``.
    """

    warehouse_id: int | None
    buyer_id: int
    address_id: int | None
    show_id: int | None
    place: str
    order_ids: list[int] = field(default_factory=list)
    units: dict[int, int] = field(default_factory=dict)
    placed_at: dt.datetime | None = None
    order_nos: list[str] = field(default_factory=list)
    buyer_name: str = ""
    show_title: str = ""
    why: str = "none"


def parcels_of(order_id: int) -> QuerySet[Parcel]:
    """The parcels of an order, first sent first."""
    rows = Parcel.objects.filter(orders__order_id=order_id).prefetch_related("orders", "lines")
    return rows.order_by("id")


def line_units(order_ids: Collection[int]) -> list[LineUnits]:
    """What the ledger says is reserved for these orders; refunded units are off it already."""
    with connection.cursor() as cursor:
        cursor.execute(_UNITS, [list(order_ids)])
        return [LineUnits(*row) for row in cursor.fetchall()]


def accounts_of(order_ids: Collection[int]) -> list[int]:
    """Accounts that the orders' units came from and stand on, to be locked before they ship."""
    with connection.cursor() as cursor:
        cursor.execute(_ACCOUNTS, [list(order_ids)])
        return [row[0] for row in cursor.fetchall()]


def waiting(shop_id: int, show_id: int | None = None, limit: int = MOST) -> list[Waiting]:
    """Paid orders that have not left, oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(_WAITING, {"shop": shop_id, "show": show_id, "limit": limit})
        return [Waiting(*row) for row in cursor.fetchall()]


def suggestions(shop_id: int, show_id: int | None, now: dt.datetime) -> list[Suggested]:
    """Parcels for all that waits: one per buyer, address and show, from the best house.

    Houses give what they have only once: what one parcel takes the next cannot have.
    """
    orders = waiting(shop_id, show_id)
    units = by_order(line_units([one.order_id for one in orders]))
    skus = {sku for wanted in units.values() for sku in wanted}
    sites = supply.shipping_houses(shop_id, skus, now)
    strategy = papers.settings_of(shop_id).ship_strategy
    found: list[Suggested] = []
    for group in _groups(orders):
        wanted = {one.order_id: units[one.order_id] for one in group if units.get(one.order_id)}
        boxes, left = papers.pack(sites, wanted, strategy, group[0].province)
        for box in boxes:
            parcel = _parcel(box.site_id, box.order_ids, group, wanted)
            parcel.why = _why(parcel, sites, strategy, group[0].province)
            found.append(parcel)
        found += [_parcel(None, [order], group, wanted) for order in left]
        sites = _less(sites, boxes, wanted)
    return found


def by_order(rows: Sequence[LineUnits]) -> dict[int, dict[int, int]]:
    """Order → SKU → units."""
    found: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for row in rows:
        found[row.order_id][row.sku_id] += row.units
    return found


@dataclass(frozen=True, slots=True)
class Pick:
    """Units of a SKU to take from a house's shelves, with the lots to take them from."""

    warehouse_id: int
    sku_id: int
    units: int
    parcels: int
    lots: list[tuple[str, dt.date | None, int]]


def picking_list(found: Sequence[Suggested], now: dt.datetime) -> list[Pick]:
    """All parcels together, by house and SKU."""
    totals: dict[int, dict[int, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0]))
    for parcel in found:
        if parcel.warehouse_id is not None:
            for sku, units in parcel.units.items():
                entry = totals[parcel.warehouse_id][sku]
                entry[0] += units
                entry[1] += 1
    picks = []
    for house, skus in sorted(totals.items()):
        lots = supply.lots_to_pick(house, {sku: entry[0] for sku, entry in skus.items()}, now)
        for sku, (units, parcels) in sorted(skus.items()):
            taken = [(lot.lot_no, lot.expires_on, part) for lot, part in lots[sku]]
            picks.append(Pick(house, sku, units, parcels, taken))
    return picks


def _groups(orders: Sequence[Waiting]) -> list[list[Waiting]]:
    found: dict[tuple[int | None, ...], list[Waiting]] = {}
    for one in orders:
        found.setdefault((one.buyer_id, one.address_id, one.show_id), []).append(one)
    return list(found.values())


def _parcel(
    house: int | None, ids: list[int], group: Sequence[Waiting], wanted: dict[int, dict[int, int]]
) -> Suggested:
    first = group[0]
    units: dict[int, int] = defaultdict(int)
    for order in ids:
        for sku, n in wanted[order].items():
            units[sku] += n
    inside = [one for one in group if one.order_id in ids]
    return Suggested(
        house, first.buyer_id, first.address_id, first.show_id, first.place, ids, dict(units),
        min(one.placed_at for one in inside),
        [format_order_no(one.order_id, one.placed_at) for one in inside],
        first.buyer_name, first.show_title,
    )  # fmt: skip


def _why(parcel: Suggested, sites: Sequence[papers.Site], strategy: str, province: str) -> str:
    able = [
        site for site in sites
        if all(site.units.get(sku, 0) >= units for sku, units in parcel.units.items())
    ]  # fmt: skip
    if len(able) == 1:
        return "only"
    return "priority" if strategy == "nearest" and not province else strategy


def _less(
    sites: Sequence[papers.Site], boxes: Sequence[papers.Box], wanted: dict[int, dict[int, int]]
) -> list[papers.Site]:
    left = {site.id: dict(site.units) for site in sites}
    for box in boxes:
        for order in box.order_ids:
            for sku, units in wanted[order].items():
                left[box.site_id][sku] -= units
    return [papers.Site(one.id, one.priority, one.province, left[one.id]) for one in sites]


# A line's units are what was reserved for it less what left that account again, whatever the
# reason. Reasons are listed because transfers are indexed by reason and reference.
_UNITS = """
with line as (
    select id, order_id from selling_orderline where order_id = any(%s)
), moved as (
    select line.order_id, line.id as line_id, account.id as account_id,
           account.subject_id as sku_id,
           case when account.id = t.credit_id then t.amount else -t.amount end as units
    from line
    join foundation_ledgertransfer t on t.ref_id = line.id
     and t.reason in ('order', 'late_pay', 'expire', 'cancel', 'refund', 'ship')
    join foundation_ledgeraccount account on account.id in (t.debit_id, t.credit_id)
     and account.book = 'stock' and account.place = 'reserved'
)
select order_id, line_id, sku_id, account_id, sum(units)::bigint
from moved group by 1, 2, 3, 4 having sum(units) > 0 order by 1, 2, 3
"""
_ACCOUNTS = """
select unnest(array[t.debit_id, t.credit_id])
from selling_orderline line join foundation_ledgertransfer t
  on t.ref_id = line.id and t.reason = 'order'
where line.order_id = any(%s)
"""
_WAITING = """
select o.id, o.buyer_id, o.address_id, o.show_id, o.placed_at, coalesce(a.province, ''),
       concat_ws(' ', a.province, a.city, a.district), coalesce(v.nickname, ''),
       coalesce(s.title, '')
from selling_order o left join members_address a on a.id = o.address_id
left join members_viewer v on v.id = o.buyer_id left join planning_show s on s.id = o.show_id
where o.shop_id = %(shop)s and o.state = 'paid' and not o.is_rehearsal
  and (%(show)s::bigint is null or o.show_id = %(show)s)
order by o.id limit %(limit)s
"""
