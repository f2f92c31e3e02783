"""Store the good products of a sheet: new codes are created, known ones changed."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

from django.db import transaction
from django.utils.translation import gettext as _

from kaibo.catalog.actions.save_product import EDITORS, save_product
from kaibo.catalog.actions.tree_nodes import attribute_set
from kaibo.catalog.contracts import ProductDraft, SkuDraft
from kaibo.catalog.models import BundleComponent, Category, Product, Sku
from kaibo.catalog.rules import tree
from kaibo.catalog.rules.sheet import BadRow, Incoming, Reading
from kaibo.team.facade import Staff, require


@dataclass(frozen=True, slots=True)
class Imported:
    """How many products were made and changed."""

    created: int
    updated: int


@dataclass(frozen=True, slots=True)
class _Held:
    """What the shop has before the import: SKU code → product code, products, bundles, nodes."""

    owners: dict[str, str]
    products: dict[str, Product]
    bundles: set[str]
    nodes: dict[str, Category]


def settle_with_shop(shop_id: int, reading: Reading) -> set[str]:
    """Moves products that do not fit the shop to the bad ones; returns the known codes.

    Their SKU codes belong to others, components are missing or bundles themselves, or attributes
    that the category asks for are missing.
    """
    held = _held(shop_id)
    known = set(held.products)
    coming = {sku.code for incoming in reading.good for sku in incoming.draft.skus}
    coming_bundles = {
        sku.code for incoming in reading.good for sku in incoming.draft.skus if sku.components
    }
    good: list[Incoming] = []
    for incoming in reading.good:
        wrong = _taken(incoming, held.owners)
        wrong += _bad_components(incoming, coming | set(held.owners), held.bundles | coming_bundles)
        wrong += _bad_attributes(incoming, held)
        reading.bad.extend(wrong)
        if wrong:
            reading.lost_lines.extend(incoming.lines)
            continue
        good.append(incoming)
        held.owners.update({sku.code: incoming.draft.code for sku in incoming.draft.skus})
    # Components are stored before the bundles that are made of them.
    reading.good = sorted(good, key=lambda one: any(sku.components for sku in one.draft.skus))
    reading.lost_lines.sort()
    return known


def _held(shop_id: int) -> _Held:
    products = Product.objects.filter(shop_id=shop_id).select_related("category")
    bundles = BundleComponent.objects.filter(bundle__shop_id=shop_id)
    return _Held(
        dict(Sku.objects.filter(shop_id=shop_id).values_list("code", "product__code")),
        {product.code: product for product in products.prefetch_related("skus")},
        set(bundles.values_list("bundle__code", flat=True)),
        {node.path: node for node in Category.objects.filter(shop_id=shop_id)},
    )


def _bad_components(incoming: Incoming, codes: set[str], bundles: set[str]) -> list[BadRow]:
    found = []
    for line, sku in zip(incoming.lines, incoming.draft.skus, strict=True):
        for code in sku.components or {}:
            if code not in codes:
                message = _("本店没有这个 SKU 编码，请先建好组合里的商品或改正编码")
                found.append(BadRow(line, "组合明细", code, message))
            elif code in bundles:
                message = _("组合里不能再放组合，请改成其中的单品")
                found.append(BadRow(line, "组合明细", code, message))
    return found


def _bad_attributes(incoming: Incoming, held: _Held) -> list[BadRow]:
    draft = _kept(incoming, held.products.get(incoming.draft.code))
    path = tree.path_of(tree.parts_of(draft.category))
    while path and path not in held.nodes:
        path = path.rpartition("/")[0]
    wanted = attribute_set(held.nodes.get(path))
    return [
        BadRow(line, "属性", problem.value, problem.message)
        for line, sku in zip(incoming.lines, draft.skus, strict=True)
        for problem in tree.attribute_problems(sku.attributes, wanted, sku.code)
    ]


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
