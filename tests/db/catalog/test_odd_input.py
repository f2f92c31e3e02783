"""Odd values are refused or find nothing; none is an error of ours."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from tests.db.catalog.conftest import Make, enter
from tests.db.catalog.trade import room_of, show_of

from kaibo.foundation.models import Shop
from kaibo.team.models import Staff

pytestmark = pytest.mark.django_db

BIG = [0, -1, 2**63, 2**80]


@pytest.mark.parametrize("text", ["\x00", "%", "a" * 300, "类目/" * 9])
@pytest.mark.parametrize(
    "path", ["", "/figures", "/search", "/cobrand-settlement", "/tasks", "/figures/owners"]
)
def test_odd_queries(client: Client, shop: Shop, staff: Staff, path: str, text: str) -> None:
    enter(client, staff)
    for name in ("text", "category", "need", "kind", "first", "state"):
        query: dict[str, Any] = {"shop_id": shop.pk, name: text}
        assert client.get(f"/api/v1/products{path}", query).status_code < 500
    for number in BIG:
        assert client.get(f"/api/v1/products{path}", {"shop_id": number}).status_code < 500


@pytest.mark.parametrize("number", BIG)
def test_odd_ids(client: Client, shop: Shop, staff: Staff, make: Make, number: int) -> None:
    make("A")
    room = room_of(shop, show_of(shop, timezone.now()))
    enter(client, staff)
    base = "/api/v1/products"
    kind = {"content_type": "application/json"}
    answers = [
        client.get(f"{base}/{number}"),
        client.get(f"{base}/{number}/pictures", {"shop_id": shop.pk}),
        client.delete(f"{base}/categories/{number}?shop_id={shop.pk}"),
        client.get(f"{base}/skus/{number}/cobrands", {"shop_id": shop.pk}),
        client.get(f"/api/v1/rooms/{room.slug}/goods/{number}"),
        client.post(
            f"{base}/figures/tasks",
            {"shop_id": shop.pk, "product_ids": [number], "kind": "hot", "owner_id": staff.pk},
            **kind,
        ),
        client.post(
            f"{base}/figures/picks",
            {"shop_id": shop.pk, "show_id": number, "product_ids": [number]},
            **kind,
        ),
        client.post(
            f"{base}/categories", {"shop_id": shop.pk, "name": "甲", "parent_id": number}, **kind
        ),
    ]
    assert all(400 <= answer.status_code < 500 for answer in answers)


@pytest.mark.parametrize(
    "change",
    [
        {"needs": ["\x00"]},
        {"category": "家\x00居"},
        {"claims": [{"text": "\x00", "proof": ""}]},
        {"return_exempt_consent": "\x00"},
        {"skus": [{"code": "A-1", "daily_price": 1, "attributes": {"颜\x00色": "蓝"}}]},
        {"skus": [{"code": "A-1", "daily_price": 1, "components": {"\x00": 1}}]},
        {"skus": [{"code": "A-1", "daily_price": 1, "components": {"T-1": 10**30}}]},
        {"skus": [{"code": "A-1", "daily_price": 1, "presale_ships_at": "2026-12-01T00:00:00"}]},
        {"launched_on": "0000-00-00"},
    ],
)
def test_odd_products(client: Client, shop: Shop, staff: Staff, change: dict[str, Any]) -> None:
    enter(client, staff)
    sku = {"code": "A-1", "daily_price": 100}
    body = {"shop_id": shop.pk, "code": "A", "name": "毛巾", "skus": [sku], **change}
    answer = client.post("/api/v1/products", body, content_type="application/json")
    assert answer.status_code == 422, answer.content


@pytest.mark.parametrize("text", ["\x00", "\x01甲", "a" * 50, " "])
def test_odd_names(client: Client, shop: Shop, staff: Staff, text: str) -> None:
    enter(client, staff)
    base, kind = "/api/v1/products", {"content_type": "application/json"}
    answers = [
        client.post(f"{base}/categories", {"shop_id": shop.pk, "name": text}, **kind),
        client.put(f"{base}/needs", {"shop_id": shop.pk, "needs": [{"name": text}]}, **kind),
        client.put(f"{base}/synonyms", {"shop_id": shop.pk, "groups": [[text, "乙"]]}, **kind),
    ]
    assert [answer.status_code for answer in answers] == [422, 422, 422]
