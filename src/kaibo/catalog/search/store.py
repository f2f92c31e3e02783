"""The index of each shop, kept in the process until the catalog's stamp changes."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from kaibo.catalog import stamp
from kaibo.catalog.models import Product, SynonymGroup
from kaibo.catalog.queries import products_of
from kaibo.catalog.search.index import Doc, Hit, Index
from kaibo.catalog.search.synonyms import COMMON

_kept: dict[int, tuple[stamp.Stamp, Index]] = {}


def search(
    shop_id: int, query: str, *, among: Collection[int] | None = None, limit: int = 50
) -> list[Hit]:
    """Products of the shop for the query, best first; rebuilds the index only after a change."""
    return _index(shop_id).search(query, among=among, limit=limit)


def set_sold(shop_id: int, units: Mapping[int, int]) -> None:
    """Paid units by product, which order equal hits; holds until the next rebuild."""
    _sold[shop_id] = dict(units)


_sold: dict[int, dict[int, int]] = {}


def _index(shop_id: int) -> Index:
    now = stamp.read(shop_id)
    held = _kept.get(shop_id)
    if held is not None and held[0] == now:
        return held[1]
    sold = _sold.get(shop_id, {})
    docs = [_doc(product, sold.get(product.pk, 0)) for product in products_of(shop_id)]
    own = SynonymGroup.objects.filter(shop_id=shop_id).values_list("words", flat=True)
    made = Index(docs, [*COMMON, *own])
    _kept[shop_id] = (now, made)
    return made


def _doc(product: Product, sold: int) -> Doc:
    skus = list(product.skus.all())
    codes = [product.code, *(sku.code for sku in skus), *(sku.barcode for sku in skus)]
    attributes = {value for sku in skus for value in sku.attributes.values()}
    variants = {sku.name for sku in skus}
    others = [
        product.brand,
        product.category.path if product.category else "",
        *(need.name for need in product.needs.all()),
        *sorted(attributes | variants),
        *product.selling_points,
    ]
    return Doc(product.pk, product.name, tuple(filter(None, codes)), tuple(others), sold)
