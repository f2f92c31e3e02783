"""``/promotions/room``: the coupons of a room, as its buyers see and claim them."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from django.apps import apps
from django.db import connection
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Path, Router, Schema
from pydantic import Field

from kaibo.foundation.auth import viewer_auth
from kaibo.foundation.errors import LoginRequired, NotFound
from kaibo.foundation.tokens import Claims
from kaibo.members.token_auth import buyer_auth
from kaibo.promotions import facade as promotions

router = Router(tags=["coupons"])

Slug = Annotated[str, Path(max_length=40, pattern=r"^[-\w]+$")]


class CouponOut(Schema):
    campaign_id: int
    name: str
    state: Literal["claimable", "claimed", "gone", "not_for_you", "soon", "login"]
    off_amount: int = Field(description="Minor units off; 0 when it is a share.")
    off_bp: int = Field(description="Share off in 10,000ths; 0 when it is an amount.")
    threshold: int = Field(description="Minor units of goods it needs; 0: none.")
    max_off: int | None
    is_whole_shop: bool = Field(description="False: only for some products.")
    for_newcomers: bool
    min_level: int = Field(description="Member level it needs; 0: none.")
    starts_at: dt.datetime
    ends_at: dt.datetime
    valid_hours: int | None = Field(description="From the claim on; null: until ends_at.")
    left: int | None = Field(description="Null: no limit.")
    total: int | None
    mine: int = Field(description="How many the caller has claimed.")
    claim_limit: int


class HeldCouponOut(Schema):
    claim_id: int
    campaign_id: int
    name: str
    state: Literal["usable", "used", "expired", "paused"]
    off_amount: int
    off_bp: int
    threshold: int
    max_off: int | None
    is_whole_shop: bool
    claimed_at: dt.datetime
    expires_at: dt.datetime
    order_id: int | None


class BalanceOut(Schema):
    points: int
    credit: int
    redpacket: int


class RoomCouponsOut(Schema):
    coupons: list[CouponOut] = Field(description="What the shop gives out; claimable first.")
    mine: list[HeldCouponOut] = Field(description="What the caller holds or held; usable first.")
    balances: BalanceOut


class ClaimedOut(Schema):
    claim_id: int
    campaign_id: int
    name: str
    expires_at: dt.datetime


@router.get("/room/{slug}", response=RoomCouponsOut, auth=viewer_auth)
def room_coupons(request: HttpRequest, slug: Slug) -> dict[str, Any]:
    """Coupons of the room's shop and show; a guest sees them and is asked to log in."""
    claims: Claims = request.auth  # type: ignore[attr-defined]  # set by ninja
    shop_id, show_id = _room(slug)
    now = dt.datetime.now(dt.UTC)
    buyer = facts(claims.subject, shop_id, now) if claims.kind == "buyer" else None
    cards, purse = promotions.coupon_cards(shop_id, show_id, buyer, now)
    held = promotions.balances(shop_id, claims.subject) if buyer else promotions.Balances()
    return {"coupons": cards, "mine": purse, "balances": held}


@router.post("/room/{slug}/coupons/{campaign_id}/claim", response=ClaimedOut, auth=buyer_auth)
def claim_coupon(
    request: HttpRequest, slug: Slug, campaign_id: Annotated[int, Path(ge=1, le=2**63 - 1)]
) -> dict[str, Any]:
    """One coupon for the caller, as long as there are some and the limit allows it."""
    claims: Claims = request.auth  # type: ignore[attr-defined]  # set by ninja
    shop_id, show_id = _room(slug)
    campaign = promotions.campaign(campaign_id)
    if campaign is None or campaign.shop_id != shop_id or campaign.show_id not in (None, show_id):
        raise NotFound(_("这个直播间没有编号为 %(id)s 的优惠券，请刷新") % {"id": campaign_id})
    now = dt.datetime.now(dt.UTC)
    made = promotions.claim_coupon(campaign_id, facts(claims.subject, shop_id, now), now)
    return {
        "claim_id": made.pk,
        "campaign_id": campaign_id,
        "name": campaign.name,
        "expires_at": made.expires_at,
    }


def facts(buyer_id: int, shop_id: int, now: dt.datetime) -> Any:
    """What campaigns may look at; a newcomer has no paid order in this shop yet."""
    viewers = apps.get_model("members", "Viewer")._default_manager
    if not viewers.filter(pk=buyer_id, merged_into=None).exists():
        raise LoginRequired(_("请重新登录"), reason="unknown")
    return promotions.buyer_facts(
        buyer_id, shop_id, now, is_newcomer=not _has_paid(buyer_id, shop_id)
    )


def _has_paid(buyer_id: int, shop_id: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "select exists (select 1 from selling_order where buyer_id = %s and shop_id = %s"
            " and paid_at is not null and not is_rehearsal)",
            [buyer_id, shop_id],
        )
        return bool(cursor.fetchone()[0])


def _room(slug: str) -> tuple[int, int | None]:
    rooms = apps.get_model("liveroom", "Room")._default_manager
    row = rooms.filter(slug=slug).values_list("shop_id", "show_id").first()
    if row is None:
        raise NotFound(_("没有这个直播间，链接可能写错了"), slug=slug)
    return int(row[0]), row[1]
