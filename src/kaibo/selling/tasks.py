"""What the clock does to orders and money. Each task may run twice; nothing happens twice."""

from __future__ import annotations

import datetime as dt

import structlog
from procrastinate.contrib.django import app

from kaibo.foundation.errors import KaiboError
from kaibo.selling.actions.close_orders import EXPIRY_BATCH, expire_due
from kaibo.selling.actions.refund_order import send_refund
from kaibo.selling.actions.settle import settle
from kaibo.selling.models import Payment, PaymentState, Refund
from kaibo.selling.payments.adapter import Adapter
from kaibo.selling.payments.wechat import adapter

# A notice normally comes within seconds; what is still open then is asked for.
ASK_AFTER = dt.timedelta(seconds=30)
ASK_LIMIT = 50
_log = structlog.get_logger("kaibo.payments")


@app.periodic(cron="* * * * * */5")
@app.task(queue="orders", queueing_lock="selling.expire")
def expire_orders(timestamp: int) -> None:
    """Close unpaid orders every five seconds, batch after batch until none is due."""
    while len(expire_due(dt.datetime.now(dt.UTC))) == EXPIRY_BATCH:
        pass


@app.periodic(cron="* * * * * */20")
@app.task(queue="orders", queueing_lock="selling.payments")
def check_payments(timestamp: int) -> None:
    """Ask for payments whose notice did not come; close those of orders that are closed."""
    now = dt.datetime.now(dt.UTC)
    for payment in _open_payments(now):
        try:
            _check(payment, adapter(), now)
        except KaiboError as error:
            _log.warning("payment.not_checked", trade_no=payment.trade_no, error=error.message)


@app.periodic(cron="* * * * * */20")
@app.task(queue="orders", queueing_lock="selling.refunds")
def push_refunds(timestamp: int) -> None:
    """Ask again for refunds that the provider has not confirmed."""
    now = dt.datetime.now(dt.UTC)
    waiting = Refund.objects.filter(state="pending", requested_at__lt=now - ASK_AFTER)
    for refund in waiting.select_related("payment").order_by("requested_at")[:ASK_LIMIT]:
        try:
            send_refund(refund, adapter(), now)
        except KaiboError as error:
            _log.warning("refund.not_settled", refund_no=refund.refund_no, error=error.message)


def _open_payments(now: dt.datetime) -> list[Payment]:
    rows = Payment.objects.filter(
        state=PaymentState.PENDING, created_at__lt=now - ASK_AFTER, provider="wechat"
    )
    return list(rows.select_related("order").order_by("created_at")[:ASK_LIMIT])


def _check(payment: Payment, provider: Adapter, now: dt.datetime) -> None:
    trade = provider.query(payment.trade_no)
    if trade is not None and trade.paid:
        settle(trade, provider, now)
    elif payment.order.state != "placed":
        provider.close(payment.trade_no)
        rows = Payment.objects.filter(pk=payment.pk, state=PaymentState.PENDING)
        rows.update(state=PaymentState.CLOSED)
