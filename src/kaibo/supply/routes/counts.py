"""Stock takes: open, count by hand, scanner or sheet, look at differences, post."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, File, Schema, Status
from ninja.files import UploadedFile

from kaibo.catalog import facade as catalog
from kaibo.foundation.errors import InvalidInput
from kaibo.supply import paper_facade as papers
from kaibo.supply.routes.asking import (
    Id,
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


class TakeIn(StockBody):
    """A count of one warehouse; null: the main one."""

    warehouse_id: Id | None = None
    note: Text = ""


class CountLineIn(StockBody):
    sku_id: Id
    counted: int = Field(ge=0, le=10_000_000)


class CountIn(StockBody):
    """``adds``: the units are added to what was counted before, as a scanner does."""

    lines: list[CountLineIn] = Field(min_length=1, max_length=500)
    adds: bool = False


class PostIn(StockBody):
    reason: Text = Field(description="Why the differences are booked")


class CountLineOut(Schema):
    """``expected``: the units that should have lain there when they were counted."""

    sku_id: int
    name: str
    counted: int
    expected: int
    difference: int
    counted_at: dt.datetime


class TakeOut(Schema):
    id: int
    warehouse_id: int
    warehouse: str
    state: str = Field(description="open, submitted, posted or cancelled")
    note: str
    opened_by: str
    opened_at: dt.datetime
    posted_by: str
    posted_at: dt.datetime | None
    lines: list[CountLineOut]


class BadCountOut(Schema):
    line: int
    value: str
    message: str


class CountedOut(Schema):
    counted: int
    bad: list[BadCountOut]


@router.get("/takes", response=list[TakeOut], summary="Stock takes, newest first")
def list_takes(request: HttpRequest, shop_id: ShopId) -> Any:
    reader(request, shop_id)
    rows = list(papers.takes(shop_id))
    names = papers.sku_names({line.sku_id for row in rows for line in row.lines.all()})
    return [_take(row, names) for row in rows]


@router.get("/takes/{take_id}", response=TakeOut, summary="One stock take with its differences")
def get_take(request: HttpRequest, take_id: PathId, shop_id: ShopId) -> Any:
    reader(request, shop_id)
    return _one(take_id, shop_id)


@router.post("/takes", response={201: StockDoneOut}, summary="Begin to count a warehouse")
def open_take(request: HttpRequest, shop_id: ShopId, body: TakeIn) -> Any:
    row = papers.open_take(actor(request), shop_id, body.warehouse_id, body.note, now())
    return Status(201, {"id": row.pk})


@router.post("/takes/{take_id}/counts", response=TakeOut, summary="Write counts down")
def count(request: HttpRequest, take_id: PathId, shop_id: ShopId, body: CountIn) -> Any:
    counted = {line.sku_id: line.counted for line in body.lines}
    papers.count(actor(request), shop_id, take_id, counted, now(), body.adds)
    return _one(take_id, shop_id)


@router.post("/takes/{take_id}/import", response=CountedOut, summary="Import a sheet of counts")
def import_counts(
    request: HttpRequest, take_id: PathId, shop_id: ShopId, file: File[UploadedFile]
) -> Any:
    """CSV of SKU code and units. Good rows are stored, bad rows are listed."""
    reader(request, shop_id)
    found = papers.read_counts(_text(file.read()), catalog.sku_ids(shop_id))
    if found.good:
        papers.count(actor(request), shop_id, take_id, found.good, now())
    return {"counted": len(found.good), "bad": found.bad}


@router.post("/takes/{take_id}/submit", response=TakeOut, summary="Counting is over")
def submit_take(request: HttpRequest, take_id: PathId, shop_id: ShopId) -> Any:
    papers.submit_take(actor(request), shop_id, take_id, now())
    return _one(take_id, shop_id)


@router.post("/takes/{take_id}/post", response=TakeOut, summary="Book the differences")
def post_take(request: HttpRequest, take_id: PathId, shop_id: ShopId, body: PostIn) -> Any:
    """By somebody who did not count."""
    papers.post_take(actor(request), shop_id, take_id, body.reason, now())
    return _one(take_id, shop_id)


@router.post("/takes/{take_id}/cancel", response=TakeOut, summary="Drop a stock take")
def cancel_take(request: HttpRequest, take_id: PathId, shop_id: ShopId) -> Any:
    papers.cancel_take(actor(request), shop_id, take_id, now())
    return _one(take_id, shop_id)


def _one(take_id: int, shop_id: int) -> dict[str, Any]:
    row = papers.take(take_id, shop_id)
    return _take(row, papers.sku_names({line.sku_id for line in row.lines.all()}))


def _take(row: papers.StockTake, names: dict[int, str]) -> dict[str, Any]:
    lines = sorted(row.lines.all(), key=lambda line: (line.counted == line.expected, line.sku_id))
    return {
        "id": row.pk, "warehouse_id": row.warehouse_id, "warehouse": row.warehouse.name,
        "state": row.state, "note": row.note, "opened_by": str(row.opened_by),
        "opened_at": row.opened_at, "posted_by": str(row.posted_by) if row.posted_by else "",
        "posted_at": row.posted_at,
        "lines": [
            {
                "sku_id": line.sku_id, "name": names.get(line.sku_id, ""),
                "counted": line.counted, "expected": line.expected,
                "difference": line.counted - line.expected, "counted_at": line.counted_at,
            }
            for line in lines
        ],
    }  # fmt: skip


def _text(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content[: 2 * 1024 * 1024].decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise InvalidInput(_("文件不是 UTF-8 或 GBK 文本，请另存为 CSV"), field="file")
