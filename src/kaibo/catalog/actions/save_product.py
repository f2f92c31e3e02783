"""Create or change a product with its SKUs."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from kaibo.catalog.contracts import FieldProblem, ProductDraft, SkuDraft
from kaibo.catalog.models import Product, Sku
from kaibo.catalog.rules.check import problems_of
from kaibo.foundation import audit
from kaibo.foundation.errors import Conflict, InvalidInput, NotFound
from kaibo.team.facade import Role, Staff, require

EDITORS = (Role.OPERATOR, Role.BRAND_MANAGER, Role.ADMIN)


def save_product(
    actor: Staff, shop_id: int, draft: ProductDraft, product_id: int | None = None
) -> Product:
    """Store the draft; locks the product row, then its SKUs by id.

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
    product = _locked(shop_id, product_id)
    changes = _assign(product, _fields(draft))
    product.save()
    sku_changes = {sku.code: _save_sku(product, sku) for sku in draft.skus}
    audit.record(
        shop=shop_id,
        actor=actor,
        action="catalog.update_product" if product_id else "catalog.create_product",
        subject=f"product:{product.pk}",
        detail={"code": draft.code, "changes": changes, "skus": _only_changed(sku_changes)},
    )
    return product


def _locked(shop_id: int, product_id: int | None) -> Product:
    if product_id is None:
        return Product(shop_id=shop_id)
    found = Product.objects.select_for_update().filter(pk=product_id, shop_id=shop_id).first()
    if found is None:
        raise NotFound(_("There is no product %(id)s in this shop.") % {"id": product_id})
    return found


def _fields(draft: ProductDraft) -> dict[str, Any]:
    fields = asdict(draft)
    del fields["skus"]
    if draft.claims is None:
        del fields["claims"]
    return fields


def _save_sku(product: Product, draft: SkuDraft) -> dict[str, list[object]]:
    found = Sku.objects.select_for_update().filter(shop_id=product.shop_id, code=draft.code).first()
    if found is not None and found.product_id != product.pk:
        raise Conflict(
            _("SKU %(code)s belongs to another product; choose another code.")
            % {"code": draft.code}
        )
    sku = found or Sku(product=product, shop_id=product.shop_id)
    changes = _assign(sku, asdict(draft))
    if changes or found is None:
        sku.save()
    return changes


def _assign(row: Product | Sku, fields: dict[str, Any]) -> dict[str, list[object]]:
    """Sets the fields; gives ``{field: [before, after]}`` of those that changed."""
    changes: dict[str, list[object]] = {}
    for name, value in fields.items():
        before = getattr(row, name)
        if before != value:
            changes[name] = [before, value]
            setattr(row, name, value)
    return changes


def _only_changed(skus: dict[str, dict[str, list[object]]]) -> dict[str, dict[str, list[object]]]:
    return {code: changes for code, changes in skus.items() if changes}
