"""A shop, people who work in it, and products with pictures."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from PIL import Image

from kaibo.catalog import facade
from kaibo.catalog.contracts import ProductDraft, SkuDraft
from kaibo.foundation.models import Shop
from kaibo.team.models import Membership, Staff

Make = Callable[..., facade.Product]


@pytest.fixture
def shop() -> Shop:
    return Shop.objects.create(slug="catalog", name="云禾家居", requires_totp=False)


@pytest.fixture
def staff(shop: Shop) -> Staff:
    return hire(shop, "admin")


@pytest.fixture
def make(staff: Staff, shop: Shop) -> Make:
    """Makes a product with one SKU ``CODE-1`` unless told otherwise."""

    def build(code: str, name: str = "", price: int = 9900, **more: Any) -> facade.Product:
        sku = SkuDraft(f"{code}-1", price, **more.pop("sku", {}))
        skus = more.pop("skus", [sku])
        return facade.save_product(
            staff, shop.pk, ProductDraft(code, name or code, skus=skus, **more)
        )

    return build


def hire(shop: Shop, role: str) -> Staff:
    made = Staff(username=f"{role}-{shop.pk}-{Staff.objects.count()}")
    made.set_unusable_password()
    made.save()
    Membership.objects.create(shop=shop, staff=made, role=role)
    return made


def enter(client: Client, person: Staff) -> None:
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")


def picture(tint: str = "#7FB7BE", size: tuple[int, int] = (1600, 900)) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", size, tint).save(buffer, "PNG")
    return buffer.getvalue()
