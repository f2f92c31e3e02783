"""Names of what supply moves, read from the domains below."""

from __future__ import annotations

from collections.abc import Collection

from django.apps import apps
from django.db.models import Q


def sku_names(sku_ids: Collection[int]) -> dict[int, str]:
    """SKU → 纯棉四件套 白色 (CODE)."""
    sku = apps.get_model("catalog", "Sku")
    rows = sku._default_manager.filter(pk__in=sku_ids).values_list(
        "pk", "product__name", "name", "code"
    )
    return {key: f"{product} {name}".strip() + f"（{code}）" for key, product, name, code in rows}


def sku_list(shop_id: int, text: str = "", limit: int = 5000) -> list[tuple[int, str, str]]:
    """(SKU, code, name) of a shop's active SKUs by code; ``text``: part of code or name."""
    sku = apps.get_model("catalog", "Sku")
    rows = sku._default_manager.filter(shop_id=shop_id, is_active=True)
    if text:
        rows = rows.filter(
            Q(code__icontains=text)
            | Q(name__icontains=text)
            | Q(product__name__icontains=text)
            | Q(barcode=text)
        )
    found = rows.order_by("code").values_list("pk", "code", "product__name", "name")[:limit]
    return [(key, code, f"{product} {name}".strip()) for key, code, product, name in found]


def shows_of_links(link_ids: Collection[int]) -> dict[int, int]:
    """Link → show."""
    link = apps.get_model("planning", "LineupLink")
    rows = link._default_manager.filter(pk__in=link_ids).values_list("pk", "show_id")
    return dict(rows)
