"""The amount a buyer reads before asking for a refund is the amount the refund has."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from tests.db.checkout.people import bearer, post
from tests.factories.selling import PRICE, buyers, place, stage

from kaibo.selling.models import Order, OrderLine

pytestmark = pytest.mark.django_db


def paid_order() -> Order:
    """Three units at 129.00 with 1.00 off, paid."""
    scene, (buyer,) = stage(), buyers(1)
    (order,) = place(scene, scene.request(buyer, quantity=3))
    OrderLine.objects.filter(order=order).update(discount=100)
    now = dt.datetime.now(dt.UTC)
    Order.objects.filter(pk=order.pk).update(
        state="paid", paid_at=now, discount_amount=100, pay_amount=3 * PRICE - 100
    )
    order.refresh_from_db()
    return order


def test_parts_and_the_whole_are_told_to_the_cent() -> None:
    order = paid_order()
    (line,) = OrderLine.objects.filter(order=order)
    path, who = f"/checkout/orders/{order.pk}/refund-preview", bearer(order.buyer_id)
    one = post(path, who, lines=[{"line_id": line.pk, "quantity": 1}]).json()
    assert one["money"] in ((3 * PRICE - 100) // 3, (3 * PRICE - 100) // 3 + 1)
    whole = post(path, who, lines=[]).json()
    assert (whole["money"], whole["points"], whole["credit"]) == (3 * PRICE - 100, 0, 0)
    twice = [{"line_id": line.pk, "quantity": 2}] * 2
    assert post(path, who, lines=twice).status_code == 422
    assert post(path, who, lines=[{"line_id": 9, "quantity": 1}]).status_code == 422


def test_only_the_buyer_of_a_paid_order_is_told() -> None:
    order = paid_order()
    path = f"/checkout/orders/{order.pk}/refund-preview"
    assert post(path, bearer(buyers(1)[0].pk)).status_code == 404
    Order.objects.filter(pk=order.pk).update(state="shipped")
    refused = post(path, bearer(order.buyer_id))
    assert (refused.status_code, "联系商家客服" in refused.json()["detail"]) == (409, True)


def test_the_orders_have_an_address_of_their_own() -> None:
    scene = stage()
    answer = Client().get("/orders")
    assert (answer.status_code, answer["Location"]) == (302, f"/r/{scene.room.slug}?sheet=orders")
