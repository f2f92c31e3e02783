"""Settings of a shop: who may change them, what is refused, what is recorded."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from kaibo.foundation.models import AuditEntry, Shop
from kaibo.team.models import Membership, Staff

pytestmark = pytest.mark.django_db
PATH = "/api/v1/shop-settings"


@pytest.fixture
def shop() -> Shop:
    return Shop.objects.create(slug="yunhe", name="云禾家居", requires_totp=False)


def enter(client: Client, shop: Shop, role: str) -> Client:
    staff = Staff.objects.create_user(role, is_staff=True)
    Membership.objects.create(shop=shop, staff=staff, role=role)
    client.force_login(staff, backend="django.contrib.auth.backends.ModelBackend")
    return client


def put(client: Client, shop: Shop, **changes: object) -> Any:
    body = {
        "shop_id": shop.pk, "name": "云禾家居", "company_name": "云禾（杭州）家居用品有限公司",
        "license_no": "91350100M000100Y43", "service_contact": "400-820-0000",
        "price_change_limit_percent": 30,
    }  # fmt: skip
    return client.put(PATH, body | changes, content_type="application/json")


def test_what_is_changed_is_told_to_buyers_and_recorded(client: Client, shop: Shop) -> None:
    enter(client, shop, "admin")
    assert put(client, shop).status_code == 200
    told = client.get(PATH, {"shop_id": shop.pk}).json()
    assert (told["service_contact"], told["time_zone"]) == ("400-820-0000", "Asia/Shanghai")
    (entry,) = AuditEntry.objects.filter(action="console.change_shop")
    assert entry.detail["before"] == {"company_name": "", "license_no": "", "service_contact": ""}
    assert entry.detail["after"]["service_contact"] == "400-820-0000"
    assert put(client, shop).status_code == 200  # nothing differs: nothing to record
    assert AuditEntry.objects.filter(action="console.change_shop").count() == 1


def test_the_price_limit_is_looked_at_twice(client: Client, shop: Shop) -> None:
    enter(client, shop, "admin")
    refused = put(client, shop, price_change_limit_percent=50)
    assert (refused.status_code, refused.json()["code"]) == (409, "second_look_needed")
    assert "30%" in refused.json()["detail"]
    assert "50%" in refused.json()["detail"]
    shop.refresh_from_db()
    assert (shop.price_change_limit_percent, shop.service_contact) == (30, "")
    assert put(client, shop, price_change_limit_percent=50, is_limit_seen=True).status_code == 200
    shop.refresh_from_db()
    assert shop.price_change_limit_percent == 50


def test_what_is_wrong_is_named(client: Client, shop: Shop) -> None:
    enter(client, shop, "admin")
    assert "9135" in put(client, shop, license_no="9135").json()["detail"]
    assert put(client, shop, name="  ").status_code == 422
    assert put(client, shop, price_change_limit_percent=91).status_code == 422
    Shop.objects.filter(pk=shop.pk).update(license_no="old-style")
    assert put(client, shop, license_no="old-style").status_code == 200  # as it stands


@pytest.mark.parametrize("role", ["operator", "brand_manager"])
def test_only_an_administrator_changes_them(client: Client, shop: Shop, role: str) -> None:
    enter(client, shop, role)
    assert put(client, shop).status_code == 403
    assert client.get(PATH, {"shop_id": shop.pk}).status_code == 200
    other = Shop.objects.create(slug="other", name="别家")
    assert client.get(PATH, {"shop_id": other.pk}).status_code == 403
    assert put(client, other).status_code == 403
