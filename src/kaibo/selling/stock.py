"""Moving what an order took on the ledger back or on, and the per-buyer counts with it.

The ledger itself says what an order moved: units of its lines (reason ``order``, ref = line id)
and purses (coupon, budget, points, credit, redpacket; ref = order id). Giving back is the reverse
of those moves, so bundles and gifts need no way of their own.

Lock order: ledger accounts in ascending id (`lock`), then orders, then purchase counts by
(kind, subject, buyer). The batched buy path keeps the same order; the other way round deadlocked
a whole batch against the expiry of one order.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.db import connection

from kaibo.foundation import ledger
from kaibo.foundation.models import LedgerTransfer
from kaibo.selling.contracts import LINES_PER_ORDER
from kaibo.selling.models import Order, OrderLine
from kaibo.supply import facade as supply

PURSES = ("coupon", "budget", "points", "credit", "redpacket")


@dataclass(frozen=True, slots=True)
class Route:
    """The accounts that one line's units move between; a bundle has one per component."""

    order_id: int
    line_id: int
    units: int
    reserved_id: int
    home_id: int  # the link while the show runs, afterwards where the link's stock came from
    shipped_id: int


def routes_of(order_ids: Iterable[int]) -> list[Route]:
    """The accounts of every line, opened where missing; takes no lock."""
    lines = OrderLine.objects.filter(order_id__in=list(order_ids)).select_related(
        "offer", "offer__show"
    )
    by_id = {line.id: line for line in lines}
    moves = LedgerTransfer.objects.filter(reason="order", ref_id__in=list(by_id))
    known: dict[tuple[str, int], int] = {}
    return [
        _route(by_id[move.ref_id or 0], move, known)
        for move in moves.select_related("debit").order_by("ref_id", "id")
    ]


def purses_of(order_ids: Iterable[int]) -> list[LedgerTransfer]:
    """What the orders took from purses: coupons, budgets, points, credit, red packets."""
    moves = LedgerTransfer.objects.filter(reason__in=PURSES, ref_id__in=list(order_ids))
    return list(moves.order_by("id"))


def lock(routes: Sequence[Route], purses: Sequence[LedgerTransfer] = ()) -> None:
    """Lock every account of the routes and purses, in ascending id."""
    goods = [i for r in routes for i in (r.reserved_id, r.home_id, r.shipped_id)]
    ledger.lock(goods + [i for move in purses for i in (move.debit_id, move.credit_id)])


def give_back(
    routes: Sequence[Route], reason: str, at: dt.datetime, purses: Sequence[LedgerTransfer] = ()
) -> None:
    """Reserved units become sellable again, and purses hold again what the orders took."""
    goods = [ledger.Move(r.reserved_id, r.home_id, r.units, reason, r.line_id) for r in routes]
    ledger.post(
        goods + [ledger.Move(m.credit_id, m.debit_id, m.amount, reason, m.ref_id) for m in purses],
        at=at,
    )


def take_again(
    routes: Sequence[Route], at: dt.datetime, purses: Sequence[LedgerTransfer] = ()
) -> None:
    """Take everything anew for an order paid after it expired; raises `ledger.BalanceTooLow`."""
    goods = [ledger.Move(r.home_id, r.reserved_id, r.units, "late_pay", r.line_id) for r in routes]
    again = [ledger.Move(m.debit_id, m.credit_id, m.amount, "late_pay", m.ref_id) for m in purses]
    ledger.post(goods + again, at=at)


def where_sent(routes: Sequence[Route], shipped_at: dt.datetime | None) -> list[Route]:
    """The routes with the account that the units are on since they were sent.

    Those sent by a house beside the main one were moved on to its own account in the same moment.
    """
    if shipped_at is None:
        return list(routes)
    onward = LedgerTransfer.objects.filter(
        debit_id__in={route.shipped_id for route in routes}, reason="ship_from", at=shipped_at
    )
    moved = dict(onward.values_list("debit_id", "credit_id"))
    return [replace(one, shipped_id=moved.get(one.shipped_id, one.shipped_id)) for one in routes]


def send_off(routes: Sequence[Route], actor_id: int | None, at: dt.datetime) -> None:
    """Reserved units have left the house."""
    ledger.post(
        (ledger.Move(r.reserved_id, r.shipped_id, r.units, "ship", r.line_id) for r in routes),
        actor_id=actor_id,
        at=at,
    )


def count_purchases(orders: Sequence[Order], sign: int) -> None:
    """Add (+1) or take away (-1) what the orders count against limits of links and campaigns."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, {"orders": [order.id for order in orders], "sign": sign})


_COUNT = """
with used as (
    select 1 as kind, l.link_id as subject_id, o.buyer_id, l.quantity
    from selling_orderline l join selling_order o on o.id = l.order_id
    join selling_offer f on f.id = l.offer_id
    where o.id = any(%(orders)s) and f.per_user_limit > 0 and not l.is_gift
    union all
    select u.kind, u.subject_id, o.buyer_id, u.quantity
    from selling_orderuse u join selling_order o on o.id = u.order_id
    where o.id = any(%(orders)s)
), change as (
    select kind, subject_id, buyer_id, sum(quantity)::int as units from used group by 1, 2, 3
), held as (
    select c.kind, c.subject_id, c.buyer_id, change.units from selling_purchasecount c
    join change using (kind, subject_id, buyer_id)
    order by c.kind, c.subject_id, c.buyer_id for update of c
)
update selling_purchasecount c
set quantity = greatest(0, c.quantity + %(sign)s * held.units) from held
where (held.kind, held.subject_id, held.buyer_id) = (c.kind, c.subject_id, c.buyer_id)
"""


def _route(line: OrderLine, move: LedgerTransfer, known: dict[tuple[str, int], int]) -> Route:
    sku_id, shop_id = move.debit.subject_id, line.offer.shop_id
    shipped = ("shipped", sku_id)
    if shipped not in known:
        known[shipped] = supply.shipped_account(sku_id, shop_id)
    home = _home(line, move, known)
    return Route(
        line.id // LINES_PER_ORDER, line.id, move.amount, move.credit_id, home, known[shipped]
    )


def _home(line: OrderLine, move: LedgerTransfer, known: dict[tuple[str, int], int]) -> int:
    show = line.offer.show
    if show.ended_at is None:
        return move.debit_id
    name = ("home", move.debit.subject_id)
    if name not in known:
        shop_id = line.offer.shop_id
        known[name] = supply.home_account(move.debit.subject_id, shop_id, show.is_rehearsal)
    return known[name]
