"""``/products``: list, read, create, change, picture."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import File, Query, Router, Schema, Status
from ninja.files import UploadedFile
from pydantic import Field

from kaibo.catalog import facade, schemas
from kaibo.foundation.errors import NotFound
from kaibo.team.facade import Role, Staff, has_role, require, staff_auth

router = Router(tags=["products"], auth=staff_auth)

PAGE = 50
# Cost and floor price are trade secrets of the shop.
COST_READERS = (Role.OPERATOR, Role.BRAND_MANAGER, Role.ANALYST, Role.ADMIN)


class ProductFilter(Schema):
    shop_id: int = Field(gt=0)
    text: str = Field("", max_length=60, description="Part of name, code, brand or SKU code.")
    category: str = Field("", max_length=200, description="Path; its sub-categories count.")
    is_listed: bool | None = None
    page: int = Field(1, ge=1, le=10_000)


@router.get("", response=schemas.ProductPage, summary="Products of a shop")
def list_products(request: HttpRequest, wanted: Query[ProductFilter]) -> dict[str, Any]:
    staff = _staff(request)
    require(staff, wanted.shop_id)
    found = facade.find_products(
        wanted.shop_id, wanted.text, wanted.category, is_listed=wanted.is_listed
    )
    start = (wanted.page - 1) * PAGE
    shows_cost = has_role(staff, wanted.shop_id, *COST_READERS)
    return {
        "items": [_product(each, shows_cost) for each in found[start : start + PAGE]],
        "total": found.count(),
        "categories": facade.categories(wanted.shop_id),
    }


@router.get("/{int:product_id}", response=schemas.ProductOut, summary="One product")
def get_product(request: HttpRequest, product_id: int) -> dict[str, Any]:
    return _visible(_staff(request), product_id)


@router.post("", response={201: schemas.ProductOut}, summary="Create a product")
def create_product(request: HttpRequest, body: schemas.ProductBody) -> Status[dict[str, Any]]:
    staff = _staff(request)
    made = facade.save_product(staff, body.shop_id, body.draft())
    return Status(201, _visible(staff, made.pk))


@router.put("/{int:product_id}", response=schemas.ProductOut, summary="Change a product")
def change_product(
    request: HttpRequest, product_id: int, body: schemas.ProductBody
) -> dict[str, Any]:
    staff = _staff(request)
    facade.save_product(staff, body.shop_id, body.draft(), product_id)
    return _visible(staff, product_id)


@router.post("/{int:product_id}/image", response=schemas.ImageOut, summary="Set the picture")
def set_product_image(
    request: HttpRequest, product_id: int, shop_id: int, file: File[UploadedFile]
) -> dict[str, str]:
    """JPEG, PNG or WebP up to 10 MB; stored as JPEG of at most 1200 pixels a side."""
    path = facade.set_image(_staff(request), shop_id, product_id, file.read())
    return {"image": f"/uploads/{path}"}


def _staff(request: HttpRequest) -> Staff:
    staff = request.auth  # type: ignore[attr-defined]  # set by ninja
    assert isinstance(staff, Staff)
    return staff


def _visible(staff: Staff, product_id: int) -> dict[str, Any]:
    product = facade.product(product_id)
    if product is None or not has_role(staff, product.shop_id):
        raise NotFound(_("There is no product %(id)s in this shop.") % {"id": product_id})
    return _product(product, has_role(staff, product.shop_id, *COST_READERS))


def _product(product: facade.Product, shows_cost: bool) -> dict[str, Any]:
    fields = ("id", "code", "name", "brand", "description", "selling_points", "launched_on")
    promise = ("ship_within_hours", "return_days", "return_exempt_reason", "is_listed", "claims")
    body: dict[str, Any] = {name: getattr(product, name) for name in fields + promise}
    body["category"] = product.category.path if product.category else ""
    body["needs"] = [need.name for need in product.needs.all()]
    body["return_exempt_consent"] = product.return_exempt_consent
    body["image"] = f"/uploads/{product.image}" if product.image else ""
    skus = sorted(product.skus.all(), key=lambda sku: sku.pk)
    body["skus"] = [_sku(sku, shows_cost) for sku in skus]
    return body


def _sku(sku: facade.Sku, shows_cost: bool) -> dict[str, Any]:
    fields = ("id", "code", "name", "barcode", "daily_price", "weight_g", "is_active")
    more = ("attributes", "is_gift", "presale_ships_at")
    body: dict[str, Any] = {name: getattr(sku, name) for name in fields + more}
    body["image"] = f"/uploads/{sku.image}" if sku.image else ""
    body["components"] = {row.component.code: row.quantity for row in sku.components.all()}
    secret = {"floor_price": sku.floor_price, "cost": sku.cost}
    return body | (secret if shows_cost else dict.fromkeys(secret))
