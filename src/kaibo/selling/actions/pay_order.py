"""The buyer wants to pay: one open trade per order, the same one when asked again.

Choosing another way to pay closes the trade that was open before; a trade that cannot be closed
because it was paid meanwhile is taken as the payment.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field

import structlog
from django.db import transaction
from django.utils.translation import gettext as _

from kaibo.foundation.errors import InvalidInput, KaiboError, NotFound
from kaibo.selling import facts
from kaibo.selling.actions.follow_ups import order_was_paid
from kaibo.selling.actions.settle import settle
from kaibo.selling.contracts import format_order_no
from kaibo.selling.errors import PaymentRefused, WrongState
from kaibo.selling.models import Order, Payment, PaymentState
from kaibo.selling.payments.adapter import Adapter, Channel, PayAsk, Prepaid
from kaibo.selling.rules.order_states import Verb, after

# A provider's adapter by its name and the shop's slug: `payments.registry.adapter`.
Providers = Callable[[str, str], Adapter]
FREE = "free"
_log = structlog.get_logger("kaibo.payments")


@dataclass(frozen=True, slots=True)
class PayWish:
    """How the buyer wants to pay. ``openid`` is needed inside WeChat only."""

    method: str = "wechat"
    channel: Channel = "h5"
    client_ip: str = "127.0.0.1"
    return_url: str = ""
    openid: str = ""


@dataclass(frozen=True, slots=True)
class Paying:
    """Where the buyer goes; ``is_paid`` when there is nothing (more) to pay."""

    trade_no: str
    pay_url: str
    jsapi: dict[str, str] = field(default_factory=dict)
    is_paid: bool = False


def pay_order(
    order_id: int, buyer_id: int, wish: PayWish, providers: Providers, now: dt.datetime
) -> Paying:
    """Raises `NotFound`, `WrongState`, `InvalidInput`, `PaymentUnavailable`, `PaymentRefused`."""
    shop = _shop_of(order_id, buyer_id)
    provider = providers(wish.method, shop)
    if wish.channel not in provider.channels:
        raise InvalidInput(_("这种支付方式不能在这里打开，请换一种"), field="channel")
    payment, others = _payment_of(order_id, buyer_id, wish, provider, now)
    if payment.provider == FREE:
        return Paying(payment.trade_no, "", is_paid=True)
    if any(_close(other, providers(other.provider, shop), now) for other in others):
        return Paying(payment.trade_no, "", is_paid=True)
    made = provider.prepay(_ask(payment, wish))
    _keep_ref(payment, made)
    return Paying(payment.trade_no, made.pay_url, dict(made.jsapi))


@transaction.atomic
def _payment_of(
    order_id: int, buyer_id: int, wish: PayWish, provider: Adapter, now: dt.datetime
) -> tuple[Payment, list[Payment]]:
    """The open trade of this way to pay, and those of other ways.

    Locks the order, so that two taps make one payment.
    """
    order = Order.objects.select_for_update(no_key=True).get(id=order_id, buyer_id=buyer_id)
    _check_payable(order, provider, now)
    if order.pay_amount == 0:
        return _free(order, now), []
    pending = order.payments.filter(state=PaymentState.PENDING).select_related("order")
    rows = list(pending.order_by("id"))
    mine = [one for one in rows if _is_same_way(one, wish, provider)]
    payment = mine[-1] if mine else _opened(order, wish, provider, now)
    return payment, [one for one in rows if one.pk != payment.pk]


def _opened(order: Order, wish: PayWish, provider: Adapter, now: dt.datetime) -> Payment:
    return Payment.objects.create(
        order=order, provider=provider.name, account=provider.account, channel=wish.channel,
        trade_no=_number(order), amount=order.pay_amount, created_at=now,
    )  # fmt: skip


def _free(order: Order, now: dt.datetime) -> Payment:
    """Coupons, points and credit paid for everything: the order is paid with nothing to send."""
    payment = Payment.objects.create(
        order=order, provider=FREE, trade_no=_number(order), amount=0,
        state=PaymentState.SUCCEEDED, created_at=now, succeeded_at=now,
    )  # fmt: skip
    order.state, order.paid_at = after(Verb.PAY, order.state) or order.state, now
    order.save(update_fields=["state", "paid_at"])
    facts.publish("pay", order, now)
    facts.tell("pay", order)
    order_was_paid(order)
    return payment


def _check_payable(order: Order, provider: Adapter, now: dt.datetime) -> None:
    if order.state != "placed" or order.expires_at <= now:
        state = _(order.get_state_display()) if order.state != "placed" else _("expired")
        raise WrongState(
            _("This order is %(state)s; it cannot be paid.") % {"state": state}, state=order.state
        )
    if order.is_rehearsal and not provider.is_simulated:
        raise WrongState(_("A rehearsal order is not paid with real money."))


def _close(other: Payment, provider: Adapter, now: dt.datetime) -> bool:
    """Whether the earlier trade was paid meanwhile; one that cannot be closed now stays open.

    The clock closes what stays open, and a second payment goes back by itself.
    """
    try:
        provider.close(other.trade_no, other.provider_ref)
    except PaymentRefused:
        trade = provider.query(other.trade_no, other.provider_ref)
        if trade is not None and trade.paid:
            settle(trade, provider, now)
            return True
        return False
    except KaiboError as error:
        _log.warning("payment.not_closed", trade_no=other.trade_no, error=error.message)
        return False
    rows = Payment.objects.filter(pk=other.pk, state=PaymentState.PENDING)
    rows.update(state=PaymentState.CLOSED)
    return False


def _ask(payment: Payment, wish: PayWish) -> PayAsk:
    order = payment.order
    title = _("Order %(no)s") % {"no": format_order_no(order.id, order.placed_at)}
    return PayAsk(
        payment.trade_no, payment.amount, order.shop.currency, title, order.expires_at,
        wish.client_ip, wish.channel, wish.openid, wish.return_url,
    )  # fmt: skip


def _keep_ref(payment: Payment, made: Prepaid) -> None:
    if made.ref and made.ref != payment.provider_ref:
        Payment.objects.filter(pk=payment.pk).update(provider_ref=made.ref)


def _is_same_way(payment: Payment, wish: PayWish, provider: Adapter) -> bool:
    way = (payment.provider, payment.account or provider.account, payment.channel or wish.channel)
    return way == (provider.name, provider.account, wish.channel)


def _number(order: Order) -> str:
    return f"{format_order_no(order.id, order.placed_at)}{order.payments.count() + 1:02d}"


def _shop_of(order_id: int, buyer_id: int) -> str:
    rows = Order.objects.filter(id=order_id, buyer_id=buyer_id)
    slug = rows.values_list("shop__slug", flat=True).first()
    if slug is None:
        raise NotFound(_("There is no order %(id)s of yours.") % {"id": order_id})
    return slug
