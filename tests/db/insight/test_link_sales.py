"""A link's money in the order tables: its share of what each order paid."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.factories.selling import PRICE, buyers, place, stage

from kaibo.insight.sales import link_sales, sales
from kaibo.selling.models import Order, OrderLine

pytestmark = pytest.mark.django_db


def test_links_add_up_to_what_was_paid() -> None:
    """Discount, shipping and points are shared: no link earns more than its order brought."""
    scene = stage()
    (order,) = place(scene, scene.request(buyers(1)[0], quantity=2))
    line = OrderLine.objects.get(order=order)
    OrderLine.objects.filter(pk=line.pk).update(discount=999)
    line.pk, line.link_id, line.quantity, line.amount = line.pk + 1, line.link_id + 1, 1, PRICE
    line.save(force_insert=True)
    Order.objects.filter(pk=order.pk).update(
        state="paid", paid_at=dt.datetime.now(dt.UTC), goods_amount=3 * PRICE, discount_amount=999,
        shipping_amount=1000, points_amount=500, pay_amount=3 * PRICE - 499,
    )  # fmt: skip
    first, second = link_sales(scene.show.pk)
    goods = 3 * PRICE - 999
    assert first.gmv == (3 * PRICE - 499) * (2 * PRICE - 999) // goods
    assert first.gmv + second.gmv == sales(scene.show.pk).gmv == 3 * PRICE - 499
    assert (first.units, second.units) == (2, 1)
