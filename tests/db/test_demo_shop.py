"""The demo shop is complete and seeding twice changes nothing."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import pytest
from django.core.management import call_command
from django.test import Client
from PIL import Image

from kaibo.catalog import facade as catalog
from kaibo.catalog.models import Product, Sku
from kaibo.console.demo import logins, seed
from kaibo.foundation import audit, ledger
from kaibo.foundation.config import config
from kaibo.foundation.models import AuditEntry, LedgerTransfer, Shop
from kaibo.supply import facade as supply
from kaibo.team.models import Membership, Role

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 22, 11, 0, tzinfo=UTC)


def test_the_shop_has_people_for_each_role_and_products_with_stock_and_pictures() -> None:
    shop = seed(NOW)
    assert set(Membership.objects.filter(shop=shop).values_list("role", flat=True)) == set(
        Role.values
    )
    products = list(Product.objects.filter(shop=shop))
    assert len(products) == 12
    pictures = {product.image for product in products}
    assert len(pictures) == 12
    for path in pictures:
        with Image.open(config().uploads / path) as picture:
            assert picture.width == picture.height >= 600
    skus = list(Sku.objects.filter(shop=shop))
    assert all(sku.cost < sku.floor_price < sku.daily_price for sku in skus)
    bundles = catalog.bundle_parts([sku.pk for sku in skus])
    assert len(bundles) == 1  # it has the stock of its components
    stocked = [sku.pk for sku in skus if sku.pk not in bundles]
    assert all(units > 0 for units in supply.on_hand(stocked).values())
    assert ledger.verify("stock") == []
    assert audit.verify_chain(shop.pk) == []


def test_seeding_again_changes_nothing() -> None:
    seed(NOW)
    before = (Product.objects.count(), LedgerTransfer.objects.count(), AuditEntry.objects.count())
    seed(NOW)
    after = (Product.objects.count(), LedgerTransfer.objects.count(), AuditEntry.objects.count())
    assert after == before


def test_printed_log_ins_open_the_studio(client: Client) -> None:
    seed(NOW)
    for login in logins():
        body = {"username": login.username, "password": login.password}
        client.get("/api/v1/staff/csrf")
        answer = client.post("/api/v1/staff/login", body, content_type="application/json")
        assert answer.status_code == 200, login.username


def test_the_demo_does_not_come_back_once_there_is_a_shop_of_ones_own() -> None:
    Shop.objects.create(slug="own", name="自家店")
    call_command("seed_demo", stdout=io.StringIO())
    assert not Shop.objects.filter(is_demo=True).exists()
