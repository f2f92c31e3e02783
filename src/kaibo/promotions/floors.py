"""The SKUs a campaign is about, and the warnings that follow from their floor prices."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from kaibo.catalog import facade as catalog
from kaibo.promotions.contracts import Scope
from kaibo.promotions.models import Campaign
from kaibo.promotions.rules.campaign import CampaignDraft, problems_of, shape_of
from kaibo.promotions.rules.floor_check import Caution, SkuFacts, cautions_of, in_scope


def cautions(shop_id: int, draft: CampaignDraft) -> list[Caution]:
    """What its maker should know; a draft with problems gets none."""
    if problems_of(draft):
        return []
    shape = shape_of(draft.kind, draft.terms, draft.scope, draft.audience)
    return cautions_of(
        draft.kind,
        shape.terms,
        shape.scope,
        sku_facts(shop_id),
        quantity=draft.quantity,
        budget=draft.budget,
    )


def sku_facts(shop_id: int) -> list[SkuFacts]:
    """Every active SKU of the shop at its daily price; three queries."""
    parents = dict(catalog.Category.objects.filter(shop_id=shop_id).values_list("id", "parent_id"))
    return [
        _facts(product, sku, parents)
        for product in catalog.products_of(shop_id)
        for sku in product.skus.all()
        if sku.is_active
    ]


def skus_of(campaign: Campaign) -> list[int]:
    """Ids of the shop's active SKUs that the campaign names; by link it names none."""
    scope = msgspec.convert(campaign.scope, Scope)
    return [sku.sku_id for sku in sku_facts(campaign.shop_id) if in_scope(scope, sku)]


def _facts(
    product: catalog.Product, sku: catalog.Sku, parents: Mapping[int, int | None]
) -> SkuFacts:
    return SkuFacts(
        sku_id=sku.pk,
        product_id=product.pk,
        category_ids=category_ids(product.category_id, parents),
        name=" ".join(filter(None, (product.name, sku.name))),
        price=sku.daily_price,
        floor=sku.floor_price,
        cost=sku.cost,
    )


def category_ids(category_id: int | None, parents: Mapping[int, int | None]) -> tuple[int, ...]:
    """A category and the ones above it, nearest first."""
    found: list[int] = []
    while category_id is not None and category_id not in found:
        found.append(category_id)
        category_id = parents.get(category_id)
    return tuple(found)
