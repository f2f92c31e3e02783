"""What pages read of products."""

from __future__ import annotations

from django.db.models import Prefetch, Q, QuerySet

from kaibo.catalog.models import Product, Sku


def products_of(shop_id: int) -> QuerySet[Product]:
    """All products of a shop with their SKUs, by code; two queries."""
    skus = Prefetch("skus", queryset=Sku.objects.order_by("id"))
    return Product.objects.filter(shop_id=shop_id).prefetch_related(skus).order_by("code")


def find_products(
    shop_id: int, text: str = "", category: str = "", *, is_listed: bool | None = None
) -> QuerySet[Product]:
    """Products whose name, code, brand, SKU code or barcode contains the text."""
    found = products_of(shop_id)
    if text:
        # A sub-select, not a join: a join would repeat a product per matching SKU.
        by_sku = Sku.objects.filter(
            Q(code__icontains=text) | Q(barcode__icontains=text), shop_id=shop_id
        ).values("product_id")
        found = found.filter(
            Q(name__icontains=text)
            | Q(code__icontains=text)
            | Q(brand__icontains=text)
            | Q(pk__in=by_sku)
        )
    if category:
        found = found.filter(category=category)
    return found if is_listed is None else found.filter(is_listed=is_listed)


def product_by_code(shop_id: int, code: str) -> Product | None:
    return Product.objects.filter(shop_id=shop_id, code=code).first()


def sku_ids(shop_id: int) -> dict[str, int]:
    """SKU code to id, for imports."""
    return dict(Sku.objects.filter(shop_id=shop_id).values_list("code", "id"))


def categories(shop_id: int) -> list[str]:
    used = Product.objects.filter(shop_id=shop_id).exclude(category="")
    return list(used.order_by("category").values_list("category", flat=True).distinct())


def product(product_id: int) -> Product | None:
    """The product with its SKUs, None when there is no such one."""
    return Product.objects.filter(pk=product_id).prefetch_related("skus").first()
