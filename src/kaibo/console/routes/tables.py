"""``/tables``: every table of the shop, browsed, exported, imported one way."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from ninja import File, Path, Query, Router, Schema
from ninja.files import UploadedFile
from pydantic import Field, StringConstraints

from kaibo.catalog import facade as catalog
from kaibo.catalog.facade import guarded
from kaibo.console.tables import export, importing, product_sheet, reading, unmask
from kaibo.console.tables.groups import GROUPS
from kaibo.console.tables.importers import IMPORTERS
from kaibo.console.tables.registry import BY_KEY, TABLES
from kaibo.console.tables.spec import COSTS, Table
from kaibo.foundation import audit
from kaibo.foundation.errors import InvalidInput, NotFound
from kaibo.team.facade import Staff, has_role, require, staff_auth

router = Router(tags=["tables"], auth=staff_auth)
Key = Annotated[str, Path(max_length=60, pattern=r"^[a-z_.]+$", examples=["catalog.sku"])]
RowId = Annotated[int, Path(ge=1, le=2**63 - 1)]
ShopId = Annotated[int, Query(ge=1, le=2**63 - 1, description="The shop.")]
Text = Annotated[str, StringConstraints(pattern=r"^[^\x00]*$", strip_whitespace=True)]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ColumnOut(Schema):
    """A column of a table."""

    name: str = Field(examples=["pay_amount"])
    title: str = Field(examples=["应付"])
    kind: Literal[
        "text", "number", "money", "time", "date", "flag", "choice", "json", "ref", "person"
    ] = Field(description="money: minor units; person: masked.", examples=["money"])
    is_sortable: bool = Field(examples=[True])
    is_filter: bool = Field(examples=[False])
    choices: dict[str, str] = Field(description="Value to title.", examples=[{}])
    refers_to: str = Field(description="Key of the table that the id is of.", examples=[""])


class TableOut(Schema):
    """A table that the caller may read."""

    key: str = Field(examples=["selling.order"])
    title: str = Field(examples=["订单"])
    group: str = Field(examples=["order"])
    group_title: str = Field(examples=["订单"])
    columns: list[ColumnOut]
    has_search: bool = Field(examples=[True])
    can_import: bool = Field(examples=[False])
    can_unmask: bool = Field(examples=[False])
    related: dict[str, str] = Field(
        description="Tables whose rows point at this one: key to the column.",
        examples=[{"selling.orderline": "order_id"}],
    )


class RowOut(Schema):
    """A row; cells in the order of the columns."""

    id: int = Field(examples=[12])
    cells: list[Any] = Field(examples=[[12, "placed", 12900]])


class RowPageOut(Schema):
    """A page of rows."""

    rows: list[RowOut]
    after: str | None = Field(description="Give it for the next page.", examples=[None])


class RowFilter(Schema):
    """What is asked for."""

    shop_id: int = Field(gt=0, le=2**63 - 1)
    search: Text = Field("", max_length=60)
    filter: list[str] = Field(
        default_factory=list, max_length=12,
        description="`column:value`; a range is `column:from..to`, nothing is `column:null`.",
    )  # fmt: skip
    sort: str = Field("-id", max_length=60, description="A column, with - downwards.")


class PageFilter(RowFilter):
    """A page of it."""

    after: str = Field("", max_length=300)
    limit: int = Field(50, ge=1, le=200)


class ExportFilter(RowFilter):
    """A file of it."""

    kind: Literal["csv", "xlsx"] = "csv"


class UnmaskBody(Schema):
    """Whose row and why."""

    shop_id: int = Field(gt=0, le=2**63 - 1, examples=[1])
    reason: Text = Field(min_length=1, max_length=120, examples=["客服回访 26112200000012"])


class UnmaskedOut(Schema):
    """The personal columns of one row in the clear."""

    values: dict[str, str] = Field(examples=[{"phone_cipher": "13800001234"}])


class GoodRowOut(Schema):
    """A row that is (would be) stored."""

    line: int = Field(examples=[2])
    summary: str = Field(examples=["订单 26112200000012 已发货"])


class BadCellOut(Schema):
    """A row that stays out."""

    line: int = Field(description="As the spreadsheet numbers it; 1 is the header.", examples=[3])
    column: str = Field(examples=["运单号"])
    value: str = Field(examples=["SF<b>"])
    message: str = Field(examples=["运单号为 6 到 40 位字母、数字或短横"])


class TableImportOut(Schema):
    """What became of a sheet."""

    rows: int = Field(examples=[2])
    good: list[GoodRowOut]
    bad: list[BadCellOut]
    is_stored: bool = Field(examples=[False])


@router.get("", response=list[TableOut], summary="Tables that I may read")
def list_tables(request: HttpRequest, shop_id: ShopId) -> list[dict[str, Any]]:
    """In the order of their groups, each with its columns."""
    staff = _staff(request)
    require(staff, shop_id)
    order = list(GROUPS)
    mine = [table for table in TABLES if has_role(staff, shop_id, *table.roles)]
    has_costs = has_role(staff, shop_id, *COSTS)
    mine.sort(key=lambda table: order.index(table.group))
    return [_told(table, staff, shop_id, has_costs) for table in mine]


@router.get("/{key}/rows", response=RowPageOut, summary="Rows of a table")
def list_rows(request: HttpRequest, key: Key, wanted: Query[PageFilter]) -> dict[str, Any]:
    """Searched, filtered, sorted, by cursor; personal data is masked."""
    table, wish = _asked(request, key, wanted, wanted.after, wanted.limit)
    found = reading.page(table, wish)
    return {"rows": [{"id": pk, "cells": cells} for pk, cells in found.rows], "after": found.after}


@router.get("/{key}/export", summary="Export a table")
def export_rows(request: HttpRequest, key: Key, wanted: Query[ExportFilter]) -> HttpResponse:
    """All rows that search and filters leave, as CSV or XLSX; masked as on the page."""
    table, wish = _asked(request, key, wanted)
    _note_export(_staff(request), table, wanted)
    name = f'attachment; filename="{table.key}.{wanted.kind}"'
    if wanted.kind == "xlsx":
        file = FileResponse(export.xlsx_file(table, wish), content_type=XLSX)
        file["Content-Disposition"] = name
        return file  # type: ignore[return-value]  # streams, as Django's own base class would
    lines = StreamingHttpResponse(
        export.csv_lines(table, wish), content_type="text/csv; charset=utf-8"
    )
    lines["Content-Disposition"] = name
    return lines  # type: ignore[return-value]


@router.post("/{key}/rows/{row_id}/unmask", response=UnmaskedOut, summary="Show personal data")
def unmask_row(
    request: HttpRequest, key: Key, row_id: RowId, body: UnmaskBody
) -> dict[str, dict[str, str]]:
    """One row, with a reason; who looked at what and why goes to the audit."""
    table = _table(request, key, body.shop_id)
    shown = unmask.unmask(
        _staff(request), table, body.shop_id, row_id, body.reason, datetime.now(UTC)
    )
    return {"values": shown}


@router.get("/{key}/template", summary="Sheet to fill in for an import")
def import_template(request: HttpRequest, key: Key, shop_id: ShopId) -> HttpResponse:
    """CSV with the header and one example row."""
    table = _table(request, key, shop_id)
    if table.importer == "products":
        content = catalog.write_sheet([], "csv", with_cost=True)
    else:
        headers = _importer(table).headers
        rows = [[each.title for each in headers], [guarded(each.example) for each in headers]]
        content = b"\xef\xbb\xbf" + "".join(",".join(row) + "\r\n" for row in rows).encode()
    answer = HttpResponse(content, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{table.key}-template.csv"'
    return answer


@router.post("/{key}/import", response=TableImportOut, summary="Import rows")
def import_rows(
    request: HttpRequest, key: Key, shop_id: ShopId, file: File[UploadedFile], store: bool = False
) -> importing.Outcome:
    """CSV (UTF-8, GBK) or XLSX. Without `store` it tells what would happen and stores nothing."""
    table = _table(request, key, shop_id)
    staff, now = _staff(request), datetime.now(UTC)
    if table.importer == "products":
        return product_sheet.run(staff, shop_id, file.read(), store, now)
    return importing.run(_importer(table), staff, shop_id, file.read(), store, now)


def _asked(
    request: HttpRequest, key: str, wanted: RowFilter, after: str = "", limit: int = 50
) -> tuple[Table, reading.Wish]:
    table = _table(request, key, wanted.shop_id)
    has_costs = has_role(_staff(request), wanted.shop_id, *COSTS)
    pairs = [(name, value) for name, _colon, value in (f.partition(":") for f in wanted.filter)]
    shown = reading.shown_columns(table, has_costs)
    return table, reading.Wish(
        wanted.shop_id, wanted.search, pairs, wanted.sort, after, limit, shown
    )


def _table(request: HttpRequest, key: str, shop_id: int) -> Table:
    table = BY_KEY.get(key)
    if table is None:
        raise NotFound(_("没有「%(key)s」这张表") % {"key": key})
    require(_staff(request), shop_id, *table.roles)
    return table


def _importer(table: Table) -> importing.Importer:
    found = IMPORTERS.get(table.importer)
    if found is None:
        raise InvalidInput(
            _("「%(name)s」不能导入，请在对应页面操作") % {"name": table.zh}, field="key"
        )
    return found


def _told(table: Table, staff: Staff, shop_id: int, has_costs: bool) -> dict[str, Any]:
    shown = reading.shown_columns(table, has_costs)
    return {
        "key": table.key,
        "title": _say(table.zh, table.en),
        "group": table.group,
        "group_title": _say(*GROUPS[table.group]),
        "columns": [
            {
                "name": each.name, "title": _say(each.zh, each.en), "kind": each.kind,
                "is_sortable": each.is_sortable, "is_filter": each.is_filter,
                "choices": {value: _(title) for value, title in each.choices},
                "refers_to": each.refers_to,
            }
            for each in shown
        ],
        "has_search": bool(table.search),
        "can_import": bool(table.importer),
        "can_unmask": bool(table.personal) and has_role(staff, shop_id, *table.unmaskers),
        "related": RELATED.get(table.key, {}),
    }  # fmt: skip


def _related() -> dict[str, dict[str, str]]:
    """Key of a table to the tables that filter by its ids."""
    found: dict[str, dict[str, str]] = {}
    for table in TABLES:
        for each in reading.shown_columns(table, True):
            if each.refers_to and each.is_filter:
                found.setdefault(each.refers_to, {})[table.key] = each.name
    return found


def _say(zh: str, en: str) -> str:
    return zh if (get_language() or "zh").startswith("zh") else en


def _note_export(staff: Staff, table: Table, wanted: ExportFilter) -> None:
    audit.record(
        shop=wanted.shop_id, actor=staff, action="console.export_table",
        subject=f"table:{table.key}"[:80],
        detail={"kind": wanted.kind, "search": wanted.search, "filter": wanted.filter},
    )  # fmt: skip


def _staff(request: HttpRequest) -> Staff:
    staff = request.auth  # type: ignore[attr-defined]  # set by ninja
    assert isinstance(staff, Staff)
    return staff


RELATED = _related()
