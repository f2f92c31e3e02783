"""What the clock does to orders and money. Each task may run twice; nothing happens twice."""

from __future__ import annotations

import datetime as dt
from typing import TypeVar

import structlog
from django.db import transaction
from django.db.models import Model, Q, QuerySet
from procrastinate.contrib.django import app

from kaibo.foundation import audit
from kaibo.foundation.errors import KaiboError
from kaibo.selling.actions.close_orders import EXPIRY_BATCH, expire_due
from kaibo.selling.actions.complete_orders import BATCH as COMPLETION_BATCH
from kaibo.selling.actions.complete_orders import complete_due
from kaibo.selling.actions.follow_ups import PAID, REFUNDED, follow_payment, follow_refund
from kaibo.selling.actions.reconcile_day import bills_due, last_day, reconcile_day
from kaibo.selling.actions.send_refund import ask_of, send_refund, settle_refund, try_again
from kaibo.selling.actions.settle import settle
from kaibo.selling.checkout.facade import sweep_quotes
from kaibo.selling.models import Order, Payment, PaymentState, Refund
from kaibo.selling.orphans import orphans
from kaibo.selling.payments.adapter import Adapter
from kaibo.selling.payments.registry import adapter

# A notice normally comes within seconds; what is still open then is asked for.
ASK_AFTER = dt.timedelta(seconds=30)
ASK_EVERY_S = 20
ASK_LIMIT = 50
# What a provider's answer may end in; a row that cannot be read must not hold up the others.
_UNREADABLE = (KaiboError, ValueError, KeyError, TypeError, OSError)
T = TypeVar("T", bound=Model)
_log = structlog.get_logger("kaibo.payments")


@app.periodic(cron="* * * * * */5")
@app.task(queue="orders", queueing_lock="selling.expire")
def expire_orders(timestamp: int) -> None:
    """Close unpaid orders every five seconds, batch after batch until none is due."""
    while len(expire_due(dt.datetime.now(dt.UTC))) == EXPIRY_BATCH:
        pass


@app.periodic(cron="20 3 * * *")
@app.task(queue="orders", queueing_lock="selling.sweep_quotes")
def forget_quotes(timestamp: int) -> None:
    """Delete quotes that became no order; those of orders stay with them."""
    sweep_quotes(dt.datetime.now(dt.UTC))


@app.periodic(cron="40 3 * * *")
@app.task(queue="housekeeping", queueing_lock="selling.orphans")
def find_orphans(timestamp: int) -> None:
    """Every reference of the order tables stands (decision 19); an alarm in the audit if not."""
    for one in orphans():
        _log.error("orders.orphans", table=one.table, column=one.column, rows=one.rows)
        with transaction.atomic():
            audit.record(
                shop=None, actor=None, action="selling.orphans",
                subject=f"{one.table}.{one.column}",
                detail={"rows": one.rows, "example": one.example},
            )  # fmt: skip


@app.periodic(cron="*/10 * * * *")
@app.task(queue="orders", queueing_lock="selling.complete")
def complete_orders(timestamp: int) -> None:
    """Complete orders that were sent long enough ago."""
    while len(complete_due(dt.datetime.now(dt.UTC))) == COMPLETION_BATCH:
        pass


@app.periodic(cron="* * * * * */20")
@app.task(queue="orders", queueing_lock="selling.payments")
def check_payments(timestamp: int) -> None:
    """Ask for payments whose notice did not come; close those of orders that are closed."""
    now = dt.datetime.now(dt.UTC)
    for payment in _turn(_open_payments(now), timestamp):
        try:
            _check(payment, adapter(payment.provider, payment.order.shop.slug), now)
        except _UNREADABLE as error:
            _log.warning("payment.not_checked", trade_no=payment.trade_no, error=str(error))


@app.periodic(cron="* * * * * */20")
@app.task(queue="orders", queueing_lock="selling.refunds")
def push_refunds(timestamp: int) -> None:
    """Ask again for refunds that the provider has not confirmed, and for failed ones in time."""
    now = dt.datetime.now(dt.UTC)
    for refund in _turn(_open_refunds(now), timestamp):
        try:
            _push(refund, adapter(refund.payment.provider, refund.order.shop.slug), now)
        except _UNREADABLE as error:
            _log.warning("refund.not_settled", refund_no=refund.refund_no, error=str(error))


@app.periodic(cron="35 * * * *")
@app.task(queue="housekeeping", queueing_lock="selling.bills")
def reconcile_bills(timestamp: int) -> None:
    """Yesterday's bills, each once; providers give them in the course of the morning."""
    now = dt.datetime.now(dt.UTC)
    for shop, provider in bills_due(now):
        try:
            reconcile_day(shop, provider, last_day(now), now)
        except (KaiboError, ValueError) as error:
            _log.warning("bill.not_read", shop=shop.slug, provider=provider.name, error=str(error))


@app.task(queue="orders", name=PAID)
def after_paid(order_id: int) -> None:
    """Deal prices and points of a paid order."""
    follow_payment(order_id, dt.datetime.now(dt.UTC))


@app.task(queue="orders", name=REFUNDED)
def after_refunded(order_id: int) -> None:
    """Points of what came back."""
    follow_refund(order_id, dt.datetime.now(dt.UTC))


def _turn(rows: QuerySet[T], timestamp: int) -> list[T]:
    """The rows whose turn it is: those that a provider never answers for keep nobody waiting."""
    count = rows.count()
    start = timestamp // ASK_EVERY_S * ASK_LIMIT % max(count, 1)
    again = max(0, min(start, start + ASK_LIMIT - count))
    return list(rows[start : start + ASK_LIMIT]) + list(rows[:again])


def _open_payments(now: dt.datetime) -> QuerySet[Payment]:
    rows = Payment.objects.filter(state=PaymentState.PENDING, created_at__lt=now - ASK_AFTER)
    return rows.select_related("order__shop").order_by("id")


def _open_refunds(now: dt.datetime) -> QuerySet[Refund]:
    waiting = Q(state="pending", requested_at__lt=now - ASK_AFTER)
    rows = Refund.objects.filter(waiting | Q(state="failed", next_try_at__lte=now))
    return rows.select_related("payment", "order__shop").order_by("id")


def _push(refund: Refund, provider: Adapter, now: dt.datetime) -> None:
    if refund.state == "failed":
        with transaction.atomic():
            Order.objects.select_for_update(no_key=True).get(id=refund.order_id)
            refund = try_again(refund.pk, now)
    elif (known := provider.query_refund(ask_of(refund))) is not None:
        with transaction.atomic():
            settle_refund(known, now)
        return
    send_refund(refund, provider, now)


def _check(payment: Payment, provider: Adapter, now: dt.datetime) -> None:
    trade = provider.query(payment.trade_no, payment.provider_ref)
    if trade is not None and trade.paid:
        settle(trade, provider, now)
    elif payment.order.state != "placed":
        provider.close(payment.trade_no, payment.provider_ref)
        rows = Payment.objects.filter(pk=payment.pk, state=PaymentState.PENDING)
        rows.update(state=PaymentState.CLOSED)
