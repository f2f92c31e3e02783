"""HTTP API of parcels."""

from __future__ import annotations

import csv
import datetime as dt
import io
from typing import Annotated, Any, Literal

from django.http import HttpResponse
from django.utils.translation import gettext as _
from ninja import Field, File, Path, Query, Router, Schema
from ninja.files import UploadedFile
from pydantic import ConfigDict

from kaibo.foundation import audit
from kaibo.foundation.auth import viewer_auth
from kaibo.foundation.errors import NotFound
from kaibo.fulfillment import facade
from kaibo.fulfillment.sheets import picking_rows, tracking_rows
from kaibo.selling import facade as selling
from kaibo.supply import paper_facade as papers
from kaibo.team.facade import require, staff_auth

router = Router(tags=["parcels"])
BIG = 2**63 - 1
OrderId = Annotated[int, Path(ge=1, le=BIG)]
ShopId = Annotated[int, Query(ge=1, le=BIG)]
ShowId = Annotated[int | None, Query(ge=1, le=BIG, description="Orders of this show only")]


class ParcelFilter(Schema):
    """Which of the parcels to send; without ``order_ids`` all of the shop, show and house."""

    shop_id: int = Field(ge=1, le=BIG)
    show_id: int | None = Field(None, ge=1, le=BIG, description="Orders of this show only")
    warehouse_id: int | None = Field(None, ge=1, le=BIG, description="Parcels of this house only")
    order_ids: list[Annotated[int, Field(ge=1, le=BIG)]] = Field(
        default_factory=list, max_length=500, description="Parcels with one of these orders only"
    )


class ParcelIn(Schema):
    """What stands on the parcel's label."""

    carrier: str = Field(description="Carrier, e.g. 顺丰速运", max_length=60)
    tracking_no: str = Field(description="6 to 40 letters, digits or dashes", max_length=80)


class ManyIn(ParcelIn):
    """Orders of one buyer, address and show that leave in one parcel."""

    model_config = ConfigDict(extra="forbid")
    order_ids: list[Annotated[int, Field(ge=1, le=BIG)]] = Field(min_length=1, max_length=50)
    warehouse_id: Annotated[int, Field(ge=1, le=BIG)] | None = Field(
        None, description="Null: the house that the shop's strategy prefers"
    )


class ParcelOut(Schema):
    """A parcel that has left."""

    id: int
    order_id: int = Field(description="The first of its orders")
    order_ids: list[int]
    warehouse_id: int | None
    carrier: str
    tracking_no: str
    shipped_at: dt.datetime

    @staticmethod
    def resolve_order_ids(parcel: Any) -> list[int]:
        return sorted(one.order_id for one in parcel.orders.all())


class PackSkuOut(Schema):
    sku_id: int
    name: str
    units: int


class SuggestedOut(Schema):
    """A parcel to pack; ``warehouse_id`` null: no single house has all of it."""

    warehouse_id: int | None
    warehouse: str
    why: Literal["only", "priority", "nearest", "most_stock", "fewest_parcels", "none"] = Field(
        description="Why this house: the shop's strategy, or no other (or none) has all of it"
    )
    show_id: int | None
    show_title: str
    buyer_name: str = Field(description="Nickname")
    place: str = Field(description="Province, city and district")
    order_ids: list[int]
    order_nos: list[str] = Field(description="As people read them, in the order of order_ids")
    placed_at: dt.datetime | None
    units: list[PackSkuOut]


class PickLotOut(Schema):
    lot_no: str
    expires_on: dt.date | None
    units: int


class PickOut(Schema):
    """Units to take from a house's shelves for all parcels; lots first expired first."""

    warehouse_id: int
    warehouse: str
    sku_id: int
    name: str
    units: int
    parcels: int
    lots: list[PickLotOut]


class LabelIn(Schema):
    """An order of the parcel whose label is written."""

    order_id: Annotated[int, Field(ge=1, le=BIG)]


class LabelOut(Schema):
    """Where the parcel goes, readable."""

    name: str
    phone: str
    address: str = Field(description="From the province to the door")


class BadTrackingOut(Schema):
    line: int = Field(description="As the spreadsheet numbers it; 1 is the header")
    value: str
    message: str


class TrackingOut(Schema):
    """Parcels and orders shipped, or with ``is_stored`` false: that would ship."""

    parcels: int
    orders: int
    bad: list[BadTrackingOut]
    is_stored: bool


@router.post("/orders/{order_id}/ship", response=ParcelOut, auth=staff_auth)
def ship(request: Any, order_id: OrderId, body: ParcelIn) -> Any:
    """Ship a paid order."""
    return facade.ship_order(order_id, body.carrier, body.tracking_no, request.auth, _now())


@router.post("/ship", response=ParcelOut, auth=staff_auth, summary="Ship orders in one parcel")
def ship_together(request: Any, body: ManyIn) -> Any:
    """All orders become shipped with this tracking number, or none."""
    return facade.ship_parcel(
        body.order_ids, body.carrier, body.tracking_no, request.auth, _now(), body.warehouse_id
    )


@router.get("/orders/{order_id}", response=list[ParcelOut], auth=staff_auth)
def list_parcels(request: Any, order_id: OrderId) -> Any:
    """The parcels of an order."""
    require(request.auth, selling.shop_of(order_id))
    return facade.parcels_of(order_id)


