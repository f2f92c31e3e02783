"""``/gifts``: the gifts of a room for its viewers, the list of a shop for staff.

There is no ranking of who gave how much, and none may be added (see `rules/gifts.py`).
"""

from __future__ import annotations

import datetime as dt
import zoneinfo
from typing import Annotated, Any

from django.apps import apps
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Path, Query, Router, Schema
from pydantic import AfterValidator, Field

from kaibo.foundation.auth import viewer_auth
from kaibo.foundation.tokens import Claims
from kaibo.interaction import gifts
from kaibo.interaction.rules.gifts import AGE_TEXT
from kaibo.liveroom import facade as liveroom
from kaibo.members.token_auth import buyer_auth
from kaibo.promotions import facade as promotions
from kaibo.team.facade import Staff, require, staff_auth

router = Router(tags=["gifts"])

BIGGEST = 2**63 - 1
Slug = Annotated[str, Path(pattern=r"^[-a-zA-Z0-9_]{1,40}$")]


def _storable(text: str) -> str:
    text.encode()  # half of a character (a lone surrogate) cannot be stored
    return text


Text = Annotated[str, Field(max_length=40, pattern=r"^[^\x00-\x1f]*$"), AfterValidator(_storable)]


class GiftOut(Schema):
    id: int
    name: str
    icon: str = Field(description="An emoji.")
    points: int


class RoomGifts(Schema):
    is_open: bool
    gifts: list[GiftOut]
    points: int = Field(description="What the caller holds.")
    left_today: int = Field(description="Points the caller may still give today.")
    is_adult: bool | None = Field(description="Null: has not been asked yet.")
    age_text: str = Field(description="Version of the declaration to be shown.")


class AgeIn(Schema):
    is_adult: bool


class GiftIn(Schema):
    id: int | None = Field(None, gt=0, le=BIGGEST, description="Null: a new one.")
    name: Text
    icon: Text
    points: int = Field(ge=-BIGGEST, le=BIGGEST)


class GiftList(Schema):
    is_open: bool
    daily_points: int = Field(ge=0, le=2**31 - 1, description="Of one viewer a day.")
    gifts: list[GiftIn] = Field(max_length=100)


class ShopGifts(Schema):
    is_open: bool
    daily_points: int
    gifts: list[GiftOut]


class ShopOfGifts(Schema):
    shop_id: int = Field(gt=0, le=BIGGEST)


@router.get("/room/{slug}", response=RoomGifts, auth=viewer_auth, summary="Gifts of a room")
def room_gifts(request: HttpRequest, slug: Slug) -> Any:
    """With the caller's points, what is left of the day's limit, and the age declared."""
    room, viewer = liveroom.find_room(slug), _viewer(request)
    rule = gifts.rule_of(room.shop_id)
    given = gifts.given_today(room.shop_id, viewer, _day(room.shop_id, timezone.now()))
    return {
        "is_open": rule.is_open,
        "gifts": gifts.gifts_of(room.shop_id) if rule.is_open else [],
        "points": promotions.balances(room.shop_id, viewer).points,
        "left_today": max(0, rule.daily_points - given),
        "is_adult": gifts.age_of(viewer),
        "age_text": AGE_TEXT,
    }


@router.post("/age", response={204: None}, auth=buyer_auth, summary="Declare to be 18 or not")
def declare_age(request: HttpRequest, body: AgeIn) -> Any:
    """Needed before the first gift. A no is final here; the service desk corrects mistakes."""
    gifts.declare_age(_viewer(request), body.is_adult, timezone.now())
    return HttpResponse(status=204)


@router.get("/shop", response=ShopGifts, auth=staff_auth, summary="Gifts of a shop")
def shop_gifts(request: HttpRequest, wanted: Query[ShopOfGifts]) -> Any:
    require(_staff(request), wanted.shop_id)
    rule = gifts.rule_of(wanted.shop_id)
    listed = gifts.gifts_of(wanted.shop_id)
    return {"is_open": rule.is_open, "daily_points": rule.daily_points, "gifts": listed}


@router.put("/shop", response=ShopGifts, auth=staff_auth, summary="Replace the gifts of a shop")
def save_shop_gifts(request: HttpRequest, wanted: Query[ShopOfGifts], body: GiftList) -> Any:
    """In this order; what is left out is taken off the list."""
    drafts = [gifts.GiftDraft(one.name, one.icon, one.points, one.id) for one in body.gifts]
    shop_id = wanted.shop_id
    gifts.save_gifts(shop_id, body.is_open, body.daily_points, drafts, _staff(request))
    return shop_gifts(request, wanted)


def _day(shop_id: int, now: dt.datetime) -> dt.datetime:
    """When the day began in the shop's zone."""
    shop = apps.get_model("foundation", "Shop")._default_manager.get(pk=shop_id)
    local = now.astimezone(zoneinfo.ZoneInfo(shop.time_zone))
    return local.replace(hour=0, minute=0, second=0, microsecond=0)


def _viewer(request: HttpRequest) -> int:
    found: Claims = request.auth  # type: ignore[attr-defined]  # set by ninja
    return found.subject


def _staff(request: HttpRequest) -> Staff:
    found: Staff = request.auth  # type: ignore[attr-defined]  # set by ninja
    return found
