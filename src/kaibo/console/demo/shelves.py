"""Put the demo shop's products on its shelves, with pictures and stock."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from kaibo.catalog import facade as catalog
from kaibo.console.demo.goods import SHELVES, DemoProduct
from kaibo.console.demo.goods.row import Variant
from kaibo.console.demo.lathe import TURNED, picture, spin
from kaibo.console.demo.pictures import draw
from kaibo.foundation.models import Shop
from kaibo.supply import facade as supply
from kaibo.team.facade import Staff


def stock_shelves(shop: Shop, admin: Staff, products: Sequence[DemoProduct] = SHELVES) -> int:
    """Make the products that are missing; returns how many. Each is a transaction of its own."""
    return sum(_put(shop, admin, product) for product in products)


def turn_goods(shop: Shop, admin: Staff, products: Sequence[DemoProduct]) -> int:
    """Draw the 360° sets that are missing, which take seconds each; returns how many."""
    return sum(_turn(shop, admin, product) for product in products if product.spin)


def _turn(shop: Shop, admin: Staff, product: DemoProduct) -> bool:
    made = catalog.product_by_code(shop.pk, product.code)
    if made is None or made.pictures.filter(kind="spin").exists():
        return False
    frames = spin(product.spin, product.tint)
    catalog.add_pictures(admin, shop.pk, made.pk, "spin", frames)
    return True


@transaction.atomic
def _put(shop: Shop, admin: Staff, product: DemoProduct) -> bool:
    if catalog.product_by_code(shop.pk, product.code) is not None:
        return False
    made = catalog.save_product(admin, shop.pk, _draft(product))
    catalog.set_image(admin, shop.pk, made.pk, _picture(product))
    ids = catalog.sku_ids(shop.pk)
    for variant in product.variants:
        if variant.stock:
            supply.receive(ids[_code(product, variant)], variant.stock, admin)
    return True


def _draft(product: DemoProduct) -> catalog.ProductDraft:
    return catalog.ProductDraft(
        code=product.code,
        name=product.name,
        category=product.category,
        needs=list(product.needs),
        brand="云禾",
        description=product.description,
        selling_points=list(product.points),
        claims=[{"text": product.claim[0], "proof": product.claim[1]}],
        return_days=0 if product.exempt else 7,
        return_exempt_reason=product.exempt,
        skus=[_sku(product, place, variant) for place, variant in enumerate(product.variants)],
    )


def _sku(product: DemoProduct, place: int, variant: Variant) -> catalog.SkuDraft:
    pairs = (pair.split(":", 1) for pair in variant.attributes.split())
    return catalog.SkuDraft(
        code=_code(product, variant),
        name=variant.name,
        barcode=f"69{sum(product.code.encode()) % 9973:05d}{place:05d}",
        daily_price=variant.price,
        floor_price=variant.floor,
        cost=variant.cost,
        weight_g=variant.grams,
        attributes=dict(pairs),
        components=dict(product.contents) or None,
        presale_ships_at=_later(variant.presale_days),
    )


def _later(days: int) -> datetime | None:
    return timezone.now() + timedelta(days=days) if days else None


def _code(product: DemoProduct, variant: Variant) -> str:
    return f"{product.code}-{variant.suffix}"


def _picture(product: DemoProduct) -> bytes:
    if product.picture in TURNED:
        return picture(product.picture, product.tint)
    return draw(product.picture, product.tint)
