"""A shipped order completes: the buyer has received it, or days have passed."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from kaibo.foundation.errors import NotFound
from kaibo.selling import facts
from kaibo.selling.errors import WrongState
from kaibo.selling.models import Order
from kaibo.selling.rules.order_states import COMPLETES_AFTER, Verb, after

BATCH = 200


def confirm_receipt(order_id: int, buyer_id: int, now: dt.datetime) -> Order:
    """The buyer has the goods; raises `NotFound`, `WrongState`."""
    with transaction.atomic():
        rows = Order.objects.select_for_update(no_key=True).filter(id=order_id, buyer_id=buyer_id)
        if (order := rows.first()) is None:
            raise NotFound(_("There is no order %(id)s of yours.") % {"id": order_id})
        if (state := after(Verb.COMPLETE, order.state)) is None:
            raise WrongState(
                _("订单%(state)s，发货后才能确认收货") % {"state": _(order.get_state_display())},
                state=order.state,
            )
        _complete(order, state, now)
    return order


def complete_due(now: dt.datetime, limit: int = BATCH) -> list[int]:
    """Complete orders that were sent long enough ago; returns their ids."""
    due = Order.objects.filter(state="shipped", shipped_at__lte=now - COMPLETES_AFTER)
    with transaction.atomic():
        rows = due.select_for_update(skip_locked=True, no_key=True).order_by("id")[:limit]
        for order in (orders := list(rows)):
            _complete(order, after(Verb.COMPLETE, order.state) or order.state, now)
    return [order.pk for order in orders]


def _complete(order: Order, state: str, now: dt.datetime) -> None:
    order.state, order.closed_at = state, now
    order.save(update_fields=["state", "closed_at"])
    facts.tell("complete", order)
