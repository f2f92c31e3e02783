"""The one door of catalog."""

from __future__ import annotations

from kaibo.catalog.actions.import_sheet import Imported, import_products, settle_with_shop
from kaibo.catalog.actions.save_product import EDITORS, save_product
from kaibo.catalog.actions.set_image import clean_picture, set_image
from kaibo.catalog.contracts import FieldProblem, ProductDraft, SkuDraft
from kaibo.catalog.models import Product, Sku
from kaibo.catalog.queries import (
    bundle_parts,
    categories,
    find_products,
    product,
    product_by_code,
    products_of,
    sku_ids,
)
from kaibo.catalog.rules.sheet import BadRow, Incoming, Reading
from kaibo.catalog.sheetfiles import read_sheet, write_sheet

__all__ = [
    "EDITORS",
    "BadRow",
    "FieldProblem",
    "Imported",
    "Incoming",
    "Product",
    "ProductDraft",
    "Reading",
    "Sku",
    "SkuDraft",
    "bundle_parts",
    "categories",
    "clean_picture",
    "find_products",
    "import_products",
    "product",
    "product_by_code",
    "products_of",
    "read_sheet",
    "save_product",
    "set_image",
    "settle_with_shop",
    "sku_ids",
    "write_sheet",
]
