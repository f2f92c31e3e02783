"""``/stock``: the table of stock with its pace of sale, and one SKU with all its places."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Field, Path, Query, Router, Schema

from kaibo.console.live.stock_watch import SALES_DAYS, recent_sales
from kaibo.supply import facade as supply
from kaibo.supply import paper_facade as papers
from kaibo.team.facade import Staff, require, staff_auth

router = Router(tags=["stock"], auth=staff_auth)
BIG = 2**63 - 1
PAGE = 50


class StockQuery(Schema):
    """Which SKUs; ``level`` short includes those that are out."""

    shop_id: int = Field(ge=1, le=BIG)
    text: str = Field("", max_length=60, pattern=r"^[^\x00]*$", description="Name or code")
    level: Literal["", "short", "over", "expiring"] = ""
    page: int = Field(1, ge=1, le=10_000)


class StockRowOut(Schema):
    """A SKU's units by place. Units promised are on links or in open orders."""

    sku_id: int
    code: str
    name: str
    free: int
    on_links: int
    reserved: int
    held: int
    transit: int
    safety_stock: int
    ceiling: int | None
    buffer_percent: int | None
    sold: int = Field(description="Paid units of the last 28 days")
    days: float | None = Field(description="How long free and listed units last; null: no sales")
    level: str = Field(description="out, short, over or fine")
    reason: str
    expiring: int = Field(description="Units in lots that expire soon or are expired")


class StockPageOut(Schema):
    items: list[StockRowOut]
    total: int
    counts: dict[str, int] = Field(description="How many SKUs of the search: short, over, expiring")


class PlaceOut(Schema):
    """Units at one place; negative where goods come from (supplier) or were lost (adjust)."""

    place: str
    place_id: int
    name: str
    units: int


class SkuStockOut(Schema):
    """Where every unit of a SKU is, for all channels; the sum of all places is zero."""

    sku_id: int
    name: str
    total: int
    places: list[PlaceOut]


@router.get("", response=StockPageOut, summary="The table of stock")
def stock_table(request: HttpRequest, wanted: Annotated[StockQuery, Query()]) -> Any:
    """Short and over by safety stock, ceiling and days of cover at the recent pace."""
    require(_staff(request), wanted.shop_id)
    rows = _rows(wanted.shop_id, wanted.text.strip())
    counts = {kind: sum(_is(row, kind) for row in rows) for kind in ("short", "over", "expiring")}
    found = [row for row in rows if not wanted.level or _is(row, wanted.level)]
    start = (wanted.page - 1) * PAGE
    return {"items": found[start : start + PAGE], "total": len(found), "counts": counts}


@router.get("/skus/{sku_id}", response=SkuStockOut, summary="Where every unit of a SKU is")
def sku_stock(
    request: HttpRequest,
    sku_id: Annotated[int, Path(ge=1, le=BIG)],
    shop_id: Annotated[int, Query(ge=1, le=BIG)],
) -> Any:
    require(_staff(request), shop_id)
    papers.check_skus(shop_id, [sku_id])
    places = supply.places_of(sku_id)
    houses = {one.pk: one.name for one in papers.houses(shop_id, only_active=False)}
    return {
        "sku_id": sku_id,
        "name": papers.sku_names([sku_id]).get(sku_id, ""),
        "total": sum(units for _place, _id, units in places),
        "places": [
            {"place": place, "place_id": key, "units": units,
             "name": houses.get(key, "") if place in ("warehouse", "held", "shipped") else ""}
            for place, key, units in places
        ],
    }  # fmt: skip


def _rows(shop_id: int, text: str) -> list[dict[str, Any]]:
    skus = supply.sku_list(shop_id, text)
    ids = [sku_id for sku_id, _code, _name in skus]
    known, policies = supply.positions(ids), supply.policies(ids)
    sold = recent_sales(shop_id, dt.datetime.now(dt.UTC))
    old: dict[int, int] = {}
    for card in papers.lot_cards(shop_id, dt.datetime.now(dt.UTC)):
        if card.shelf != "fine":
            old[card.sku_id] = old.get(card.sku_id, 0) + card.units
    return [
        _row(sku, known[sku[0]], policies.get(sku[0]), sold.get(sku[0], 0), old.get(sku[0], 0))
        for sku in skus
    ]


def _row(
    sku: tuple[int, str, str], known: supply.Position, policy: papers.SkuPolicy | None, sold: int,
    expiring: int,
) -> dict[str, Any]:  # fmt: skip
    places = known.places
    safety = policy.safety_stock if policy else 0
    ceiling = policy.ceiling if policy else None
    on_links = max(0, places["link"])
    verdict = papers.judge(known.free + on_links, safety, ceiling, sold, SALES_DAYS)
    return {
        "sku_id": sku[0], "code": sku[1], "name": sku[2], "free": known.free,
        "on_links": on_links, "reserved": places["reserved"], "held": places["held"],
        "transit": places["transit"], "safety_stock": safety, "ceiling": ceiling,
        "buffer_percent": policy.buffer_percent if policy else None, "sold": sold,
        "days": verdict.days, "level": verdict.level, "reason": verdict.reason,
        "expiring": expiring,
    }  # fmt: skip


def _is(row: dict[str, Any], kind: str) -> bool:
    if kind == "expiring":
        return bool(row["expiring"] > 0)
    return row["level"] in {"short": ("short", "out"), "over": ("over",)}[kind]


def _staff(request: HttpRequest) -> Staff:
    staff = request.auth  # type: ignore[attr-defined]  # set by ninja
    assert isinstance(staff, Staff)
    return staff
