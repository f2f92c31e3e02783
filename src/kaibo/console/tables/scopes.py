"""Rows of a shop where a table has no path to it: people belong to the shops they dealt with."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.db.models import Exists, OuterRef, Q, QuerySet

Rows = QuerySet[Any, Any]


def rows_of_shop(model: str, path: str, shop_id: int) -> Rows:
    """All rows of a model that belong to the shop."""
    rows: Rows = apps.get_model(model)._default_manager.all()
    return rows.filter(**{path: shop_id}) if path else SCOPES[model](rows, shop_id)


def _bought(outer: str, shop_id: int) -> Q:
    orders = apps.get_model("selling", "Order")._default_manager
    return Q(Exists(orders.filter(shop_id=shop_id, buyer_id=OuterRef(outer))))


SCOPES: dict[str, Callable[[Rows, int], Rows]] = {
    "members.Viewer": lambda rows, shop: rows.filter(_bought("id", shop)),
    "members.Address": lambda rows, shop: rows.filter(_bought("viewer_id", shop)),
    "members.Consent": lambda rows, shop: rows.filter(_bought("viewer_id", shop)),
    "foundation.OutboxMessage": lambda rows, shop: rows.filter(body__shop=shop),
}
