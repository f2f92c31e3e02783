"""What an order holds beside stock and money: coupon claims and counts against limits.

The ledger moves of coupons, points and credit are in `stock`; here are the rows that belong to
them. Call with the order locked. Locks: purchase counts by (kind, subject, buyer), then claims.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection

from kaibo.foundation.models import LedgerAccount, LedgerTransfer
from kaibo.selling import stock
from kaibo.selling.models import Order


class NotToBeHad(Exception):
    """A coupon was used elsewhere or has expired, or a limit is reached."""


def give_back(orders: Sequence[Order]) -> None:
    """Orders that were never paid fall: their coupons are free, their units count no more."""
    stock.count_purchases(orders, -1)
    free_claims(orders)


def free_claims(orders: Sequence[Order]) -> None:
    """A coupon whose day has passed is freed too: it cannot be used any more, and the clock of
    promotions books it as expired."""
    with connection.cursor() as cursor:
        cursor.execute(_FREE_CLAIMS, {"orders": [order.pk for order in orders]})


def free_uses(order: Order) -> None:
    """An order that falls unsent counts against no campaign's limit any more."""
    with connection.cursor() as cursor:
        cursor.execute(_FREE_USES, {"order": order.pk})


def give_units_back(order: Order, units: Mapping[int, int]) -> None:
    """Units of lines (by line id) that came back before they were sent."""
    values: dict[str, Any] = {
        "buyer": order.buyer_id,
        "lines": list(units),
        "units": list(units.values()),
    }
    with connection.cursor() as cursor:
        cursor.execute(_COUNT_UNITS, values)


def take_again(order: Order, purses: Sequence[LedgerTransfer], at: dt.datetime) -> None:
    """All of it anew for an order paid after it expired; raises `NotToBeHad`.

    The limits are those of the last purchase; where there is no count there was no limit.
    """
    with connection.cursor() as cursor:
        cursor.execute(_OVER_LIMIT, {"order": order.pk})
        if cursor.fetchone() is not None:
            raise NotToBeHad("a limit is reached")
    stock.count_purchases([order], +1)
    for campaign_id, units in _coupons(purses).items():
        _spend(order, campaign_id, units, at)


def _coupons(purses: Sequence[LedgerTransfer]) -> dict[int, int]:
    moves = [move for move in purses if move.reason == "coupon"]
    rows = LedgerAccount.objects.filter(id__in=[move.debit_id for move in moves])
    campaigns = dict(rows.values_list("id", "subject_id"))
    found: dict[int, int] = {}
    for move in moves:
        campaign = campaigns[move.debit_id]
        found[campaign] = found.get(campaign, 0) + move.amount
    return found


def _spend(order: Order, campaign_id: int, units: int, at: dt.datetime) -> None:
    values: dict[str, Any] = {
        "order": order.pk, "buyer": order.buyer_id, "campaign": campaign_id, "units": units,
        "at": at,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_SPEND_CLAIMS, values)
        if cursor.rowcount != units:
            raise NotToBeHad(f"a coupon of campaign {campaign_id} is gone")


_FREE_CLAIMS = """
update promotions_couponclaim c set order_id = null, used_at = null
from selling_order o
where o.id = any(%(orders)s) and c.buyer_id = o.buyer_id and c.order_id = o.id
"""
_FREE_USES = """
with held as (
    select c.kind, c.subject_id, c.buyer_id, u.quantity as units
    from selling_orderuse u join selling_order o on o.id = u.order_id
    join selling_purchasecount c
      on (c.kind, c.subject_id, c.buyer_id) = (u.kind, u.subject_id, o.buyer_id)
    where o.id = %(order)s
    order by c.kind, c.subject_id, c.buyer_id for update of c
)
update selling_purchasecount c set quantity = greatest(0, c.quantity - held.units) from held
where (held.kind, held.subject_id, held.buyer_id) = (c.kind, c.subject_id, c.buyer_id)
"""
_SPEND_CLAIMS = """
with free as (
    select id from promotions_couponclaim
    where buyer_id = %(buyer)s and campaign_id = %(campaign)s and order_id is null
      and expires_at > %(at)s and lapsed_at is null
    order by expires_at, id limit %(units)s for update
)
update promotions_couponclaim c set order_id = %(order)s, used_at = %(at)s
from free where free.id = c.id
"""
_COUNT_UNITS = """
with back as (
    select l.link_id, sum(u.units)::int as units
    from unnest(%(lines)s::bigint[], %(units)s::int[]) as u(line_id, units)
    join selling_orderline l on l.id = u.line_id join selling_offer f on f.id = l.offer_id
    where f.per_user_limit > 0 and not l.is_gift
    group by l.link_id
)
update selling_purchasecount c set quantity = greatest(0, c.quantity - back.units)
from back where c.kind = 1 and c.subject_id = back.link_id and c.buyer_id = %(buyer)s
"""
_OVER_LIMIT = """
with used as (
    select 1 as kind, l.link_id as subject_id, o.buyer_id, sum(l.quantity) as units
    from selling_orderline l join selling_order o on o.id = l.order_id
    join selling_offer f on f.id = l.offer_id
    where o.id = %(order)s and f.per_user_limit > 0 and not l.is_gift
    group by l.link_id, o.buyer_id
    union all
    select u.kind, u.subject_id, o.buyer_id, u.quantity
    from selling_orderuse u join selling_order o on o.id = u.order_id where o.id = %(order)s
), held as (
    select c.quantity + used.units > c.allowed as is_over
    from selling_purchasecount c join used using (kind, subject_id, buyer_id)
    order by c.kind, c.subject_id, c.buyer_id for update of c
)
select 1 from held where is_over limit 1
"""
