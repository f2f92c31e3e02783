"""Create or change a product with its SKUs."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from kaibo.catalog import stamp
from kaibo.catalog.actions.save_bundle import component_problems, set_components
from kaibo.catalog.actions.tree_nodes import attribute_set, needs_named, node_at
from kaibo.catalog.contracts import FieldProblem, ProductDraft, SkuDraft
from kaibo.catalog.models import Category, Product, Sku
from kaibo.catalog.rules import tree
from kaibo.catalog.rules.check import problems_of
from kaibo.foundation import audit
from kaibo.foundation.errors import Conflict, InvalidInput, NotFound
from kaibo.team.facade import Role, Staff, require

Changes = dict[str, list[object]]  # {field: [before, after]}

EDITORS = (Role.OPERATOR, Role.BRAND_MANAGER, Role.ADMIN)


def save_product(
    actor: Staff, shop_id: int, draft: ProductDraft, product_id: int | None = None
) -> Product:
    """Store the draft; holds the shop's catalog stamp, then the product row and its SKUs.

    Raises `InvalidInput` with every wrong field in ``errors``, `Conflict` for a code in use.
    """
    require(actor, shop_id, *EDITORS)
    refuse(problems_of(draft))
    try:
        with transaction.atomic():
            return _save(actor, shop_id, draft, product_id)
    except IntegrityError as error:
        raise Conflict(
            _("A code of %(name)s is in use already; choose another.") % {"name": draft.name}
        ) from error


def refuse(found: list[FieldProblem]) -> None:
    """Raise all problems as one error."""
    if not found:
        return
    message = "；".join(f"{each.message}（{each.value}）" for each in found[:3])
    errors = [{"field": each.field, "message": each.message} for each in found]
    raise InvalidInput(message, errors=errors)


def _save(actor: Staff, shop_id: int, draft: ProductDraft, product_id: int | None) -> Product:
    stamp.touch(shop_id)
    product = _locked(shop_id, product_id)
    category = node_at(shop_id, draft.category)
    refuse(_attribute_problems(category, draft))
    changes = _assign(product, {**_fields(draft), "category": category})
    product.save()
    changes |= _set_needs(product, draft.needs)
    sku_changes = {sku.code: _save_sku(product, sku) for sku in draft.skus}
    _set_components(product, draft, sku_changes)
    audit.record(
        shop=shop_id,
        actor=actor,
        action="catalog.update_product" if product_id else "catalog.create_product",
        subject=f"product:{product.pk}",
        detail={"code": draft.code, "changes": changes, "skus": _only_changed(sku_changes)},
    )
    return product


def _attribute_problems(category: Category | None, draft: ProductDraft) -> list[FieldProblem]:
    wanted = attribute_set(category)
    return [
        problem
        for sku in draft.skus
        for problem in tree.attribute_problems(sku.attributes, wanted, sku.code)
    ]


def _set_needs(product: Product, names: list[str] | None) -> Changes:
    if names is None:
        return {}
    before = [need.name for need in product.needs.all()]
    needs = needs_named(product.shop_id, names)
    product.needs.set(needs)
    after = [need.name for need in needs]
    return {} if sorted(before) == sorted(after) else {"needs": [before, after]}


def _set_components(product: Product, draft: ProductDraft, changes: dict[str, Changes]) -> None:
    wanted = {sku.code: sku.components for sku in draft.skus if sku.components is not None}
    refuse(component_problems(product.shop_id, wanted))
    for code, components in wanted.items():
        bundle = Sku.objects.get(shop_id=product.shop_id, code=code)
        change = set_components(bundle, components)
        if change is not None:
            changes[code]["components"] = change


def _locked(shop_id: int, product_id: int | None) -> Product:
    if product_id is None:
        return Product(shop_id=shop_id)
    found = (
        Product.objects.select_for_update(no_key=True)
        .filter(pk=product_id, shop_id=shop_id)
        .first()
    )
    if found is None:
        raise NotFound(_("There is no product %(id)s in this shop.") % {"id": product_id})
    return found


def _fields(draft: ProductDraft) -> dict[str, Any]:
    fields = asdict(draft)
    for name in ("skus", "needs", "category"):
        del fields[name]
    if draft.claims is None:
        del fields["claims"]
    return fields


def _save_sku(product: Product, draft: SkuDraft) -> Changes:
    found = (
        Sku.objects.select_for_update(no_key=True)
        .filter(shop_id=product.shop_id, code=draft.code)
        .first()
    )
    if found is not None and found.product_id != product.pk:
        raise Conflict(
            _("SKU %(code)s belongs to another product; choose another code.")
            % {"code": draft.code}
        )
    sku = found or Sku(product=product, shop_id=product.shop_id)
    fields = asdict(draft)
    del fields["components"]
    changes = _assign(sku, fields)
    if changes or found is None:
        sku.save()
    return changes


def _assign(row: Product | Sku, fields: dict[str, Any]) -> Changes:
    """Sets the fields; gives ``{field: [before, after]}`` of those that changed."""
    changes: Changes = {}
    for name, value in fields.items():
        before = getattr(row, name)
        if before != value:
            changes[name] = [_told(before), _told(value)]
            setattr(row, name, value)
    return changes


def _told(value: object) -> object:
    return value.path if isinstance(value, Category) else value


def _only_changed(skus: dict[str, Changes]) -> dict[str, Changes]:
    return {code: changes for code, changes in skus.items() if changes}
