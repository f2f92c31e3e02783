"""Money arrived: the order becomes paid exactly once, however often we are told.

Locks: ledger accounts (only for an order paid after it expired), order, payment.
"""

from __future__ import annotations

import datetime as dt
import json

import structlog
from django.db import connection, transaction
from django.utils.translation import gettext as _

from kaibo.foundation import audit, ledger
from kaibo.foundation.errors import NotFound
from kaibo.selling import facts, stock
from kaibo.selling.actions.refund_order import open_refund, send_refund, settle_refund
from kaibo.selling.errors import AmountMismatch
from kaibo.selling.models import Order, Payment, PaymentState, Refund
from kaibo.selling.payments.adapter import Adapter, Notice, Trade
from kaibo.selling.rules.order_states import Verb, after

_log = structlog.get_logger("kaibo.payments")
LATE, DUPLICATE = "paid after closing", "paid twice"


def accept_notice(notice: Notice, provider: Adapter, now: dt.datetime) -> bool:
    """Apply a verified notice once; False when its id was seen before.

    Raises `AmountMismatch` (nothing is applied, the alarm stands in the audit) and `NotFound`.
    """
    with transaction.atomic():
        if not _first_time(notice, provider.name, now):
            return False
        if notice.refund:
            settle_refund(notice.refund, now)
            return True
        refund = _settle(notice.trade, now) if notice.trade and notice.trade.paid else None
    if refund is not None:
        send_refund(refund, provider, now)
    return True


def settle(trade: Trade, provider: Adapter, now: dt.datetime) -> None:
    """Apply what a query of the provider told, as a notice would."""
    if not trade.paid:
        return
    with transaction.atomic():
        refund = _settle(trade, now)
    if refund is not None:
        send_refund(refund, provider, now)


def alarm_mismatch(trade: Trade, now: dt.datetime) -> None:
    """Keep a paid amount that is not ours to accept where people look; own transaction."""
    payment = Payment.objects.select_related("order").get(trade_no=trade.trade_no)
    _log.error("payment.amount_mismatch", trade_no=trade.trade_no, paid=trade.amount)
    with transaction.atomic():
        audit.record(
            shop=payment.order.shop_id,
            actor=None,
            action="selling.amount_mismatch",
            subject=f"payment:{payment.pk}",
            detail={"paid": trade.amount, "due": payment.amount, "trade_no": trade.trade_no},
            at=now,
        )


def _settle(trade: Trade, now: dt.datetime) -> Refund | None:
    """The refund to send when the money cannot become a sale."""
    known = Payment.objects.filter(trade_no=trade.trade_no).select_related("order").first()
    if known is None:
        raise NotFound(_("There is no payment %(no)s.") % {"no": trade.trade_no})
    if trade.amount != known.amount:
        raise AmountMismatch(
            _("%(paid)s was paid, %(due)s is due.") % {"paid": trade.amount, "due": known.amount}
        )
    routes = stock.routes_of([known.order_id]) if known.order.state != "placed" else []
    stock.lock(routes)
    order = Order.objects.select_for_update().get(id=known.order_id)
    payment = Payment.objects.select_for_update().get(id=known.pk)
    if payment.state == PaymentState.SUCCEEDED:
        return None
    _mark_payment(payment, trade, now)
    return _mark_order(order, payment, routes, now)


def _mark_order(
    order: Order, payment: Payment, routes: list[stock.Route], now: dt.datetime
) -> Refund | None:
    was = order.state
    if was == "placed" or (was == "expired" and _stock_again(order, routes, now)):
        order.state = after(Verb.PAY, was) or was
        order.paid_at, order.closed_at = now, None
        order.save(update_fields=["state", "paid_at", "closed_at"])
        facts.publish("pay", order, now)
        facts.tell("pay", order)
        return None
    if (returning := after(Verb.RETURN_MONEY, was)) is None:
        return open_refund(order, payment, DUPLICATE, now)
    order.state = returning
    order.save(update_fields=["state"])
    return open_refund(order, payment, LATE, now)


def _stock_again(order: Order, routes: list[stock.Route], now: dt.datetime) -> bool:
    # Expired between our first look and the lock: its accounts are not locked in order, so the
    # exact way is not open any more and the money goes back.
    if not routes:
        return False
    try:
        with transaction.atomic():
            stock.take_again(routes, now)
            stock.count_purchases([order], +1)
    except ledger.BalanceTooLow:
        return False
    return True


def _mark_payment(payment: Payment, trade: Trade, now: dt.datetime) -> None:
    payment.state = PaymentState.SUCCEEDED
    payment.provider_no = trade.provider_no
    payment.succeeded_at = trade.paid_at or now
    payment.save(update_fields=["state", "provider_no", "succeeded_at"])


def _first_time(notice: Notice, provider: str, now: dt.datetime) -> bool:
    """A second copy that arrives meanwhile waits here for the first one's commit."""
    body = json.dumps(dict(notice.body), ensure_ascii=False)
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into selling_paymentnotice (provider, notice_id, trade_no, body, at)"
            " values (%s, %s, %s, %s::jsonb, %s)"
            " on conflict (provider, notice_id) do nothing returning id",
            [provider, notice.notice_id, notice.trade_no, body, now],
        )
        return cursor.fetchone() is not None
