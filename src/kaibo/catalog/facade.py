"""The one door of catalog."""

from __future__ import annotations

from kaibo.catalog.actions.save_product import EDITORS, save_product
from kaibo.catalog.actions.set_image import clean_picture, set_image
from kaibo.catalog.contracts import FieldProblem, ProductDraft, SkuDraft
from kaibo.catalog.queries import find_products, product_by_code, products_of, sku_ids

__all__ = [
    "EDITORS",
    "FieldProblem",
    "ProductDraft",
    "SkuDraft",
    "clean_picture",
    "find_products",
    "product_by_code",
    "products_of",
    "save_product",
    "set_image",
    "sku_ids",
]
