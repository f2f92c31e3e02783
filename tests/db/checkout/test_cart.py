"""The cart: merged at log-in, told when prices move, limited, cleared by an order."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from tests.db.checkout.people import bearer, get, post
from tests.db.checkout.scene import Scene, scene

from kaibo.members.models import Viewer
from kaibo.selling.checkout import rules
from kaibo.selling.models import Offer
from kaibo.selling.models.cart import CartItem

pytestmark = pytest.mark.django_db


def put(made: Scene, offer: Offer, quantity: int, viewer: int | None = None) -> Any:
    who = bearer(viewer or made.buyer.pk)
    return Client().put(
        f"/api/v1/checkout/cart/{offer.pk}", {"quantity": quantity},
        content_type="application/json", headers=who,
    )  # fmt: skip


def add(made: Scene, offer: Offer, quantity: int = 1, viewer: int | None = None) -> Any:
    who = bearer(viewer or made.buyer.pk)
    return post("/checkout/cart", who, offer_id=offer.pk, quantity=quantity)


def shown(made: Scene, viewer: int | None = None) -> Any:
    return get("/checkout/cart", bearer(viewer or made.buyer.pk), room=made.slug).json()


def test_units_add_up_are_set_and_taken_out() -> None:
    made = scene()
    assert add(made, made.quilt, 2).json() == {"offer_id": made.quilt.pk, "quantity": 2}
    assert add(made, made.quilt).json()["quantity"] == 3
    add(made, made.towel)
    assert [(line["fact"]["name"], line["quantity"]) for line in shown(made)] == [
        ("长绒棉毛巾", 1), ("纯棉四件套", 3),
    ]  # fmt: skip
    assert put(made, made.quilt, 1).json()["quantity"] == 1
    assert put(made, made.towel, 0).json()["quantity"] == 0
    assert [line["quantity"] for line in shown(made)] == [1]
    assert put(made, made.towel, 2).status_code == 404


def test_a_price_that_moved_is_told_once() -> None:
    made = scene()
    add(made, made.quilt)
    Offer.objects.filter(pk=made.quilt.pk).update(normal_price=11900)
    line = shown(made)[0]
    assert (line["price_seen"], line["fact"]["price"]) == (12900, 11900)
    assert shown(made)[0]["price_seen"] == 11900


def test_sold_out_unlisted_and_ended_lines_stay_with_their_state() -> None:
    made = scene()
    for offer in (made.quilt, made.towel, made.honey):
        add(made, offer, 2)
    Offer.objects.filter(pk=made.towel.pk).update(is_listed=False)
    Offer.objects.filter(pk=made.honey.pk).update(per_user_limit=1)
    states = {line["fact"]["offer_id"]: line["state"] for line in shown(made)}
    assert states == {made.quilt.pk: "ok", made.towel.pk: "unlisted", made.honey.pk: "limit"}
    made.stage.room.is_on_air = False
    made.stage.room.save()
    assert {line["state"] for line in shown(made)} == {"ended"}
    assert put(made, made.towel, 1).status_code == 200  # fewer is always possible


@pytest.mark.parametrize(
    ("changes", "quantity", "hint"),
    [
        ({"is_listed": False}, 1, "买不到"),
        ({"per_user_limit": 2}, 3, "每人限购 2 件，你还可以买 2 件"),
        ({}, 21, "只剩 20 件"),
    ],
)
def test_what_cannot_be_bought_is_not_put_in(
    changes: dict[str, Any], quantity: int, hint: str
) -> None:
    made = scene()
    if changes:
        Offer.objects.filter(pk=made.quilt.pk).update(**changes)
    answer = add(made, made.quilt, quantity)
    assert answer.status_code == 409
    assert hint in answer.json()["detail"]
    assert not CartItem.objects.exists()


def test_a_gift_is_not_put_in_a_cart() -> None:
    made = scene()
    made.towel.sku.is_gift = True
    made.towel.sku.save()
    answer = add(made, made.towel)
    assert (answer.status_code, "是赠品" in answer.json()["detail"]) == (409, True)
    assert not CartItem.objects.exists()


def test_a_full_cart_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    made = scene()
    monkeypatch.setattr(rules, "MOST_LINES", 1)
    add(made, made.quilt)
    full = add(made, made.towel)
    assert (full.status_code, "最多放 1 种" in full.json()["detail"]) == (409, True)
    assert add(made, made.quilt).json()["quantity"] == 2


def test_a_guests_cart_follows_into_the_buyer() -> None:
    made = scene()
    guest = Viewer.objects.create(nickname="游客")
    add(made, made.quilt, 3, guest.pk)
    add(made, made.towel, 1, guest.pk)
    add(made, made.quilt, 1)
    Viewer.objects.filter(pk=guest.pk).update(merged_into=made.buyer)
    assert {line["fact"]["offer_id"]: line["quantity"] for line in shown(made)} == {
        made.quilt.pk: 3, made.towel.pk: 1,
    }  # fmt: skip
    assert not CartItem.objects.filter(viewer=guest).exists()


def test_carts_are_private_and_of_one_shop() -> None:
    made, elsewhere = scene(), scene()
    add(made, made.quilt)
    add(made, elsewhere.quilt)
    assert [line["fact"]["offer_id"] for line in shown(made)] == [made.quilt.pk]
    assert shown(made, elsewhere.buyer.pk) == []
    assert put(made, made.quilt, 5, elsewhere.buyer.pk).status_code == 404
    assert CartItem.objects.get(offer=made.quilt).added_at <= dt.datetime.now(dt.UTC)
