"""Names of what supply moves, read from the domains below."""

from __future__ import annotations

from collections.abc import Collection

from django.apps import apps


def sku_names(sku_ids: Collection[int]) -> dict[int, str]:
    """SKU → 纯棉四件套 白色 (CODE)."""
    sku = apps.get_model("catalog", "Sku")
    rows = sku._default_manager.filter(pk__in=sku_ids).values_list(
        "pk", "product__name", "name", "code"
    )
    return {key: f"{product} {name}".strip() + f"（{code}）" for key, product, name, code in rows}


def shows_of_links(link_ids: Collection[int]) -> dict[int, int]:
    """Link → show."""
    link = apps.get_model("planning", "LineupLink")
    rows = link._default_manager.filter(pk__in=link_ids).values_list("pk", "show_id")
    return dict(rows)
