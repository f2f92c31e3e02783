"""The buyer wants to pay: one trade per order at the provider, the same one when asked again."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from kaibo.foundation.errors import NotFound
from kaibo.selling.contracts import format_order_no
from kaibo.selling.errors import WrongState
from kaibo.selling.models import Order, Payment, PaymentState
from kaibo.selling.payments.adapter import Adapter, Prepaid


def pay_order(
    order_id: int,
    buyer_id: int,
    provider: Adapter,
    client_ip: str,
    is_phone: bool,
    now: dt.datetime,
) -> Prepaid:
    """Where to pay. Raises `NotFound`, `WrongState`, `PaymentUnavailable`."""
    payment = _payment_of(order_id, buyer_id, provider.name, now)
    order = payment.order
    if order.is_rehearsal and not provider.is_simulated:
        raise WrongState(_("A rehearsal order is not paid with real money."))
    title = _("Order %(no)s") % {"no": format_order_no(order.id, order.placed_at)}
    return provider.prepay(
        payment.trade_no, payment.amount, title, order.expires_at, client_ip, is_phone
    )


@transaction.atomic
def _payment_of(order_id: int, buyer_id: int, provider: str, now: dt.datetime) -> Payment:
    """Locks the order, so that two taps make one payment."""
    order = Order.objects.select_for_update().filter(id=order_id, buyer_id=buyer_id).first()
    if order is None:
        raise NotFound(_("There is no order %(id)s of yours.") % {"id": order_id})
    if order.state != "placed" or order.expires_at <= now:
        state = _(order.get_state_display()) if order.state != "placed" else _("expired")
        raise WrongState(
            _("This order is %(state)s; it cannot be paid.") % {"state": state}, state=order.state
        )
    found = order.payments.filter(state=PaymentState.PENDING, provider=provider).first()
    if found is not None:
        return found
    number = f"{format_order_no(order.id, order.placed_at)}{order.payments.count() + 1:02d}"
    return Payment.objects.create(
        order=order, provider=provider, trade_no=number, amount=order.pay_amount, created_at=now
    )
