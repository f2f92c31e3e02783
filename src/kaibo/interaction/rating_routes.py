"""``/ratings``: stars for segments, given by viewers, switched on and off by staff."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Path, Query, Router, Schema
from pydantic import Field

from kaibo.foundation.auth import viewer_auth
from kaibo.foundation.tokens import Claims
from kaibo.interaction import rating_facade as ratings
from kaibo.liveroom import facade as liveroom
from kaibo.team.facade import Staff, require, staff_auth

router = Router(tags=["ratings"])

BIGGEST = 2**63 - 1
Slug = Annotated[str, Path(pattern=r"^[-a-zA-Z0-9_]{1,40}$")]
RunId = Annotated[int, Path(ge=1, le=BIGGEST, description="Of the segment as it ran.")]
ShopId = Annotated[int, Query(ge=1, le=BIGGEST)]


class StarsIn(Schema):
    stars: int = Field(ge=1, le=5, examples=[5])


class StarsOut(Schema):
    stars: int = Field(description="What stands now.")


class MyRatingOut(Schema):
    run_id: int
    title: str = Field(description="Of the segment.")
    stars: int


class MyRatingsOut(Schema):
    is_on: bool = Field(description="Whether ratings are taken in this room.")
    mine: list[MyRatingOut] = Field(description="Of the show on air.")


class RatingSwitch(Schema):
    is_on: bool = Field(description="Whether viewers are asked in the shop's rooms.")


@router.get("/rooms/{slug}", response=MyRatingsOut, auth=viewer_auth, summary="My ratings")
def my_ratings(request: HttpRequest, slug: Slug) -> Any:
    """What I gave to segments of the show on air; each may be changed until it ends."""
    room = liveroom.find_room(slug)
    show = room.show_id if room.is_on_air else None
    return {"is_on": ratings.is_on(room.shop_id), "mine": ratings.mine(show, _viewer(request))}


@router.put(
    "/rooms/{slug}/runs/{run_id}", response=StarsOut, auth=viewer_auth, summary="Rate a segment"
)
def rate(request: HttpRequest, slug: Slug, run_id: RunId, body: StarsIn) -> Any:
    """One rating per viewer and segment; sent again it replaces the one before."""
    given = ratings.rate_segment(slug, run_id, _viewer(request), body.stars, timezone.now())
    return {"stars": given}


@router.get("/shop", response=RatingSwitch, auth=staff_auth, summary="Whether viewers are asked")
def shop_ratings(request: HttpRequest, shop_id: ShopId) -> Any:
    require(_staff(request), shop_id)
    return {"is_on": ratings.is_on(shop_id)}


@router.put("/shop", response=RatingSwitch, auth=staff_auth, summary="Ask viewers, or do not")
def switch_ratings(request: HttpRequest, shop_id: ShopId, body: RatingSwitch) -> Any:
    """Pages that are open stop asking at their next question."""
    ratings.ask_for_ratings(shop_id, body.is_on, _staff(request))
    return {"is_on": body.is_on}


def _viewer(request: HttpRequest) -> int:
    found: Claims = request.auth  # type: ignore[attr-defined]  # set by ninja
    return found.subject


def _staff(request: HttpRequest) -> Staff:
    found: Staff = request.auth  # type: ignore[attr-defined]  # set by ninja
    return found
