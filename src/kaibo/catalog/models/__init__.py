"""Tables of the catalog."""

from __future__ import annotations

from kaibo.catalog.models.cobrand import CobrandTerm
from kaibo.catalog.models.picture import Picture, PictureKind
from kaibo.catalog.models.policy import (
    CatalogStamp,
    ProductPolicy,
    ProductTask,
    SynonymGroup,
    TaskState,
)
from kaibo.catalog.models.product import BundleComponent, Product, Sku
from kaibo.catalog.models.tree import Category, FilterUse, Need

__all__ = [
    "BundleComponent", "CatalogStamp", "Category", "CobrandTerm", "FilterUse", "Need", "Picture",
    "PictureKind", "Product", "ProductPolicy", "ProductTask", "Sku", "SynonymGroup", "TaskState",
]  # fmt: skip
