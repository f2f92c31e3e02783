"""What pages read of products."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Prefetch, Q, QuerySet

from kaibo.catalog.models import BundleComponent, Category, Need, Product, Sku, SynonymGroup


def products_of(shop_id: int) -> QuerySet[Product]:
    """All products of a shop with their SKUs, by code."""
    skus = Sku.objects.order_by("id").prefetch_related("components__component")
    return (
        Product.objects.filter(shop_id=shop_id)
        .select_related("category")
        .prefetch_related(Prefetch("skus", queryset=skus), "needs")
        .order_by("code")
    )


def find_products(
    shop_id: int, *, category: str = "", need: str = "", is_listed: bool | None = None
) -> QuerySet[Product]:
    """Products of a category (a path; what is below counts) and need; words: see `search`."""
    found = products_of(shop_id)
    if category:
        inside = Q(category__path=category) | Q(category__path__startswith=f"{category}/")
        found = found.filter(inside)
    if need:
        found = found.filter(needs__name=need)
    return found if is_listed is None else found.filter(is_listed=is_listed)


def products_with_ids(product_ids: Iterable[int]) -> dict[int, Product]:
    """Products with category and needs, by id."""
    rows = Product.objects.filter(pk__in=list(product_ids))
    return {row.pk: row for row in rows.select_related("category").prefetch_related("needs")}


def product_by_code(shop_id: int, code: str) -> Product | None:
    return Product.objects.filter(shop_id=shop_id, code=code).first()


def sku_ids(shop_id: int) -> dict[str, int]:
    """SKU code to id, for imports."""
    return dict(Sku.objects.filter(shop_id=shop_id).values_list("code", "id"))


def categories(shop_id: int) -> list[str]:
    """Paths of the tree, parents before children, in the order staff gave them."""
    return [node.path for node in tree_order(shop_id)]


def tree_order(shop_id: int) -> list[Category]:
    """All nodes of a shop, depth first."""
    children: dict[int | None, list[Category]] = {}
    for node in Category.objects.filter(shop_id=shop_id):
        children.setdefault(node.parent_id, []).append(node)
    found: list[Category] = []
    waiting = children.get(None, [])[::-1]
    while waiting:
        node = waiting.pop()
        found.append(node)
        waiting += children.get(node.pk, [])[::-1]
    return found


def needs_of(shop_id: int) -> list[Need]:
    return list(Need.objects.filter(shop_id=shop_id))


def synonyms_of(shop_id: int) -> list[list[str]]:
    rows = SynonymGroup.objects.filter(shop_id=shop_id).order_by("id")
    return list(rows.values_list("words", flat=True))


def bundle_parts(sku_ids: Iterable[int]) -> dict[int, list[tuple[int, int]]]:
    """Bundle SKU id → its (component SKU id, units); SKUs that are no bundle are missing."""
    rows = BundleComponent.objects.filter(bundle_id__in=list(sku_ids))
    found: dict[int, list[tuple[int, int]]] = {}
    for bundle, component, quantity in rows.values_list("bundle_id", "component_id", "quantity"):
        found.setdefault(bundle, []).append((component, quantity))
    return found


def product(product_id: int) -> Product | None:
    """The product with its SKUs, None when there is no such one."""
    return (
        Product.objects.filter(pk=product_id)
        .select_related("category")
        .prefetch_related("skus__components__component__product", "needs", "pictures")
        .first()
    )
