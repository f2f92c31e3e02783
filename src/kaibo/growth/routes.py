"""``/growth``: what staff set, and what came of it."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Path, Query, Router

from kaibo.foundation.errors import InvalidInput
from kaibo.foundation.models import Shop
from kaibo.growth import desk_schemas as s
from kaibo.growth import facade
from kaibo.planning import facade as planning
from kaibo.team.facade import Staff, require, staff_auth

router = Router(tags=["growth"], auth=staff_auth)
Kind = Annotated[s.RewardKind, Path()]


@router.get("/set-up", response=s.SetUpOut, summary="Club, rewards and community of a shop")
def set_up(request: HttpRequest, shop_id: s.AskedId) -> dict[str, Any]:
    require(_staff(request), shop_id)
    return {
        "club": facade.FanClub.objects.filter(shop_id=shop_id).first(),
        "rewards": facade.RewardRule.objects.filter(shop_id=shop_id).order_by("id"),
        "community": facade.Community.objects.filter(shop_id=shop_id).first(),
    }


@router.put("/club", response=s.ClubOut, summary="Set the fan club")
def save_club(request: HttpRequest, shop_id: s.AskedId, body: s.ClubIn) -> Any:
    return facade.save_club(_staff(request), shop_id, body.dict(), _now())


@router.put("/rewards/{kind}", response=s.RewardRuleOut, summary="Set what a deed earns")
def save_reward(request: HttpRequest, kind: Kind, shop_id: s.AskedId, body: s.RewardRuleIn) -> Any:
    return facade.save_reward_rule(_staff(request), shop_id, kind, body.dict(), _now())


@router.put("/community", response=s.CommunityOut, summary="Set the way into the community")
def save_community(request: HttpRequest, shop_id: s.AskedId, body: s.CommunityIn) -> Any:
    return facade.save_community(_staff(request), shop_id, body.dict(), _now())


@router.get("/shares", response=s.SharesOut, summary="From share to visit to order")
def shares(request: HttpRequest, wanted: Query[s.Stretch]) -> dict[str, Any]:
    require(_staff(request), wanted.shop_id)
    return facade.shares(wanted.shop_id, *_times(wanted))


@router.get("/rewards", response=s.RewardsOut, summary="Points given, and what was refused")
def rewards(request: HttpRequest, wanted: Query[s.Stretch]) -> dict[str, Any]:
    require(_staff(request), wanted.shop_id)
    return facade.rewards(wanted.shop_id, wanted.since, wanted.until)


@router.get("/audience", response=s.AudienceOut, summary="Followers, fans, reminders, community")
def audience(request: HttpRequest, wanted: Query[s.Stretch]) -> dict[str, Any]:
    require(_staff(request), wanted.shop_id)
    found = facade.audience(wanted.shop_id, *_times(wanted))
    return {**found, "reserved": facade.reserve_counts(wanted.shop_id)}


@router.get("/threads", response=list[s.ThreadRow], summary="Talk between viewers of a show")
def threads(request: HttpRequest, show_id: s.AskedId) -> Any:
    require(_staff(request), planning.show_card(show_id).shop_id)
    return facade.threads(show_id)


def _times(wanted: s.Stretch) -> tuple[datetime, datetime]:
    """From the first second of the first day to that behind the last, by the shop's clock."""
    if not 2000 <= wanted.since.year <= wanted.until.year <= 2200 or wanted.since > wanted.until:
        raise InvalidInput(_("起止日期不对，请重新选择"), field="since")
    name = Shop.objects.filter(pk=wanted.shop_id).values_list("time_zone", flat=True).first()
    zone = ZoneInfo(name or "Asia/Shanghai")
    first = datetime.combine(wanted.since, time(), zone)
    return first, datetime.combine(wanted.until + timedelta(days=1), time(), zone)


def _staff(request: HttpRequest) -> Staff:
    staff = request.auth  # type: ignore[attr-defined]  # set by ninja
    assert isinstance(staff, Staff), "staff_auth gives staff"
    return staff


def _now() -> datetime:
    return datetime.now(UTC)
