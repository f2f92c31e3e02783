"""Staff find a buyer and see all they hold; a buyer reads their own movements."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone
from tests.db.promotions.world import bearer, enter, member, running, world
from tests.db.promotions.world import buyers as verified
from tests.factories.selling import buyers, place, stage

from kaibo.foundation.crypto import blind_index, seal
from kaibo.members.models import Viewer
from kaibo.promotions import facade
from kaibo.selling.contracts import format_order_no

pytestmark = pytest.mark.django_db
PHONE = "13800001234"


def test_a_buyer_is_found_by_phone_name_and_order_in_their_shop_only() -> None:
    scene, (buyer,) = stage(), buyers(1)
    Viewer.objects.filter(pk=buyer.pk).update(
        nickname="100%小月", verified_at=timezone.now(), phone_cipher=seal(PHONE),
        phone_index=blind_index(PHONE),
    )  # fmt: skip
    (order,) = place(scene, scene.request(buyer))
    scene.shop.requires_totp = False
    scene.shop.save()
    client = enter(Client(), member(scene.shop, "service"))
    number = format_order_no(order.id, order.placed_at)
    for text in (PHONE, number, "小月", "0%小"):
        (found,) = _find(client, scene.shop.pk, text)
        assert (found["id"], found["phone"]) == (buyer.pk, "138****1234"), text
        assert found["orders"] == 0  # not paid yet
    assert _find(client, scene.shop.pk, "0_小") == []
    other = world("service")
    stranger = enter(Client(), other.staff)
    assert _find(stranger, other.shop.pk, "小月") == []
    assert _find(stranger, other.shop.pk, number) == []
    asked = {"shop_id": scene.shop.pk, "text": "小月"}
    assert stranger.get("/api/v1/promotions/buyers", asked).status_code == 403


def test_what_a_buyer_holds_and_their_own_statement() -> None:
    scene, now = world("admin"), timezone.now()
    buyer, other = verified(2)
    campaign = running(scene, quantity=5)
    facts = facade.buyer_facts(buyer.pk, scene.shop.pk, now, is_newcomer=True)
    facade.claim_coupon(campaign.pk, facts, now)
    facade.correct_balance(scene.staff, scene.shop.pk, buyer.pk, "credit", 500, "补偿", now)
    facade.set_standing(scene.staff, scene.shop.pk, buyer.pk, 3, ["老客"])
    client, asked = enter(Client(), scene.staff), {"shop_id": scene.shop.pk}
    held = client.get(f"/api/v1/promotions/holdings/{buyer.pk}", asked).json()
    assert held["balances"] == {"points": 0, "credit": 500, "redpacket": 0}
    assert (held["standing"]["level"], held["standing"]["tags"]) == (3, ["老客"])
    assert [(one["state"], one["off_amount"]) for one in held["coupons"]] == [("usable", 2000)]
    empty = client.get(f"/api/v1/promotions/holdings/{other.pk}", asked).json()
    assert (empty["standing"]["level"], empty["coupons"]) == (0, [])
    mine = asked | {"book": "credit"}
    path = "/api/v1/promotions/mine/statement"
    rows = Client().get(path, mine, **bearer(buyer)).json()
    assert [(row["amount"], row["reason"]) for row in rows] == [(500, "by_hand")]
    assert Client().get(path, mine, **bearer(other)).json() == []
    assert Client().get(path, mine, **bearer(buyer, "guest")).status_code in (401, 403)
    assert dt.datetime.fromisoformat(rows[0]["at"]) <= timezone.now()


def _find(client: Client, shop: int, text: str) -> list[dict[str, object]]:
    answer = client.get("/api/v1/promotions/buyers", {"shop_id": shop, "text": text})
    assert answer.status_code == 200, answer.content
    found: list[dict[str, object]] = answer.json()
    return found
