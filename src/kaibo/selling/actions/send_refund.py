"""Money on its way back: asked of the provider outside every lock, until it has answered.

A refund that the provider calls failed is tried again under a new number, later and later; each
failure raises an alarm, and after the last it waits at the order desk for a person.
"""

from __future__ import annotations

import datetime as dt

import structlog
from django.db import transaction
from django.utils.translation import gettext as _

from kaibo.foundation import audit
from kaibo.foundation.errors import KaiboError, NotFound
from kaibo.selling import facts
from kaibo.selling.actions.follow_ups import money_is_back
from kaibo.selling.models import Order, Payment, Refund, RefundKind
from kaibo.selling.payments.adapter import Adapter, RefundAsk, RefundState
from kaibo.selling.rules.order_states import Verb, after

# After the n-th failure; then a person decides.
RETRY_AFTER = tuple(dt.timedelta(minutes=n) for n in (1, 10, 60, 360))
_log = structlog.get_logger("kaibo.payments")


def open_refund(
    payment: Payment, kind: RefundKind, now: dt.datetime, amount: int | None = None,
    reason: str = "", has_shipping: bool = False, are_goods_back: bool = False,
) -> Refund:  # fmt: skip
    """Write down what must go back of this payment; in the caller's transaction.

    ``amount`` None: all of it. Raises ValueError for more than is left.
    """
    asked = payment.amount if amount is None else amount
    left = payment.amount - sum(one.amount for one in payment.refunds.all())
    if not 0 <= asked <= left:
        raise ValueError(f"refund of {asked} of payment {payment.pk}, {left} left")
    return Refund.objects.create(
        payment=payment, order_id=payment.order_id, kind=kind, amount=asked,
        refund_no=f"{payment.trade_no}R{payment.refunds.count() + 1}",
        reason=reason[:80], has_shipping=has_shipping, are_goods_back=are_goods_back,
        requested_at=now,
    )  # fmt: skip


def send_refund(refund: Refund, provider: Adapter | None, now: dt.datetime) -> None:
    """Ask the provider; when it does not answer the clock asks again (`tasks.push_refunds`).

    Without money to send back (``provider`` None) the refund is done at once.
    """
    if refund.amount == 0 or provider is None:
        state = RefundState(refund.refund_no, "succeeded", now)
    else:
        try:
            state = provider.refund(ask_of(refund))
        except KaiboError as error:
            _log.warning("refund.not_sent", refund_no=refund.refund_no, error=error.message)
            return
    with transaction.atomic():
        settle_refund(state, now)


def ask_of(refund: Refund) -> RefundAsk:
    payment = refund.payment
    return RefundAsk(
        payment.trade_no, payment.provider_no, refund.refund_no, refund.amount, payment.amount,
        refund.reason or _("退款"),
    )  # fmt: skip


def settle_refund(state: RefundState, now: dt.datetime) -> None:
    """Apply what the provider says about a refund, once; in the caller's transaction."""
    base = state.refund_no.split("A")[0]
    known = Refund.objects.filter(refund_no__in=[state.refund_no, base]).first()
    known = known or Refund.objects.filter(refund_no__startswith=f"{base}A").first()
    if known is None:
        raise NotFound(_("There is no refund %(no)s.") % {"no": state.refund_no})
    order = Order.objects.select_for_update(no_key=True).get(id=known.order_id)
    refund = (
        Refund.objects.select_for_update(no_key=True).select_related("payment").get(id=known.pk)
    )
    if refund.state == "succeeded" or state.state == "pending":
        return
    if state.refund_no != refund.refund_no:
        _another_number(order, refund, state, now)
    elif state.state == "succeeded":
        _succeed(order, refund, state.at or now, now)
    elif refund.state != "failed":
        _fail(order, refund, state.reason, now)


def try_again(refund_id: int, now: dt.datetime) -> Refund:
    """A failed refund becomes a new try with a number of its own; in the caller's transaction."""
    refund = (
        Refund.objects.select_for_update(no_key=True).select_related("payment").get(id=refund_id)
    )
    if refund.state == "failed":
        refund.attempt += 1
        refund.refund_no = f"{refund.refund_no.split('A')[0]}A{refund.attempt}"
        refund.state, refund.next_try_at, refund.requested_at = "pending", None, now
        refund.save(update_fields=["attempt", "refund_no", "state", "next_try_at", "requested_at"])
    return refund


def _succeed(order: Order, refund: Refund, at: dt.datetime, now: dt.datetime) -> None:
    refund.state, refund.succeeded_at, refund.failure = "succeeded", at, ""
    refund.next_try_at = None
    refund.save(update_fields=["state", "succeeded_at", "failure", "next_try_at"])
    if order.paid_at is not None and refund.kind == RefundKind.ORDER:
        facts.publish_refund(order, refund, now)
        money_is_back(refund)
    if not _close_order(order, refund, now) and refund.kind == RefundKind.ORDER:
        facts.tell("refund", order, {"refunded": refund.amount, "is_part": True})


def _close_order(order: Order, refund: Refund, now: dt.datetime) -> bool:
    """The order is refunded when all of its refunds are; that of a second payment leaves it."""
    if (state := after(Verb.REFUNDED, order.state)) is None:
        return False
    rest = order.refunds.exclude(pk=refund.pk).exclude(kind=RefundKind.DUPLICATE)
    if refund.kind == RefundKind.DUPLICATE or rest.exclude(state="succeeded").exists():
        return False
    order.state, order.closed_at = state, now
    order.save(update_fields=["state", "closed_at"])
    facts.tell("refund", order, {"refunded": refund.amount, "is_part": False})
    return True


def _fail(order: Order, refund: Refund, why: str, now: dt.datetime) -> None:
    waits = RETRY_AFTER[refund.attempt - 1 : refund.attempt]
    refund.state, refund.failure = "failed", why[:200]
    refund.next_try_at = now + waits[0] if waits else None
    refund.save(update_fields=["state", "failure", "next_try_at"])
    _log.error("refund.failed", refund_no=refund.refund_no, order=order.pk, why=why)
    audit.record(
        shop=order.shop_id, actor=None, action="selling.refund_failed",
        subject=f"refund:{refund.pk}",
        detail={
            "refund_no": refund.refund_no, "amount": refund.amount, "why": why[:200],
            "attempt": refund.attempt, "is_last": not waits,
        },
        at=now,
    )  # fmt: skip


def _another_number(order: Order, refund: Refund, state: RefundState, now: dt.datetime) -> None:
    """News of an earlier try. That it failed is known; that it succeeded after all is an alarm,
    because the next try may be on its way."""
    if state.state != "succeeded":
        return
    _log.error("refund.succeeded_after_failing", refund_no=state.refund_no, order=order.pk)
    audit.record(
        shop=order.shop_id, actor=None, action="selling.refund_twice",
        subject=f"refund:{refund.pk}",
        detail={"refund_no": state.refund_no, "now": refund.refund_no, "amount": refund.amount},
        at=now,
    )  # fmt: skip
