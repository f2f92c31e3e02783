"""The demo shop's shelves: sixty products and more, each believable by the shop's own rules."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from kaibo.catalog.models import BundleComponent, Category, Product, Sku
from kaibo.console.demo import seed
from kaibo.console.demo.shelves import stock_shelves
from kaibo.foundation import ledger
from kaibo.foundation.models import Shop
from kaibo.supply import facade as supply
from kaibo.team.models import Staff

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 22, 11, 0, tzinfo=UTC)


@pytest.fixture
def shop() -> Shop:
    shop = seed(NOW)
    stock_shelves(shop, Staff.objects.get(username="admin"))
    return shop


def test_sixty_products_with_pictures_prices_and_stock_are_put_there_once(shop: Shop) -> None:
    products = list(Product.objects.filter(shop=shop).prefetch_related("skus", "needs"))
    assert len(products) >= 60
    assert len({product.image for product in products}) == len(products)
    assert all(product.category and product.needs.all() for product in products)
    assert Category.objects.filter(shop=shop, parent__isnull=True).count() >= 7
    skus = [sku for product in products for sku in product.skus.all()]
    assert all(0 < sku.cost < sku.floor_price < sku.daily_price for sku in skus)
    bundles = set(BundleComponent.objects.values_list("bundle_id", flat=True))
    assert len(bundles) == 2
    plain = [sku.pk for sku in skus if sku.pk not in bundles]
    assert all(units > 0 for units in supply.on_hand(plain).values())
    assert ledger.verify("stock") == []

    before = (Product.objects.count(), Sku.objects.count())
    assert stock_shelves(shop, Staff.objects.get(username="admin")) == 0
    assert (Product.objects.count(), Sku.objects.count()) == before
