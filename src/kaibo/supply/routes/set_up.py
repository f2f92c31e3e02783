"""Warehouses, the shop's strategies, what to keep of a SKU, and buffers lifted for a show."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Field, Schema, Status

from kaibo.supply import paper_facade as papers
from kaibo.supply.routes.asking import (
    Id,
    Name,
    PathId,
    ShopId,
    StockBody,
    StockDoneOut,
    Text,
    actor,
    now,
    reader,
    router,
)

StrategyName = Literal["priority", "nearest", "most_stock", "fewest_parcels"]
Percent = Annotated[int, Field(ge=0, le=90)]


class WarehouseIn(StockBody):
    """A warehouse; a smaller ``priority`` is drawn on first."""

    code: str = Field(max_length=20, description="1 to 20 letters, digits, dots or dashes")
    name: Name
    province: str = Field("", max_length=20, description="e.g. 浙江省; for the nearest strategy")
    priority: int = Field(100, ge=0, le=9999)
    is_active: bool = True


class WarehouseOut(Schema):
    id: int
    code: str
    name: str
    province: str
    priority: int
    is_main: bool = Field(description="Takes what has no other home; cannot be closed")
    is_active: bool


class StockSettingsIn(StockBody):
    """Strategies: which house a show is filled from, and which one ships an order."""

    release_strategy: StrategyName
    ship_strategy: StrategyName
    buffer_percent: Percent = Field(description="Share of a SKU that a show must leave")
    expiry_warning_days: int = Field(ge=0, le=3650)


class StockSettingsOut(Schema):
    release_strategy: str
    ship_strategy: str
    buffer_percent: int
    expiry_warning_days: int


class PolicyIn(StockBody):
    """What to keep of a SKU, in units; null: no ceiling, or the shop's buffer."""

    safety_stock: int = Field(0, ge=0, le=10_000_000)
    ceiling: int | None = Field(None, ge=0, le=10_000_000)
    buffer_percent: Percent | None = None


class LiftIn(StockBody):
    """A manager lets a show sell a SKU's safety buffer."""

    show_id: Id
    sku_id: Id
    reason: Text


@router.get("/warehouses", response=list[WarehouseOut], summary="Warehouses of a shop")
def list_warehouses(request: HttpRequest, shop_id: ShopId) -> Any:
    """By priority; the main one is opened when there is none."""
    reader(request, shop_id)
    return papers.houses(shop_id, only_active=False)


@router.post("/warehouses", response={201: WarehouseOut}, summary="Open a warehouse")
def open_warehouse(request: HttpRequest, shop_id: ShopId, body: WarehouseIn) -> Any:
    draft = papers.WarehouseDraft(**body.model_dump())
    return Status(201, papers.save_warehouse(actor(request), shop_id, draft))


@router.put("/warehouses/{warehouse_id}", response=WarehouseOut, summary="Change a warehouse")
def change_warehouse(
    request: HttpRequest, warehouse_id: PathId, shop_id: ShopId, body: WarehouseIn
) -> Any:
    draft = papers.WarehouseDraft(**body.model_dump())
    return papers.save_warehouse(actor(request), shop_id, draft, warehouse_id)


@router.get("/settings", response=StockSettingsOut, summary="A shop's choices about stock")
def get_settings(request: HttpRequest, shop_id: ShopId) -> Any:
    reader(request, shop_id)
    return papers.settings_of(shop_id)


@router.put("/settings", response=StockSettingsOut, summary="Choose strategies and percentages")
def put_settings(request: HttpRequest, shop_id: ShopId, body: StockSettingsIn) -> Any:
    choices = papers.StockChoices(**body.model_dump())
    return papers.save_settings(actor(request), shop_id, choices)


@router.put("/skus/{sku_id}/policy", response=PolicyIn, summary="Set safety stock and ceiling")
def put_policy(request: HttpRequest, sku_id: PathId, shop_id: ShopId, body: PolicyIn) -> Any:
    papers.save_policy(actor(request), shop_id, sku_id, papers.Policy(**body.model_dump()))
    return body


@router.post("/buffer", response=StockDoneOut, summary="Let a show sell a SKU's safety buffer")
def lift_buffer(request: HttpRequest, shop_id: ShopId, body: LiftIn) -> Any:
    """For brand managers and administrators; the reason stands in the audit."""
    row = papers.lift_buffer(actor(request), shop_id, body.show_id, body.sku_id, body.reason, now())
    return {"id": row.pk}
