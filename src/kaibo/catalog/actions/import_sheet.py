"""Store the good products of a sheet: new codes are created, known ones changed."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

from django.db import transaction
from django.utils.translation import gettext as _

from kaibo.catalog.actions.save_product import EDITORS, save_product
from kaibo.catalog.contracts import ProductDraft, SkuDraft
from kaibo.catalog.models import Product, Sku
from kaibo.catalog.rules.sheet import BadRow, Incoming, Reading
from kaibo.team.facade import Staff, require


@dataclass(frozen=True, slots=True)
class Imported:
    """How many products were made and changed."""

    created: int
    updated: int


def settle_with_shop(shop_id: int, reading: Reading) -> set[str]:
    """Moves products whose SKU codes belong to others to the bad ones; returns the known codes."""
    owners = dict(Sku.objects.filter(shop_id=shop_id).values_list("code", "product__code"))
    known = set(Product.objects.filter(shop_id=shop_id).values_list("code", flat=True))
    good: list[Incoming] = []
    for incoming in reading.good:
        taken = _taken(incoming, owners)
        reading.bad.extend(taken)
        if taken:
            reading.lost_lines.extend(incoming.lines)
            continue
        good.append(incoming)
        owners.update({sku.code: incoming.draft.code for sku in incoming.draft.skus})
    reading.good = good
    reading.lost_lines.sort()
    return known


@transaction.atomic
def import_products(actor: Staff, shop_id: int, reading: Reading) -> Imported:
    """All good products or none; each writes its own audit entry."""
    require(actor, shop_id, *EDITORS)
    codes = [incoming.draft.code for incoming in reading.good]
    stored = (
        Product.objects.filter(shop_id=shop_id, code__in=codes)
        .prefetch_related("skus")
        .select_related("category")
    )
    known = {product.code: product for product in stored}
    created = 0
    for incoming in reading.good:
        product = known.get(incoming.draft.code)
        created += product is None
        save_product(actor, shop_id, _kept(incoming, product), product.pk if product else None)
    return Imported(created, len(reading.good) - created)


def _kept(incoming: Incoming, product: Product | None) -> ProductDraft:
    """A blank cell, and what a sheet has no column for, stays as it is stored."""
    if product is None:
        return incoming.draft
    draft = incoming.draft
    stored = {sku.code: sku for sku in product.skus.all()}
    skus = [_over(sku, stored.get(sku.code), incoming.sku_given[sku.code]) for sku in draft.skus]
    kept = ("skus", "claims", "needs", "category")
    blank = {
        field.name: getattr(product, field.name)
        for field in fields(ProductDraft)
        if field.name not in incoming.given and field.name not in kept
    }
    if "category" not in incoming.given and product.category is not None:
        blank["category"] = product.category.path
    return replace(draft, **blank, skus=skus)


def _over(draft: SkuDraft, stored: Sku | None, given: set[str]) -> SkuDraft:
    if stored is None:
        return draft
    names = [field.name for field in fields(SkuDraft) if field.name != "components"]
    return replace(draft, **{name: getattr(stored, name) for name in names if name not in given})


def _taken(incoming: Incoming, owners: dict[str, str]) -> list[BadRow]:
    return [
        BadRow(
            line,
            "SKU编码",
            sku.code,
            _("已属于商品「%(code)s」，请换一个编码") % {"code": owners[sku.code]},
        )
        for line, sku in zip(incoming.lines, incoming.draft.skus, strict=True)
        if owners.get(sku.code, incoming.draft.code) != incoming.draft.code
    ]
