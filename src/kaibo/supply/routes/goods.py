"""Deliveries, lots and holds."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest
from ninja import Field, Schema, Status
from pydantic import AwareDatetime

from kaibo.supply import paper_facade as papers
from kaibo.supply.routes.asking import (
    Id,
    Name,
    PathId,
    ShopId,
    Short,
    SkuQuery,
    StockBody,
    StockDoneOut,
    Text,
    Units,
    actor,
    now,
    reader,
    router,
)


class DeliveredIn(StockBody):
    """Units of a SKU; with a lot number they can be followed and expire."""

    sku_id: Id
    units: Units
    lot_no: Short = ""
    made_on: dt.date | None = None
    expires_on: dt.date | None = Field(None, description="The last day on which it may be sold")


class ReceiptIn(StockBody):
    """A delivery; its paper number is taken in once per supplier."""

    warehouse_id: Id | None = Field(None, description="Null: the main warehouse")
    supplier: Name = ""
    paper_no: Short = ""
    lines: list[DeliveredIn] = Field(min_length=1, max_length=500)


class LotOut(Schema):
    """Units of a lot in a warehouse."""

    id: int
    sku_id: int
    name: str
    lot_no: str
    made_on: dt.date | None
    expires_on: dt.date | None
    warehouse_id: int
    units: int
    shelf: str = Field(description="fine, soon or expired")


class WriteOffIn(StockBody):
    warehouse_id: Id
    units: Units
    reason: Text


class HoldIn(StockBody):
    """Units for somebody until a moment; a show uses its holds when it goes live."""

    sku_id: Id
    units: Units
    holder: Name
    until: AwareDatetime
    warehouse_id: Id | None = None
    show_id: Id | None = None


class HoldOut(Schema):
    id: int
    sku_id: int
    name: str
    warehouse: str
    holder: str
    show_id: int | None
    show: str
    units: int
    until: dt.datetime
    state: str = Field(description="held, released, expired or used")
    made_by: str
    made_at: dt.datetime


@router.post("/receipts", response={201: StockDoneOut}, summary="Take a delivery in")
def receive_goods(request: HttpRequest, shop_id: ShopId, body: ReceiptIn) -> Any:
    lines = [papers.Delivered(**line.model_dump()) for line in body.lines]
    row = papers.receive_goods(
        actor(request), shop_id, body.warehouse_id, body.supplier, body.paper_no, lines, now()
    )
    return Status(201, {"id": row.pk})


@router.get("/lots", response=list[LotOut], summary="Lots with units left, first expired first")
def list_lots(request: HttpRequest, shop_id: ShopId, sku_id: SkuQuery = None) -> Any:
    reader(request, shop_id)
    cards = papers.lot_cards(shop_id, now(), None if sku_id is None else [sku_id])
    names = papers.sku_names({card.sku_id for card in cards})
    return [
        {name: getattr(card, name) for name in LotOut.model_fields if name != "name"}
        | {"name": names.get(card.sku_id, "")}
        for card in cards
    ]


@router.post("/lots/{lot_id}/write-off", response=StockDoneOut, summary="Write spoiled units off")
def write_off(request: HttpRequest, lot_id: PathId, shop_id: ShopId, body: WriteOffIn) -> Any:
    papers.write_off(
        actor(request), shop_id, body.warehouse_id, lot_id, body.units, body.reason, now()
    )
    return {"id": lot_id}


@router.get("/holds", response=list[HoldOut], summary="Units put aside, newest first")
def list_holds(request: HttpRequest, shop_id: ShopId, only_open: bool = False) -> Any:
    reader(request, shop_id)
    rows = list(papers.holds(shop_id, only_open))
    names = papers.sku_names({row.sku_id for row in rows})
    return [
        {
            "id": row.pk, "sku_id": row.sku_id, "name": names.get(row.sku_id, ""),
            "warehouse": row.warehouse.name, "holder": row.holder, "show_id": row.show_id,
            "show": row.show.title if row.show else "", "units": row.units, "until": row.until,
            "state": row.state, "made_by": str(row.made_by), "made_at": row.made_at,
        }
        for row in rows
    ]  # fmt: skip


@router.post("/holds", response={201: StockDoneOut}, summary="Put units aside")
def hold(request: HttpRequest, shop_id: ShopId, body: HoldIn) -> Any:
    row = papers.hold(actor(request), shop_id, papers.HoldDraft(**body.model_dump()), now())
    return Status(201, {"id": row.pk})


@router.post("/holds/{hold_id}/release", response=StockDoneOut, summary="Give held units back")
def let_go(request: HttpRequest, hold_id: PathId, shop_id: ShopId) -> Any:
    return {"id": papers.let_go(actor(request), shop_id, hold_id, now()).pk}
