"""``/promotions/buyers``: find the buyer whose points, credit and coupons staff look at."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from django.db import connection
from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from kaibo.foundation.crypto import blind_index
from kaibo.members import facade as members
from kaibo.selling.contracts import parse_order_no
from kaibo.team.facade import require, staff_auth

router = Router(tags=["promotions"], auth=staff_auth)

BIG = 2**63 - 1


class FoundBuyerOut(Schema):
    id: int
    nickname: str
    phone: str = Field(description="138****1234")
    orders: int = Field(description="Orders paid in this shop.")
    last_at: dt.datetime | None = Field(description="When the last of them was placed.")


@router.get("/buyers", response=list[FoundBuyerOut], summary="Find a buyer")
def find_buyers(
    request: HttpRequest,
    shop_id: Annotated[int, Query(ge=1, le=BIG)],
    text: Annotated[str, Query(min_length=1, max_length=40)],
) -> list[dict[str, Any]]:
    """By full phone number, an order number of the shop, or part of a nickname.

    By nickname only those are found who bought, claimed or hold something in this shop.
    """
    require(request.auth, shop_id)  # type: ignore[attr-defined]  # set by ninja
    return [
        {
            "id": viewer, "nickname": name, "orders": orders, "last_at": last,
            "phone": members.profile(viewer).phone_masked,
        }
        for viewer, name, orders, last in _rows(shop_id, text.replace("\x00", "").strip())
    ]  # fmt: skip


def _rows(shop_id: int, text: str) -> list[tuple[int, str, int, dt.datetime | None]]:
    if not text:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_BUYERS.format(_which(text)), {"shop": shop_id} | _values(text))
        return list(cursor.fetchall())


def _is_phone(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) == 11


def _which(text: str) -> str:
    if _is_phone(text):
        return "v.phone_index = %(phone)s"
    return _OF_ORDER if _order(text) is not None else _BY_NAME


def _values(text: str) -> dict[str, Any]:
    if _is_phone(text):
        return {"phone": blind_index(text)}
    order = _order(text)
    if order is not None:
        return {"order": order}
    like = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return {"name": f"%{like}%"}


def _order(text: str) -> int | None:
    number = parse_order_no(text)
    return number if number is not None and 0 < number <= BIG else None


_BUYERS = """
select v.id, v.nickname, coalesce(b.orders, 0), b.last_at
from members_viewer v
left join lateral (
    select count(*) as orders, max(o.placed_at) as last_at from selling_order o
    where o.buyer_id = v.id and o.shop_id = %(shop)s and o.paid_at is not null
      and not o.is_rehearsal
) b on true
where v.verified_at is not null and v.merged_into_id is null and {}
order by b.last_at desc nulls last, v.id desc limit 20
"""
_OF_ORDER = """exists (
    select 1 from selling_order o
    where o.id = %(order)s and o.shop_id = %(shop)s and o.buyer_id = v.id)"""
_BY_NAME = """v.nickname ilike %(name)s and (
    exists (select 1 from selling_order o where o.buyer_id = v.id and o.shop_id = %(shop)s)
    or exists (
        select 1 from promotions_couponclaim c join promotions_campaign p on p.id = c.campaign_id
        where c.buyer_id = v.id and p.shop_id = %(shop)s)
    or exists (
        select 1 from foundation_ledgeraccount a
        where a.book in ('points', 'credit', 'redpacket') and a.subject_id = %(shop)s
          and a.place = 'viewer' and a.place_id = v.id))"""
