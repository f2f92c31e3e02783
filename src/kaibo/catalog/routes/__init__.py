"""HTTP API of the catalog, for staff; mounted at ``/products``."""

from __future__ import annotations

from kaibo.catalog.routes import pictures, policy, products, tree, words
from kaibo.catalog.routes.asking import router

__all__ = ["pictures", "policy", "products", "router", "tree", "words"]
