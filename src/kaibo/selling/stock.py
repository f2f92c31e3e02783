"""Moving the units of orders on the ledger, and the per-buyer counts with them.

Lock order: ledger accounts in ascending id (`accounts_of` then `ledger.lock`), then orders, then
purchase counts by (link, buyer). The batched buy path keeps the same order; the other way round
deadlocked a whole batch against the expiry of one order.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connection

from kaibo.foundation import ledger
from kaibo.foundation.models import LedgerAccount
from kaibo.selling.models import Order, OrderLine
from kaibo.supply import facade as supply


@dataclass(frozen=True, slots=True)
class Route:
    """The accounts that one line's units move between."""

    order_id: int
    units: int
    reserved_id: int
    home_id: int  # the link while the show runs, afterwards where the link's stock came from
    shipped_id: int


def routes_of(order_ids: Iterable[int]) -> list[Route]:
    """The accounts of every line, opened where missing; takes no lock."""
    lines = OrderLine.objects.filter(order_id__in=list(order_ids)).select_related(
        "offer", "offer__show"
    )
    known: dict[tuple[str, int], int] = {}
    return [_route(line, known) for line in lines.order_by("order_id", "id")]


def lock(routes: Sequence[Route]) -> None:
    """Lock every account of the routes, in ascending id."""
    ledger.lock(i for r in routes for i in (r.reserved_id, r.home_id, r.shipped_id))


def give_back(routes: Sequence[Route], reason: str, at: dt.datetime) -> None:
    """Reserved units become sellable again."""
    ledger.post(
        (ledger.Move(r.reserved_id, r.home_id, r.units, reason, r.order_id) for r in routes), at=at
    )


def take_again(routes: Sequence[Route], at: dt.datetime) -> None:
    """Reserve the units anew for an order paid after it expired; raises `ledger.BalanceTooLow`."""
    ledger.post(
        (ledger.Move(r.home_id, r.reserved_id, r.units, "late_pay", r.order_id) for r in routes),
        at=at,
    )


def send_off(routes: Sequence[Route], actor_id: int | None, at: dt.datetime) -> None:
    """Reserved units have left the house."""
    ledger.post(
        (ledger.Move(r.reserved_id, r.shipped_id, r.units, "ship", r.order_id) for r in routes),
        actor_id=actor_id,
        at=at,
    )


def count_purchases(orders: Sequence[Order], sign: int) -> None:
    """Add (+1) or take away (-1) the orders' units on the buyers' per-link counts."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, {"orders": [order.id for order in orders], "sign": sign})


_COUNT = """
with change as (
    select l.link_id, o.buyer_id, sum(l.quantity)::int as units
    from selling_orderline l join selling_order o on o.id = l.order_id
    where o.id = any(%(orders)s) group by 1, 2
), held as (
    select c.id, change.units from selling_purchasecount c
    join change on change.link_id = c.link_id and change.buyer_id = c.buyer_id
    order by c.link_id, c.buyer_id for update of c
)
update selling_purchasecount c
set quantity = greatest(0, c.quantity + %(sign)s * held.units) from held where held.id = c.id
"""


def _route(line: OrderLine, known: dict[tuple[str, int], int]) -> Route:
    offer = line.offer
    shipped = ("shipped", line.sku_id)
    if shipped not in known:
        known[shipped] = supply.shipped_account(line.sku_id, offer.shop_id)
    return Route(
        line.order_id, line.quantity, offer.reserved_account_id, _home(line, known), known[shipped]
    )


def _home(line: OrderLine, known: dict[tuple[str, int], int]) -> int:
    show = line.offer.show
    if show.ended_at is None:
        return line.offer.stock_account_id
    place = "rehearsal" if show.is_rehearsal else "warehouse"
    if (place, line.sku_id) not in known:
        known[place, line.sku_id] = _account(line, place, show.is_rehearsal).id
    return known[place, line.sku_id]


def _account(line: OrderLine, place: str, is_source: bool) -> LedgerAccount:
    return ledger.account(
        supply.BOOK, line.sku_id, place, shop_id=line.offer.shop_id, may_go_negative=is_source
    )
