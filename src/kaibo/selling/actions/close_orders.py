"""Unpaid orders close: the clock runs out, or the buyer cancels. All they took goes back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from kaibo.foundation.errors import NotFound
from kaibo.selling import facts, holdings, stock
from kaibo.selling.errors import WrongState
from kaibo.selling.models import Order
from kaibo.selling.rules.order_states import Verb, after, before

EXPIRY_BATCH = 100  # a batch holds the hot stock row for a few ms; more would stop the buyers


def expire_due(now: dt.datetime, limit: int = EXPIRY_BATCH) -> list[int]:
    """Close up to ``limit`` orders whose time to pay has run out; returns their ids."""
    due = Order.objects.filter(state__in=before(Verb.EXPIRE), expires_at__lte=now)
    ids = list(due.order_by("expires_at").values_list("id", flat=True)[:limit])
    return [order.id for order in _close(ids, Verb.EXPIRE, now)] if ids else []


def cancel(order_id: int, buyer_id: int, now: dt.datetime) -> Order:
    """The buyer cancels an unpaid order; raises `NotFound`, `WrongState`."""
    found = Order.objects.filter(id=order_id, buyer_id=buyer_id).first()
    if found is None:
        raise NotFound(_("There is no order %(id)s of yours.") % {"id": order_id})
    if not (closed := _close([order_id], Verb.CANCEL, now)):
        found.refresh_from_db()
        raise WrongState(
            _("The order is %(state)s; only an unpaid order can be cancelled.")
            % {"state": _(found.get_state_display())},
            state=found.state,
        )
    return closed[0]


@transaction.atomic
def _close(ids: Sequence[int], verb: Verb, now: dt.datetime) -> list[Order]:
    """Locks: ledger accounts, orders, purchase counts, coupon claims."""
    routes, purses = stock.routes_of(ids), stock.purses_of(ids)
    stock.lock(routes, purses)
    rows = Order.objects.select_for_update(no_key=True).filter(id__in=ids, state__in=before(verb))
    orders = list(rows.order_by("id"))
    for order in orders:
        order.state = after(verb, order.state) or order.state
        order.closed_at = now
    Order.objects.bulk_update(orders, ["state", "closed_at"])
    changed = {order.id for order in orders}
    stock.give_back(
        [one for one in routes if one.order_id in changed],
        verb.value,
        now,
        [one for one in purses if one.ref_id in changed],
    )
    holdings.give_back(orders)
    for order in orders:
        facts.publish(verb.value, order, now)
        facts.tell(verb.value, order)
    return orders
