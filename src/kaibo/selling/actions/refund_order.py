"""Money goes back: the whole order, before or after shipping.

The decision is one transaction; the provider is asked after it, outside every lock, and asked
again by the clock until it has answered. Locks: ledger accounts, order, payment.
"""

from __future__ import annotations

import datetime as dt

import structlog
from django.db import transaction
from django.utils.translation import gettext as _

from kaibo.foundation import audit
from kaibo.foundation.errors import KaiboError, NotFound
from kaibo.selling import facts, stock
from kaibo.selling.contracts import format_order_no
from kaibo.selling.errors import WrongState
from kaibo.selling.models import Order, Payment, PaymentState, Refund
from kaibo.selling.payments.adapter import Adapter, RefundState
from kaibo.selling.rules.order_states import HOLDS_STOCK, Verb, after
from kaibo.team.facade import Role, Staff, require

_log = structlog.get_logger("kaibo.payments")


def refund_by_staff(
    order_id: int, reason: str, staff: Staff, provider: Adapter, now: dt.datetime
) -> Order:
    """Staff gives the whole amount back; raises `NotFound`, `WrongState`, `NotAllowed`."""
    shop_id = _shop_of(order_id)
    require(staff, shop_id, Role.OPERATOR, Role.BRAND_MANAGER, Role.SERVICE, Role.ADMIN)
    with transaction.atomic():
        order, refund = _start(order_id, reason, now)
        audit.record(
            shop=shop_id, actor=staff, action="selling.refund_order", subject=f"order:{order_id}",
            detail={"amount": refund.amount, "reason": reason}, at=now,
        )  # fmt: skip
    send_refund(refund, provider, now)
    order.refresh_from_db()
    return order


def refund_by_buyer(
    order_id: int, buyer_id: int, reason: str, provider: Adapter, now: dt.datetime
) -> Order:
    """The buyer takes the money back before the parcel leaves; afterwards staff decides."""
    found = Order.objects.filter(id=order_id, buyer_id=buyer_id).first()
    if found is None:
        raise NotFound(_("There is no order %(id)s of yours.") % {"id": order_id})
    if found.state != "paid":
        raise _wrong(found)
    with transaction.atomic():
        order, refund = _start(order_id, reason, now, only_from="paid")
    send_refund(refund, provider, now)
    order.refresh_from_db()
    return order


def open_refund(order: Order, payment: Payment, reason: str, now: dt.datetime) -> Refund:
    """Write down that this payment's money must go back; in the caller's transaction."""
    number = f"{payment.trade_no}R{payment.refunds.count() + 1}"
    return Refund.objects.create(
        payment=payment, order=order, refund_no=number, amount=payment.amount, reason=reason,
        requested_at=now,
    )  # fmt: skip


def send_refund(refund: Refund, provider: Adapter, now: dt.datetime) -> None:
    """Ask the provider; when it does not answer the clock asks again (`tasks.push_refunds`)."""
    payment = refund.payment
    try:
        state = provider.refund(
            payment.trade_no, refund.refund_no, refund.amount, payment.amount, refund.reason
        )
    except KaiboError as error:
        _log.warning("refund.not_sent", refund_no=refund.refund_no, error=error.message)
        return
    with transaction.atomic():
        settle_refund(state, now)


def settle_refund(state: RefundState, now: dt.datetime) -> None:
    """Apply what the provider says about a refund, once; in the caller's transaction."""
    known = Refund.objects.filter(refund_no=state.refund_no).first()
    if known is None:
        raise NotFound(_("There is no refund %(no)s.") % {"no": state.refund_no})
    order = Order.objects.select_for_update().get(id=known.order_id)
    refund = Refund.objects.select_for_update().get(id=known.pk)
    if refund.state == "succeeded" or state.state == "pending":
        return
    refund.state = state.state
    refund.succeeded_at = (state.at or now) if state.state == "succeeded" else None
    refund.save(update_fields=["state", "succeeded_at"])
    if refund.state == "succeeded":
        _close_order(order, now)
    else:
        _log.error("refund.failed", refund_no=refund.refund_no, order=order.id)


def _start(
    order_id: int, reason: str, now: dt.datetime, only_from: str | None = None
) -> tuple[Order, Refund]:
    routes = stock.routes_of([order_id])
    stock.lock(routes)
    order = Order.objects.select_for_update().get(id=order_id)
    was, state = order.state, after(Verb.REFUND, order.state)
    if state is None or only_from not in (None, was):
        raise _wrong(order)
    payment = order.payments.filter(state=PaymentState.SUCCEEDED).order_by("id").first()
    if payment is None:
        raise _wrong(order)
    order.state = state
    order.save(update_fields=["state"])
    if was in HOLDS_STOCK:
        stock.give_back(routes, "refund", now)
        stock.count_purchases([order], -1)
    return order, open_refund(order, payment, reason[:80], now)


def _close_order(order: Order, now: dt.datetime) -> None:
    """Refunds of a second payment leave the order as it is."""
    if (state := after(Verb.REFUNDED, order.state)) is None:
        return
    order.state, order.closed_at = state, now
    order.save(update_fields=["state", "closed_at"])
    if order.paid_at is not None:  # money that never became a sale is no refund of one
        facts.publish("refund", order, now)
    facts.tell("refund", order)


def _shop_of(order_id: int) -> int:
    shop_id = Order.objects.filter(id=order_id).values_list("shop_id", flat=True).first()
    if shop_id is None:
        raise NotFound(_("There is no order %(id)s.") % {"id": order_id})
    return shop_id


def _wrong(order: Order) -> WrongState:
    number = format_order_no(order.id, order.placed_at)
    return WrongState(
        _("Order %(no)s is %(state)s; it cannot be refunded this way.")
        % {"no": number, "state": _(order.get_state_display())},
        state=order.state,
    )