@router.get("/mine/{order_id}", response=list[ParcelOut], auth=viewer_auth)
def my_parcels(request: Any, order_id: OrderId) -> Any:
    """The parcels of one of the caller's orders."""
    selling.one_of_buyer(order_id, request.auth.subject)
    return facade.parcels_of(order_id)


@router.get("/suggestions", response=list[SuggestedOut], auth=staff_auth, summary="What to pack")
def suggest(request: Any, shop_id: ShopId, show_id: ShowId = None) -> Any:
    """Paid orders as parcels: one per buyer, address and show, from the best warehouse."""
    require(request.auth, shop_id)
    found = facade.suggestions(shop_id, show_id, _now())
    houses = _houses(shop_id)
    names = papers.sku_names({sku for one in found for sku in one.units})
    fields = (
        "warehouse_id", "why", "show_id", "show_title", "buyer_name", "place", "order_ids",
        "order_nos", "placed_at",
    )  # fmt: skip
    return [
        {name: getattr(one, name) for name in fields}
        | {
            "warehouse": houses.get(one.warehouse_id or 0, ""),
            "units": [
                {"sku_id": sku, "name": names.get(sku, ""), "units": n}
                for sku, n in sorted(one.units.items())
            ],
        }
        for one in found
    ]  # fmt: skip


@router.get(
    "/picking", response=list[PickOut], auth=staff_auth, summary="What to take from the shelves"
)
def picking(
    request: Any, wanted: Query[ParcelFilter], kind: Literal["json", "csv"] = "json"
) -> Any:
    """Bundles are told by their parts; refunded units are left out. ``kind`` csv: a file."""
    shop_id = wanted.shop_id
    require(request.auth, shop_id)
    picks = facade.picking_list(_found(wanted), _now())
    houses, names = _houses(shop_id), papers.sku_names({one.sku_id for one in picks})
    if kind == "csv":
        return _csv(picking_rows(picks, houses, names), "picking")
    return [
        {
            "warehouse_id": one.warehouse_id, "warehouse": houses[one.warehouse_id],
            "sku_id": one.sku_id, "name": names.get(one.sku_id, ""), "units": one.units,
            "parcels": one.parcels,
            "lots": [
                {"lot_no": number, "expires_on": day, "units": units}
                for number, day, units in one.lots
            ],
        }
        for one in picks
    ]  # fmt: skip


@router.get("/tracking", auth=staff_auth, summary="The sheet for the carrier")
def export_tracking(request: Any, wanted: Query[ParcelFilter]) -> HttpResponse:
    """CSV of the parcels to send, with receiver and address; carrier and number are empty."""
    shop_id = wanted.shop_id
    require(request.auth, shop_id, *facade.SHIPPERS)
    found = _found(wanted)
    names = papers.sku_names({sku for one in found for sku in one.units})
    audit.record(
        shop=shop_id, actor=request.auth, action="fulfillment.export_labels",
        subject=f"shop:{shop_id}", detail={"orders": sum(len(one.order_ids) for one in found)},
    )  # fmt: skip
    return _csv(tracking_rows(shop_id, found, _houses(shop_id), names), "parcels")


@router.post("/tracking", response=TrackingOut, auth=staff_auth, summary="Import tracking numbers")
def import_tracking(
    request: Any, shop_id: ShopId, file: File[UploadedFile], store: bool = False
) -> Any:
    """CSV or XLSX of order number, carrier, tracking number. Without `store` it only tries."""
    done = facade.import_tracking(request.auth, shop_id, file.read(), store, _now())
    return {"parcels": done.parcels, "orders": done.orders, "bad": done.bad, "is_stored": store}


@router.post("/label", response=LabelOut, auth=staff_auth, summary="Read where a parcel goes")
def read_label(request: Any, body: LabelIn) -> Any:
    """Name, phone and street of an order to ship; who read it stands in the audit."""
    shop_id = selling.shop_of(body.order_id)
    require(request.auth, shop_id, *facade.SHIPPERS)
    order = selling.desk([shop_id]).select_related("address").filter(id=body.order_id).first()
    to = selling.ship_to(order) if order else None
    if to is None:
        raise NotFound(_("这个订单没有收货地址"))
    audit.record(
        shop=shop_id, actor=request.auth, action="fulfillment.read_label",
        subject=f"order:{body.order_id}", detail={},
    )  # fmt: skip
    place = f"{to.province}{to.city}{to.district}{to.street}"
    return {"name": to.name, "phone": to.phone, "address": place}


def _found(wanted: ParcelFilter) -> list[facade.Suggested]:
    found = facade.suggestions(wanted.shop_id, wanted.show_id, _now())
    orders = set(wanted.order_ids)
    return [
        one for one in found
        if (wanted.warehouse_id is None or one.warehouse_id == wanted.warehouse_id)
        and (not orders or orders.intersection(one.order_ids))
    ]  # fmt: skip


def _houses(shop_id: int) -> dict[int, str]:
    return {one.pk: one.name for one in papers.houses(shop_id, only_active=False)}


def _csv(rows: list[list[str]], name: str) -> HttpResponse:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    # The byte order mark tells Excel that the file is UTF-8.
    response = HttpResponse(
        b"\xef\xbb\xbf" + text.getvalue().encode(), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
