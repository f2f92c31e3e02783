"""Transfers between warehouses, every move of goods, and whether the books agree."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterator
from typing import Annotated, Any

from django.http import HttpRequest, StreamingHttpResponse
from ninja import Field, Query, Schema, Status
from pydantic import AwareDatetime

from kaibo.supply import facade
from kaibo.supply import paper_facade as papers
from kaibo.supply.routes.asking import (
    BIG,
    PLAIN,
    Id,
    PathId,
    ShopId,
    StockBody,
    StockDoneOut,
    Text,
    Units,
    actor,
    now,
    reader,
    router,
)
from kaibo.team.facade import staff_names


class SendLineIn(StockBody):
    sku_id: Id
    units: Units


class TransferIn(StockBody):
    """Goods to go from one warehouse to another."""

    source_id: Id
    target_id: Id
    note: Text = ""
    lines: list[SendLineIn] = Field(min_length=1, max_length=500)


class ArrivedLineIn(StockBody):
    sku_id: Id
    units: int = Field(ge=0, le=10_000_000)


class ArrivedIn(StockBody):
    """What arrived; a SKU that is not named arrived as sent."""

    lines: list[ArrivedLineIn] = Field([], max_length=500)


class TransferLineOut(Schema):
    sku_id: int
    name: str
    units: int
    received: int | None


class TransferOut(Schema):
    id: int
    source: str
    target: str
    state: str = Field(description="draft, sent, received or cancelled")
    note: str
    made_by: str
    made_at: dt.datetime
    sent_at: dt.datetime | None
    received_at: dt.datetime | None
    lines: list[TransferLineOut]


class MoveQuery(Schema):
    """Which moves of goods."""

    shop_id: int = Field(ge=1, le=BIG)
    sku_id: int | None = Field(None, ge=1, le=BIG)
    warehouse_id: int | None = Field(None, ge=1, le=BIG)
    reason: str = Field("", max_length=24, pattern=PLAIN, description="e.g. receive, stock_take")
    since: AwareDatetime | None = None
    until: AwareDatetime | None = None
    before: int | None = Field(None, ge=1, le=BIG, description="Moves with a smaller id")


class MoveOut(Schema):
    """Units that went from one place to another."""

    id: int
    sku_id: int
    name: str
    from_place: str
    from_id: int
    to_place: str
    to_id: int
    units: int
    reason: str
    ref_id: int | None
    actor: str
    at: dt.datetime


class FaultOut(Schema):
    kind: str
    subject_id: int
    detail: str


class BooksOut(Schema):
    """Whether the books of goods agree; ``faults`` is empty when they do."""

    is_fine: bool
    faults: list[FaultOut]


@router.get("/transfers", response=list[TransferOut], summary="Transfers, newest first")
def list_transfers(request: HttpRequest, shop_id: ShopId) -> Any:
    reader(request, shop_id)
    rows = list(papers.transfers(shop_id))
    names = papers.sku_names({line.sku_id for row in rows for line in row.lines.all()})
    return [_transfer(row, names) for row in rows]


@router.post("/transfers", response={201: StockDoneOut}, summary="Write a transfer")
def write_transfer(request: HttpRequest, shop_id: ShopId, body: TransferIn) -> Any:
    """Lines of the same SKU count together."""
    units: dict[int, int] = {}
    for line in body.lines:
        units[line.sku_id] = units.get(line.sku_id, 0) + line.units
    row = papers.write_transfer(
        actor(request), shop_id, body.source_id, body.target_id, units, body.note, now()
    )
    return Status(201, {"id": row.pk})


@router.post("/transfers/{transfer_id}/send", response=StockDoneOut, summary="The goods leave")
def send_transfer(request: HttpRequest, transfer_id: PathId, shop_id: ShopId) -> Any:
    return {"id": papers.send_transfer(actor(request), shop_id, transfer_id, now()).pk}


@router.post("/transfers/{transfer_id}/receive", response=StockDoneOut, summary="The goods arrive")
def receive_transfer(
    request: HttpRequest, transfer_id: PathId, shop_id: ShopId, body: ArrivedIn
) -> Any:
    """Differences to what was sent are booked with the transfer as their reason."""
    arrived = {line.sku_id: line.units for line in body.lines}
    done = papers.receive_transfer(actor(request), shop_id, transfer_id, arrived, now())
    return {"id": done.pk}


@router.post("/transfers/{transfer_id}/cancel", response=StockDoneOut, summary="Drop a draft")
def cancel_transfer(request: HttpRequest, transfer_id: PathId, shop_id: ShopId) -> Any:
    return {"id": papers.cancel_transfer(actor(request), shop_id, transfer_id, now()).pk}


@router.get("/movements", response=list[MoveOut], summary="Moves of goods, newest first")
def list_movements(request: HttpRequest, wanted: Annotated[MoveQuery, Query()]) -> Any:
    """100 a page. What orders reserve is left out: it is found with the order."""
    reader(request, wanted.shop_id)
    rows = papers.movements(wanted.shop_id, _filter(wanted))
    names = papers.sku_names({row.sku_id for row in rows})
    people = staff_names({row.actor_id for row in rows if row.actor_id})
    return [
        {
            name: getattr(row, name)
            for name in MoveOut.model_fields if name not in ("name", "actor")
        }
        | {"name": names.get(row.sku_id, ""), "actor": people.get(row.actor_id or 0, "")}
        for row in rows
    ]  # fmt: skip


@router.get("/movements/export", summary="Moves of goods as CSV")
def export_movements(
    request: HttpRequest, wanted: Annotated[MoveQuery, Query()]
) -> StreamingHttpResponse:
    """At most 50,000 rows, newest first."""
    reader(request, wanted.shop_id)
    rows = papers.csv_rows(wanted.shop_id, _filter(wanted))
    response = StreamingHttpResponse(_lines(rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="movements.csv"'
    return response


@router.get("/reconcile", response=BooksOut, summary="Check the books of goods")
def reconcile(request: HttpRequest, shop_id: ShopId) -> Any:
    """Balances against moves, sums against zero, warehouses against what is promised."""
    reader(request, shop_id)
    faults = facade.reconcile(shop_id)
    return {"is_fine": not faults, "faults": faults}


def _filter(wanted: MoveQuery) -> papers.MoveFilter:
    return papers.MoveFilter(**wanted.model_dump(exclude={"shop_id"}))


def _transfer(row: papers.TransferOrder, names: dict[int, str]) -> dict[str, Any]:
    fields = ("state", "note", "made_at", "sent_at", "received_at")
    return {name: getattr(row, name) for name in fields} | {
        "id": row.pk, "source": row.source.name, "target": row.target.name,
        "made_by": str(row.made_by),
        "lines": [
            {
                "sku_id": line.sku_id, "name": names.get(line.sku_id, ""), "units": line.units,
                "received": line.received,
            }
            for line in sorted(row.lines.all(), key=lambda line: line.sku_id)
        ],
    }  # fmt: skip


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        return text


def _lines(rows: Iterator[list[str]]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield "\ufeff"  # tells Excel that the file is UTF-8
    for row in rows:
        yield writer.writerow([_guarded(text) for text in row])


def _guarded(text: str) -> str:
    """A cell that no spreadsheet runs as a formula."""
    return "'" + text if text.startswith(("=", "+", "-", "@", "\t", "\r", "'")) else text
