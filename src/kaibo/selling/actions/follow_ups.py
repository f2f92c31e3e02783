"""What follows a payment or a refund in other domains, once, by the clock.

The job is written in the transaction of its cause: a crash between the two forgets nothing. Every
step of the jobs may be repeated.
"""

from __future__ import annotations

import datetime as dt

from django.db.models import Sum
from procrastinate.contrib.django import app

from kaibo.pricing import facade as pricing
from kaibo.promotions import facade as promotions
from kaibo.selling.models import Order, Refund

PAID, REFUNDED = "selling.after_paid", "selling.after_refunded"


def order_was_paid(order: Order) -> None:
    """Deal prices and points, as soon as this transaction stands."""
    if not order.is_rehearsal:
        app.configure_task(PAID, queue="orders").defer(order_id=order.pk)


def money_is_back(refund: Refund) -> None:
    """Points that were earned go back in part."""
    if not refund.order.is_rehearsal:
        app.configure_task(REFUNDED, queue="orders").defer(order_id=refund.order_id)


def follow_payment(order_id: int, now: dt.datetime) -> None:
    """Deal prices of its units, and points for what was paid.

    A refund may have been followed before, when nothing was earned that could go back.
    """
    order = Order.objects.get(id=order_id)
    pricing.record_deals(_deals(order), order.paid_at or now)
    promotions.award_points(order.shop_id, order.buyer_id, order.pk, order.pay_amount, now)
    follow_refund(order_id, now)


def follow_refund(order_id: int, now: dt.datetime) -> None:
    """The points of what came back."""
    order = Order.objects.get(id=order_id)
    done = order.refunds.filter(kind="order", state="succeeded").aggregate(sum=Sum("amount"))
    promotions.take_points_back(
        order.shop_id, order.buyer_id, order.pk, done["sum"] or 0, order.pay_amount, now
    )


def _deals(order: Order) -> list[pricing.Deal]:
    """What units really cost, after every discount; nothing given away is a deal."""
    lines = [line for line in order.lines.all() if not line.is_gift]
    prices = [(line, (line.amount - line.discount) // line.quantity) for line in lines]
    return [
        pricing.Deal(order.pk, order.shop_id, line.sku_id, price, line.quantity)
        for line, price in prices
        if price > 0
    ]
