"""``/products/cobrand-settlement``: what partners get for a period, as JSON and CSV."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from pydantic import Field

from kaibo.console.goods.settlement import Settlement, as_csv, settlement
from kaibo.foundation.errors import InvalidInput
from kaibo.team.facade import Role, Staff, require, staff_auth

router = Router(tags=["products"], auth=staff_auth)

READERS = (Role.BRAND_MANAGER, Role.ANALYST, Role.ADMIN)
LONGEST_DAYS = 400


class SettlementFilter(Schema):
    shop_id: int = Field(ge=1, le=2**63 - 1)
    first: date = Field(description="First day, in the shop's zone.")
    last: date = Field(description="Last day, inclusive.")


class SettlementRow(Schema):
    partner: str
    sku_id: int
    sku_code: str
    name: str
    share_bp: int = Field(description="Hundredths of a percent.")
    orders: int
    units: int
    net_paid: int = Field(description="Paid for its lines less discounts, minor units.")
    refunded: int = Field(description="Refunded in the period, whenever it was paid.")
    net_sales: int
    partner_amount: int = Field(description="To pay; less than 0 when more was refunded.")


class SettlementOut(Schema):
    start: datetime
    end: datetime = Field(description="Exclusive.")
    rows: list[SettlementRow]
    partner_amount: int


@router.get("/cobrand-settlement", response=SettlementOut, summary="Split settlement of co-brands")
def cobrand_settlement(request: HttpRequest, wanted: Query[SettlementFilter]) -> dict[str, Any]:
    """Payments and refunds that fell into the period; periods add up exactly."""
    found = _asked(request, wanted)
    lines = [_row(found, place) for place in range(len(found.rows))]
    return {
        "start": found.start, "end": found.end, "rows": lines,
        "partner_amount": sum(row["partner_amount"] for row in lines),
    }  # fmt: skip


@router.get("/cobrand-settlement.csv", summary="Split settlement as CSV")
def cobrand_settlement_csv(request: HttpRequest, wanted: Query[SettlementFilter]) -> HttpResponse:
    content = as_csv(_asked(request, wanted))
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    name = f"cobrand-{wanted.first}-{wanted.last}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _asked(request: HttpRequest, wanted: SettlementFilter) -> Settlement:
    staff = request.auth  # type: ignore[attr-defined]  # set by ninja
    assert isinstance(staff, Staff)
    require(staff, wanted.shop_id, *READERS)
    days = (wanted.last - wanted.first).days
    if not 0 <= days <= LONGEST_DAYS or not 2000 <= wanted.first.year <= 2999:
        message = _("起止日期要先后正确且不超过 %(most)s 天，现在是 %(first)s 到 %(last)s")
        detail = {"most": LONGEST_DAYS, "first": wanted.first, "last": wanted.last}
        raise InvalidInput(message % detail, field="last")
    return settlement(wanted.shop_id, wanted.first, wanted.last)


def _row(found: Settlement, place: int) -> dict[str, Any]:
    row = found.rows[place]
    fields = ("partner", "sku_id", "share_bp", "orders", "units", "net_paid", "refunded")
    body = {name: getattr(row, name) for name in (*fields, "partner_amount")}
    body |= {"sku_code": found.codes[row.sku_id], "name": found.names[row.sku_id]}
    return body | {"net_sales": row.net_paid - row.refunded}
