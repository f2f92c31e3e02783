"""A quote becomes an order through the real order writer, and what its buyer reads afterwards."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from tests.db.checkout.people import bearer, get, post
from tests.db.checkout.scene import Scene, campaign, coupon, points, scene
from tests.factories.order_writer import OrderWriter, running

from kaibo.foundation import ledger
from kaibo.foundation.models import LedgerAccount
from kaibo.promotions.models import CouponClaim
from kaibo.selling.checkout import place
from kaibo.selling.models import Offer, Order, OrderLine, Quote
from kaibo.selling.models.cart import CartItem
from kaibo.selling.ordering import place_order

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def writer(
    transactional_db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[OrderWriter]:
    """The order writer on the test database, where the web process finds it."""
    process = running(tmp_path)
    made = next(process)
    monkeypatch.setattr(place, "place_order", partial(place_order, path=made.socket))
    yield made
    next(process, None)


def quote(made: Scene, *lines: tuple[Offer, int], **more: Any) -> Any:
    wanted = [{"offer_id": offer.pk, "quantity": n, "no_return_known": True} for offer, n in lines]
    who = bearer(made.buyer.pk)
    return post("/checkout/quote", who, room=made.slug, lines=wanted, **more).json()


def send(made: Scene, quoted: Any, key: str = "", **changes: Any) -> Any:
    body = {
        "quote_id": quoted["quote_id"], "pay_amount": quoted["pay_amount"],
        "key": key or str(uuid.uuid4()),
    }  # fmt: skip
    return post("/checkout/place", bearer(made.buyer.pk), **(body | changes))


def test_a_cart_with_coupon_points_and_savings_becomes_one_order(writer: OrderWriter) -> None:
    made = scene()
    claim = coupon(made, 1000, 5000)
    points(made, 700)
    tiers = {"tiers": [{"threshold": 20000, "off_amount": 3000}]}
    campaign(made, "spend_save", tiers, name="满200减30")
    for offer in (made.quilt, made.honey):
        post("/checkout/cart", bearer(made.buyer.pk), offer_id=offer.pk, quantity=1)
    quoted = quote(made, (made.quilt, 2), (made.honey, 1), points=None)
    assert quoted["pay_amount"] == 31700 - 4000 - 700
    key = str(uuid.uuid4())
    placed = send(made, quoted, key)
    assert placed.status_code == 200, placed.content
    again = send(made, quoted, key).json()
    assert (again["order_id"], again["is_repeat"]) == (placed.json()["order_id"], True)
    order = Order.objects.get()
    assert (order.goods_amount, order.discount_amount) == (31700, 4000)
    assert (order.points_amount, order.pay_amount) == (700, 27000)
    assert sum(line.discount for line in OrderLine.objects.filter(order=order)) == 4000
    assert CouponClaim.objects.get(pk=claim.pk).order_id == order.pk
    assert not CartItem.objects.exists()
    assert {book: ledger.total(book) for book in ("stock",)} == {"stock": 0}
    purse = LedgerAccount.objects.get(book="points", place="viewer", place_id=made.buyer.pk)
    assert purse.balance == 0
    _check_story(made, order)


def _check_story(made: Scene, order: Order) -> None:
    """What the buyer reads of it: sentences, cuts by line, the tick, the snapshot."""
    told = get(f"/checkout/orders/{order.pk}", bearer(made.buyer.pk)).json()
    assert told["steps"][-1]["zh"] == "到手价 ¥270.00"
    assert sum(cut["amount"] for line in told["lines"] for cut in line["cuts"]) == 4000
    assert [bool(line["consent"]) for line in told["lines"]] == [False, True]
    assert told["lines"][1]["snapshot"] == {"product": "椴树蜜"}
    assert [moment["kind"] for moment in told["moments"]] == ["placed"]
    assert told["address"]["district"] == "余杭区"
    stranger = bearer(scene().buyer.pk)
    assert get(f"/checkout/orders/{order.pk}", stranger).status_code == 404
    mine = bearer(made.buyer.pk)
    assert len(get("/checkout/orders", mine, tab="to_pay").json()["orders"]) == 1
    assert get("/checkout/orders", mine, tab="to_ship").json()["orders"] == []
    assert get("/checkout/orders", mine, tab="nonsense").status_code == 422


def test_a_quote_is_refused_when_it_no_longer_holds(writer: OrderWriter) -> None:
    made = scene()
    cheap = quote(made, (made.quilt, 1))
    assert send(made, cheap, pay_amount=1).json()["reason"] == "price_changed"
    Quote.objects.filter(pk=cheap["quote_id"]).update(expires_at=timezone.now())
    late = send(made, cheap)
    assert (late.status_code, late.json()["reason"]) == (409, "quote_expired")
    assert "重新结算" in late.json()["detail"]
    moved = quote(made, (made.quilt, 1))
    Offer.objects.filter(pk=made.quilt.pk).update(normal_price=11900, version=2)
    assert send(made, moved).json()["reason"] == "price_changed"
    assert not Order.objects.exists()


def test_nobody_places_the_quote_of_another(writer: OrderWriter) -> None:
    made, other = scene(), scene()
    quoted = quote(made, (made.quilt, 1))
    body = {"quote_id": quoted["quote_id"], "pay_amount": 12900, "key": str(uuid.uuid4())}
    assert post("/checkout/place", bearer(other.buyer.pk), **body).status_code == 404
    assert post("/checkout/place", bearer(made.buyer.pk, "guest"), **body).status_code == 401
    assert not Order.objects.exists()
