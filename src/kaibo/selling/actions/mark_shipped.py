"""The order's side of shipping; `fulfillment` calls it in its own transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from kaibo.foundation.errors import NotFound
from kaibo.selling import facts, stock
from kaibo.selling.errors import WrongState
from kaibo.selling.models import Order, OrderLine, RefundLine
from kaibo.selling.rules.order_states import Verb, after


@transaction.atomic
def mark_shipped(
    order_id: int, actor_id: int, parcel: Mapping[str, object], now: dt.datetime
) -> Order:
    """Paid becomes shipped; units that were refunded stay. Locks: ledger accounts, order.

    Raises `NotFound`, `WrongState`.
    """
    routes = stock.routes_of([order_id])
    stock.lock(routes)
    order = Order.objects.select_for_update(no_key=True).filter(id=order_id).first()
    if order is None:
        raise NotFound(_("There is no order %(id)s.") % {"id": order_id})
    state = after(Verb.SHIP, order.state)
    if state is None or order.is_rehearsal:
        name = _("a rehearsal") if order.is_rehearsal else _(order.get_state_display())
        raise WrongState(
            _("The order is %(state)s; only a paid order can be shipped.") % {"state": name},
            state=order.state,
        )
    order.state, order.shipped_at = state, now
    order.save(update_fields=["state", "shipped_at"])
    stock.send_off(_unreturned(routes), actor_id, now)
    facts.publish("ship", order, now)
    facts.tell("ship", order, parcel)
    return order


def _unreturned(routes: Sequence[stock.Route]) -> list[stock.Route]:
    """The units that a partial refund has not given back already."""
    lines = [route.line_id for route in routes]
    back = dict(
        RefundLine.objects.filter(line_id__in=lines)
        .values_list("line_id")
        .annotate(units=Sum("quantity"))
    )
    if not back:
        return list(routes)
    quantities = dict(OrderLine.objects.filter(id__in=lines).values_list("id", "quantity"))
    left = {line: quantities[line] - back.get(line, 0) for line in quantities}
    return [
        replace(route, units=route.units // quantities[route.line_id] * left[route.line_id])
        for route in routes
        if left[route.line_id]
    ]
