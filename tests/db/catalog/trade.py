"""Paid orders, refunds and reviews, written as rows: what reports read."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from kaibo.catalog.models import Sku
from kaibo.foundation.models import Shop
from kaibo.insight.models import Review
from kaibo.liveroom.models import Room
from kaibo.members.models import Viewer
from kaibo.planning.models import LineupLink, Show
from kaibo.selling.models import Order, OrderLine, Payment, Refund
from kaibo.selling.models.payment import RefundLine


def show_of(shop: Shop, now: datetime, **more: object) -> Show:
    values: dict[str, object] = {
        "title": "周五夜场", "host_name": "阿月", "planned_start_at": now,
        "planned_end_at": now + timedelta(hours=4),
    }  # fmt: skip
    return Show.objects.create(shop=shop, **(values | more))


def room_of(shop: Shop, show: Show, slug: str = "room-goods") -> Room:
    return Room.objects.create(shop=shop, slug=slug, title="直播间", stream_key=slug, show=show)


def link_of(show: Show, sku: Sku, number: int = 1, price: int = 8900) -> LineupLink:
    return LineupLink.objects.create(
        show=show, number=number, product=sku.product, live_price=price
    )


def paid(shop: Shop, lines: list[tuple[Sku, int, int, int]], at: datetime, **more: object) -> Order:
    """Lines are (SKU, quantity, unit price, discount); ``link`` goes into all of them."""
    link = more.pop("link", 0)
    goods = sum(quantity * price for _sku, quantity, price, _off in lines)
    off = sum(discount for _sku, _quantity, _price, discount in lines)
    order = Order.objects.create(
        **{
            "shop": shop, "buyer": Viewer.objects.create(nickname="买家"), "state": "paid",
            "idempotency_key": uuid.uuid4(), "goods_amount": goods, "discount_amount": off,
            "pay_amount": goods - off, "placed_at": at, "expires_at": at, "paid_at": at,
        } | more
    )  # fmt: skip
    for place, (sku, quantity, price, discount) in enumerate(lines):
        OrderLine.objects.create(
            id=order.pk * 64 + place, order=order, offer_id=1, sku=sku, link_id=link,
            snapshot_id=1, quantity=quantity, unit_price=price, amount=quantity * price,
            discount=discount,
        )  # fmt: skip
    return order


def refunded(
    order: Order, units: int, at: datetime, *, place: int = 0, kind: str = "order"
) -> None:
    """So many units of the line at that place went back."""
    payment = Payment.objects.create(
        order=order, provider="sim", trade_no=uuid.uuid4().hex, amount=order.pay_amount,
        state="succeeded", created_at=at,
    )  # fmt: skip
    refund = Refund.objects.create(
        payment=payment, order=order, kind=kind, refund_no=uuid.uuid4().hex, amount=units,
        state="succeeded", requested_at=at, succeeded_at=at,
    )  # fmt: skip
    RefundLine.objects.create(
        refund=refund, line_id=order.pk * 64 + place, quantity=units, amount=units
    )


def reviewed(show: Show, clicks: dict[int, int], at: datetime) -> None:
    """A review that counted so many clicks by link."""
    Show.objects.filter(pk=show.pk).update(ended_at=at, phase="review")
    products = [{"link": link, "values": {"product_clicks": n}} for link, n in clicks.items()]
    Review.objects.create(show=show, body={"products": products}, made_at=at)
