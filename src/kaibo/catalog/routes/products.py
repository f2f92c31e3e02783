"""``/products``: list, read, create, change, main picture."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import File, Query, Schema, Status
from ninja.files import UploadedFile
from pydantic import Field

from kaibo.catalog import facade, schemas
from kaibo.catalog.routes.asking import COST_READERS, Id, PathId, asker, router
from kaibo.foundation.errors import NotFound
from kaibo.team.facade import Staff, has_role, require

PAGE = 50


class ProductFilter(Schema):
    shop_id: Id
    text: str = Field(
        "", max_length=60, description="As people type: Chinese, pinyin, initials, codes."
    )
    category: str = Field("", max_length=200, description="Path; its sub-categories count.")
    need: str = Field("", max_length=20, description="Name of a need (需求/场景).")
    is_listed: bool | None = None
    page: int = Field(1, ge=1, le=10_000)


@router.get("", response=schemas.ProductPage, summary="Products of a shop")
def list_products(request: HttpRequest, wanted: Query[ProductFilter]) -> dict[str, Any]:
    staff = asker(request)
    require(staff, wanted.shop_id)
    found = facade.find_products(
        wanted.shop_id, category=wanted.category, need=wanted.need, is_listed=wanted.is_listed
    )
    start = (wanted.page - 1) * PAGE
    shows_cost = has_role(staff, wanted.shop_id, *COST_READERS)
    page, total = _page(wanted, found, start)
    return {
        "items": [_product(each, shows_cost) for each in page],
        "total": total,
        "categories": facade.categories(wanted.shop_id),
        "needs": [need.name for need in facade.needs_of(wanted.shop_id)],
    }


def _page(
    wanted: ProductFilter, found: QuerySet[facade.Product], start: int
) -> tuple[list[facade.Product], int]:
    """By code, or by relevance when words are given."""
    if not wanted.text.strip():
        return list(found[start : start + PAGE]), found.count()
    among = set(found.values_list("pk", flat=True))
    hits = facade.search(wanted.shop_id, wanted.text, among=among, limit=len(among))
    ids = [hit.product_id for hit in hits]
    rows = {row.pk: row for row in found.filter(pk__in=ids[start : start + PAGE])}
    return [rows[pk] for pk in ids[start : start + PAGE] if pk in rows], len(ids)


@router.get("/{int:product_id}", response=schemas.ProductOut, summary="One product")
def get_product(request: HttpRequest, product_id: PathId) -> dict[str, Any]:
    return _visible(asker(request), product_id)


@router.post("", response={201: schemas.ProductOut}, summary="Create a product")
def create_product(request: HttpRequest, body: schemas.ProductBody) -> Status[dict[str, Any]]:
    staff = asker(request)
    made = facade.save_product(staff, body.shop_id, body.draft())
    return Status(201, _visible(staff, made.pk))


@router.put("/{int:product_id}", response=schemas.ProductOut, summary="Change a product")
def change_product(
    request: HttpRequest, product_id: PathId, body: schemas.ProductBody
) -> dict[str, Any]:
    staff = asker(request)
    facade.save_product(staff, body.shop_id, body.draft(), product_id)
    return _visible(staff, product_id)


@router.post("/{int:product_id}/image", response=schemas.ImageOut, summary="Set the picture")
def set_product_image(
    request: HttpRequest, product_id: PathId, shop_id: Id, file: File[UploadedFile]
) -> dict[str, str]:
    """JPEG, PNG or WebP up to 10 MB; stored as JPEG of at most 1200 pixels a side."""
    path = facade.set_image(asker(request), shop_id, product_id, file.read())
    return {"image": f"/uploads/{path}"}


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
