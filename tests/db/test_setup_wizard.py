"""The first-run wizard turns the demo into one's own shop."""

from __future__ import annotations

from typing import Any

import pyotp
import pytest
from django.test import Client

from kaibo.foundation.models import AuditEntry, Shop
from kaibo.liveroom.models import Room
from kaibo.team.models import Membership, Staff

pytestmark = pytest.mark.django_db

WISH = {
    "shop_name": "山月茶行",
    "slug": "shanyue",
    "company_name": "山月（福建）茶业有限公司",
    "license_no": "91350100M000100Y43",
    "username": "yue",
    "display_name": "月姐",
    "password": "tea-before-noon-9",
}


def post(client: Client, path: str, body: dict[str, Any]) -> Any:
    return client.post(f"/api/v1{path}", body, content_type="application/json")


PASSWORD = "demo-password-3"


def enter(client: Client, username: str) -> None:
    client.get("/api/v1/staff/csrf")
    post(client, "/staff/login", {"username": username, "password": PASSWORD})


@pytest.fixture
def demo(settings: Any) -> Shop:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    shop = Shop.objects.create(slug="demo", name="演示", is_demo=True, requires_totp=False)
    for role in ("admin", "operator", "analyst"):
        staff = Staff.objects.create_user(role, password=PASSWORD, is_staff=True)
        Membership.objects.create(shop=shop, staff=staff, role=role)
    Room.objects.create(shop=shop, slug=shop.slug, title="演示直播间", stream_key="k")
    return shop


def test_the_demo_becomes_ones_own_shop(client: Client, demo: Shop) -> None:
    enter(client, "admin")
    assert client.get("/api/v1/setup").json() == {"is_open": True}
    assert post(client, "/setup", WISH).json() == {"username": "yue"}
    me = client.get("/api/v1/staff/me").json()
    assert [shop["name"] for shop in me["shops"]] == ["山月茶行"]
    assert me["totp"] == {"enrolled": False, "verified": False, "required": True}
    assert client.get(f"/api/v1/products?shop_id={me['shops'][0]['id']}").status_code == 403

    secret = post(client, "/staff/totp/start", {}).json()["secret"]
    post(client, "/staff/totp/confirm", {"code": pyotp.TOTP(secret).now()})
    page = client.get(f"/api/v1/products?shop_id={me['shops'][0]['id']}").json()
    assert page["items"] == []
    assert client.get(f"/api/v1/products?shop_id={demo.pk}").status_code == 403
    assert client.get("/api/v1/setup").json() == {"is_open": False}
    assert AuditEntry.objects.filter(action="console.make_own_shop").count() == 1


def test_demo_people_cannot_log_in_afterwards(client: Client, demo: Shop) -> None:
    enter(client, "admin")
    post(client, "/setup", WISH)
    other = Client()
    enter(other, "operator")
    assert other.get("/api/v1/staff/me").status_code == 401


@pytest.mark.parametrize("username", ["operator", "analyst", None])
def test_only_the_demo_administrator_may_run_it(
    client: Client, demo: Shop, username: str | None
) -> None:
    client.get("/api/v1/staff/csrf")
    if username:
        enter(client, username)
    assert client.get("/api/v1/setup").json() == {"is_open": False}
    assert post(client, "/setup", WISH).status_code in (401, 403)
    assert not Shop.objects.filter(is_demo=False).exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("slug", "山月"),
        ("slug", "-x"),
        ("license_no", "123"),
        ("username", "月 姐"),
        ("password", "12345678"),
        ("shop_name", ""),
    ],
)
def test_wrong_answers_name_the_field_and_change_nothing(
    client: Client, demo: Shop, field: str, value: str
) -> None:
    enter(client, "admin")
    answer = post(client, "/setup", {**WISH, field: value})
    assert answer.status_code == 422
    assert field in [each["field"] for each in answer.json()["errors"]]
    assert Staff.objects.get(username="admin").is_active


def test_a_taken_room_address_is_a_conflict(client: Client, demo: Shop) -> None:
    enter(client, "admin")
    assert post(client, "/setup", {**WISH, "slug": demo.slug}).status_code == 409
