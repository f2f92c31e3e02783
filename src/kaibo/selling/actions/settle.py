"""Money arrived: the order becomes paid exactly once, however often we are told.

Locks: ledger accounts (only for an order paid after it was closed), order, purchase counts,
coupon claims, payment.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import dataclass

import structlog
from django.db import connection, transaction
from django.utils.translation import gettext as _

from kaibo.foundation import audit, ledger
from kaibo.foundation.errors import NotFound
from kaibo.foundation.models import LedgerTransfer
from kaibo.selling import facts, holdings, stock
from kaibo.selling.actions.follow_ups import order_was_paid
from kaibo.selling.actions.send_refund import open_refund, send_refund, settle_refund
from kaibo.selling.errors import AmountMismatch, ForgedNotice
from kaibo.selling.models import Order, Payment, PaymentState, Refund, RefundKind
from kaibo.selling.payments.adapter import Adapter, Notice, Trade
from kaibo.selling.rules.order_states import Verb, after

_log = structlog.get_logger("kaibo.payments")


class _ClosedMeanwhile(Exception):
    """The order closed between our look and our lock: its accounts must be locked first."""


@dataclass(frozen=True, slots=True)
class _Taken:
    """What a closed order would take again; its accounts are locked."""

    routes: list[stock.Route]
    purses: list[LedgerTransfer]


def accept_notice(notice: Notice, provider: Adapter, now: dt.datetime) -> bool:
    """Apply a verified notice once; False when its id was seen before.

    Raises `AmountMismatch` (nothing is applied, the alarm stands in the audit), `ForgedNotice`
    (another merchant's trade) and `NotFound`.
    """

    def apply(is_closed: bool) -> tuple[bool, Refund | None]:
        if not _first_time(notice, provider.name, now):
            return False, None
        if notice.refund:
            settle_refund(notice.refund, now)
            return True, None
        is_paid = notice.trade is not None and notice.trade.paid
        refund = _settle(notice.trade, provider, now, is_closed) if is_paid else None  # type: ignore[arg-type]
        return True, refund

    is_new, refund = _in_transaction(apply)
    if refund is not None:
        send_refund(refund, provider, now)
    return is_new


def settle(trade: Trade, provider: Adapter, now: dt.datetime) -> None:
    """Apply what a query of the provider told, as a notice would."""
    if not trade.paid:
        return
    _, refund = _in_transaction(lambda closed: (True, _settle(trade, provider, now, closed)))
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


def _in_transaction(
    apply: Callable[[bool], tuple[bool, Refund | None]],
) -> tuple[bool, Refund | None]:
    """Once; and again from the start, the ledger first, when the order closed meanwhile."""
    try:
        with transaction.atomic():
            return apply(False)
    except _ClosedMeanwhile:
        with transaction.atomic():
            return apply(True)


def _settle(trade: Trade, provider: Adapter, now: dt.datetime, is_closed: bool) -> Refund | None:
    """The refund to send when the money cannot become a sale."""
    known = _known(trade, provider)
    taken = _lock_taken(known.order_id) if is_closed or known.order.state == "expired" else None
    order = Order.objects.select_for_update(no_key=True).get(id=known.order_id)
    payment = Payment.objects.select_for_update(no_key=True).get(id=known.pk)
    if payment.state == PaymentState.SUCCEEDED:
        return None
    if order.state == "expired" and taken is None:
        raise _ClosedMeanwhile
    _mark_payment(payment, trade, now)
    return _mark_order(order, payment, taken, now)


def _known(trade: Trade, provider: Adapter) -> Payment:
    known = Payment.objects.filter(trade_no=trade.trade_no).select_related("order").first()
    if known is None:
        raise NotFound(_("There is no payment %(no)s.") % {"no": trade.trade_no})
    if known.provider != provider.name or known.account not in ("", provider.account):
        raise ForgedNotice(_("This notice is for another merchant."))
    if trade.amount != known.amount:
        raise AmountMismatch(
            _("%(paid)s was paid, %(due)s is due.") % {"paid": trade.amount, "due": known.amount}
        )
    return known


def _lock_taken(order_id: int) -> _Taken:
    taken = _Taken(stock.routes_of([order_id]), stock.purses_of([order_id]))
    stock.lock(taken.routes, taken.purses)
    return taken


def _mark_order(
    order: Order, payment: Payment, taken: _Taken | None, now: dt.datetime
) -> Refund | None:
    was = order.state
    if was == "placed" or (was == "expired" and taken and _take_again(order, taken, now)):
        order.state = after(Verb.PAY, was) or was
        order.paid_at, order.closed_at = now, None
        order.save(update_fields=["state", "paid_at", "closed_at"])
        facts.publish("pay", order, now)
        facts.tell("pay", order)
        order_was_paid(order)
        return None
    if (returning := after(Verb.RETURN_MONEY, was)) is None:
        return open_refund(payment, RefundKind.DUPLICATE, now)
    order.state = returning
    order.save(update_fields=["state"])
    return open_refund(payment, RefundKind.LATE, now)


def _take_again(order: Order, taken: _Taken, now: dt.datetime) -> bool:
    """Goods, coupons, points and limits anew, or nothing of it."""
    try:
        with transaction.atomic():
            stock.take_again(taken.routes, now, taken.purses)
            holdings.take_again(order, taken.purses, now)
    except (ledger.BalanceTooLow, holdings.NotToBeHad) as error:
        _log.info("payment.late", order=order.pk, why=str(error))
        return False
    return True


def _mark_payment(payment: Payment, trade: Trade, now: dt.datetime) -> None:
    payment.state = PaymentState.SUCCEEDED
    payment.provider_no = trade.provider_no
    payment.succeeded_at = trade.paid_at or now
    payment.save(update_fields=["state", "provider_no", "succeeded_at"])


def _first_time(notice: Notice, provider: str, now: dt.datetime) -> bool:
    """A second copy that arrives meanwhile waits here for the first one's commit."""
    body = json.dumps(dict(notice.body), ensure_ascii=False).replace("\\u0000", "")
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into selling_paymentnotice (provider, notice_id, trade_no, body, at)"
            " values (%s, %s, %s, %s::jsonb, %s)"
            " on conflict (provider, notice_id) do nothing returning id",
            [provider, notice.notice_id[:64], notice.trade_no[:32], body, now],
        )
        return cursor.fetchone() is not None
