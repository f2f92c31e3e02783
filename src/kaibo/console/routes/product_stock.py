"""``/products``: what needs both catalog and supply: stock, sheet import and export."""

from __future__ import annotations

from typing import Any, Literal

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import File, Router, Schema
from ninja.files import UploadedFile
from pydantic import Field

from kaibo.catalog import facade as catalog
from kaibo.catalog.facade import Incoming, Reading
from kaibo.foundation import audit
from kaibo.foundation.errors import NotFound
from kaibo.supply import facade as supply
from kaibo.team.facade import Role, Staff, has_role, require, staff_auth

router = Router(tags=["products"], auth=staff_auth)

RECEIVERS = (Role.OPERATOR, Role.WAREHOUSE, Role.BRAND_MANAGER, Role.ADMIN)
COST_READERS = (Role.OPERATOR, Role.BRAND_MANAGER, Role.ANALYST, Role.ADMIN)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class StockOut(Schema):
    sku_id: int
    on_hand: int = Field(description="Units in the warehouse, free to be released.")


class ReceiveBody(Schema):
    shop_id: int = Field(gt=0)
    sku_id: int = Field(gt=0)
    quantity: int = Field(gt=0, le=1_000_000)


class BadRowOut(Schema):
    line: int = Field(description="As the spreadsheet numbers it; 1 is the header.")
    column: str
    value: str
    message: str = Field(description="What is wrong and what to do.")


class PreviewRow(Schema):
    code: str
    name: str
    is_new: bool
    skus: int
    units: int
    lines: list[int]


class ImportOut(Schema):
    rows: int
    good: list[PreviewRow]
    bad: list[BadRowOut]
    lost_lines: list[int] = Field(description="Rows that were not (will not be) stored.")
    created: int
    updated: int
    units: int = Field(description="Units received.")
    is_stored: bool


@router.get("/stock", response=list[StockOut], summary="Units on hand by SKU")
def list_stock(request: HttpRequest, shop_id: int) -> list[dict[str, int]]:
    require(_staff(request), shop_id)
    on_hand = supply.on_hand(catalog.sku_ids(shop_id).values())
    return [{"sku_id": sku, "on_hand": units} for sku, units in on_hand.items()]


@router.post("/stock/receive", response=StockOut, summary="Goods came in")
def receive_stock(request: HttpRequest, body: ReceiveBody) -> dict[str, int]:
    staff = _staff(request)
    require(staff, body.shop_id, *RECEIVERS)
    if body.sku_id not in catalog.sku_ids(body.shop_id).values():
        raise NotFound(_("本店没有编号为 %(id)s 的 SKU，请刷新后再试") % {"id": body.sku_id})
    with transaction.atomic():
        left = _receive(staff, body.shop_id, body.sku_id, body.quantity)
    return {"sku_id": body.sku_id, "on_hand": left}


@router.post("/import", response=ImportOut, summary="Import a product sheet")
def import_sheet(
    request: HttpRequest, shop_id: int, file: File[UploadedFile], store: bool = False
) -> dict[str, Any]:
    """CSV (UTF-8, GBK) or XLSX. Without `store` it only tells what would happen.

    Good products are stored, bad cells are listed with line, column, value and what to do.
    """
    staff = _staff(request)
    require(staff, shop_id, *catalog.EDITORS)
    reading = catalog.read_sheet(file.read())
    known = catalog.settle_with_shop(shop_id, reading)
    units = sum(sum(each.stock.values()) for each in reading.good)
    created = sum(each.draft.code not in known for each in reading.good)
    if store:
        with transaction.atomic():
            catalog.import_products(staff, shop_id, reading)
            _receive_all(staff, shop_id, reading)
    return {
        "rows": reading.rows,
        "good": [_preview(each, known) for each in reading.good],
        "bad": reading.bad,
        "lost_lines": reading.lost_lines,
        "created": created,
        "updated": len(reading.good) - created,
        "units": units,
        "is_stored": store,
    }


@router.get("/export", summary="Export the product sheet")
def export_sheet(
    request: HttpRequest, shop_id: int, kind: Literal["csv", "xlsx"] = "csv", template: bool = False
) -> HttpResponse:
    """The sheet as it can be imported again; with `template` only the header.

    The stock column is empty: it means units to receive.
    """
    staff = _staff(request)
    require(staff, shop_id)
    with_cost = has_role(staff, shop_id, *COST_READERS)
    products = [] if template else catalog.products_of(shop_id)
    content = catalog.write_sheet(products, kind, with_cost=with_cost)
    media = XLSX if kind == "xlsx" else "text/csv; charset=utf-8"
    response = HttpResponse(content, content_type=media)
    response["Content-Disposition"] = f'attachment; filename="products.{kind}"'
    return response


def _receive_all(staff: Staff, shop_id: int, reading: Reading) -> None:
    ids = catalog.sku_ids(shop_id)
    wanted = {ids[code]: units for each in reading.good for code, units in each.stock.items()}
    for sku_id, units in sorted(wanted.items()):
        _receive(staff, shop_id, sku_id, units)


def _receive(staff: Staff, shop_id: int, sku_id: int, quantity: int) -> int:
    left = supply.receive(sku_id, quantity, staff)
    audit.record(
        shop=shop_id,
        actor=staff,
        action="supply.receive",
        subject=f"sku:{sku_id}",
        detail={"quantity": quantity, "on_hand": left},
    )
    return left


def _preview(incoming: Incoming, known: set[str]) -> dict[str, Any]:
    return {
        "code": incoming.draft.code,
        "name": incoming.draft.name,
        "is_new": incoming.draft.code not in known,
        "skus": len(incoming.draft.skus),
        "units": sum(incoming.stock.values()),
        "lines": incoming.lines,
    }


def _staff(request: HttpRequest) -> Staff:
    staff = request.auth  # type: ignore[attr-defined]  # set by ninja
    assert isinstance(staff, Staff)
    return staff
