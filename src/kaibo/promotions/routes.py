"""``/promotions``: campaigns, trying them out, points, credit and red packets, for staff."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Path, Query, Router, Schema, Status
from pydantic import Field

from kaibo.foundation.errors import NotFound
from kaibo.foundation.tokens import Claims
from kaibo.members.token_auth import buyer_auth
from kaibo.promotions import facade, printed
from kaibo.promotions import schemas as s
from kaibo.team.facade import Staff, require, staff_auth, staff_names

router = Router(tags=["promotions"], auth=staff_auth)

PAGE = 50
CampaignId = Annotated[int, Path(ge=1, le=s.BIGGEST_ID)]
ViewerId = Annotated[int, Path(ge=1, le=s.BIGGEST_ID)]


class CampaignFilter(Schema):
    shop_id: int = Field(gt=0, le=s.BIGGEST_ID)
    state: Literal["", "draft", "running", "paused", "ended"] = ""
    kind: s.Text = Field("", max_length=24)
    text: s.Text = Field("", max_length=60, description="Part of the name.")
    page: int = Field(1, ge=1, le=10_000)


class ShopAsked(Schema):
    shop_id: int = Field(gt=0, le=s.BIGGEST_ID)


class StatementAsked(ShopAsked):
    book: Literal["points", "credit", "redpacket"]
    before: int | None = Field(None, gt=0, le=s.BIGGEST_ID, description="Last id of a page.")


@router.get("", response=s.CampaignPage, summary="Campaigns of a shop")
def list_campaigns(request: HttpRequest, wanted: Query[CampaignFilter]) -> dict[str, Any]:
    require(_staff(request), wanted.shop_id)
    found = facade.campaigns(wanted.shop_id, state=wanted.state, kind=wanted.kind, text=wanted.text)
    start = (wanted.page - 1) * PAGE
    rows = list(found[start : start + PAGE])
    states = facade.campaigns(wanted.shop_id).order_by().values_list("state", flat=True)
    return {"items": _outs(rows), "total": found.count(), "counts": Counter(states)}


@router.post("", response={201: s.CampaignDetail}, summary="Create a campaign as a draft")
def create_campaign(request: HttpRequest, body: s.CampaignBody) -> Status[dict[str, Any]]:
    made = facade.create_campaign(_staff(request), body.shop_id, body.draft())
    return Status(201, _detail(made))


@router.post("/simulate", response=s.SimulateOut, summary="Price an example cart")
def simulate(request: HttpRequest, body: s.SimulateBody) -> dict[str, Any]:
    """The cart under what runs, and with the draft beside it, with the printed explanation."""
    require(_staff(request), body.shop_id)
    draft = body.draft.draft() if body.draft else None
    problems = facade.problems_of(draft) if draft else []
    fine = draft if draft and not problems else None
    example = _example(body)
    found = facade.price_example(
        body.shop_id, example, datetime.now(UTC), fine, body.campaign_id if fine else None
    )
    return {
        "before": printed.cart(found.before, found.sku_names),
        "after": printed.cart(found.after, found.sku_names),
        "problems": [{"field": each.field, "message": each.message} for each in problems],
        "cautions": facade.cautions(body.shop_id, fine) if fine else [],
    }


@router.get("/points-rule", response=s.PointsRuleOut, summary="How points are earned")
def get_points_rule(request: HttpRequest, wanted: Query[ShopAsked]) -> Any:
    require(_staff(request), wanted.shop_id)
    rule = facade.points_rule(wanted.shop_id)
    return rule or {"earn_per": 100, "is_active": False}


@router.put("/points-rule", response=s.PointsRuleOut, summary="Set how points are earned")
def put_points_rule(request: HttpRequest, body: s.PointsRuleBody) -> Any:
    return facade.set_points_rule(_staff(request), body.shop_id, body.earn_per, body.is_active)


@router.post("/balances", response=s.BalancesOut, summary="Give or take back points or credit")
def correct_balance(request: HttpRequest, body: s.CorrectBody) -> Any:
    """By hand, with a reason for the audit. Taking back more than is there is refused."""
    staff = _staff(request)
    facade.correct_balance(
        staff, body.shop_id, body.viewer_id, body.book, body.amount, body.why, datetime.now(UTC)
    )
    return facade.balances(body.shop_id, body.viewer_id)


@router.post("/red-packets", response={201: s.BalancesOut}, summary="Give red-packet cash")
def give_red_packet(request: HttpRequest, body: s.RedPacketBody) -> Status[Any]:
    facade.give_red_packet(
        body.shop_id,
        body.viewer_id,
        body.amount,
        body.expires_at,
        datetime.now(UTC),
        reason=body.reason,
        actor=_staff(request),
    )
    return Status(201, facade.balances(body.shop_id, body.viewer_id))


@router.get("/balances/{viewer_id}", response=s.BalancesOut, summary="What a buyer holds")
def get_balances(request: HttpRequest, viewer_id: ViewerId, wanted: Query[ShopAsked]) -> Any:
    require(_staff(request), wanted.shop_id)
    return facade.balances(wanted.shop_id, viewer_id)


@router.get(
    "/holdings/{viewer_id}",
    response=s.HoldingsOut,
    summary="Balances, level and coupons of a buyer",
)
def get_holdings(request: HttpRequest, viewer_id: ViewerId, wanted: Query[ShopAsked]) -> Any:
    require(_staff(request), wanted.shop_id)
    return {
        "balances": facade.balances(wanted.shop_id, viewer_id),
        "standing": facade.standing(viewer_id, wanted.shop_id),
        "coupons": facade.purse(viewer_id, wanted.shop_id, datetime.now(UTC)),
    }


@router.get(
    "/mine/statement",
    response=list[s.EntryOut],
    auth=buyer_auth,
    summary="Movements of one's own balance",
)
def my_statement(request: HttpRequest, wanted: Query[StatementAsked]) -> Any:
    """Points, store credit or red-packet cash of the caller in a shop, newest first."""
    claims: Claims = request.auth  # type: ignore[attr-defined]  # set by ninja
    return facade.statement(wanted.book, wanted.shop_id, claims.subject, before=wanted.before)


@router.get(
    "/balances/{viewer_id}/statement", response=list[s.EntryOut], summary="Movements of a balance"
)
def get_statement(request: HttpRequest, viewer_id: ViewerId, wanted: Query[StatementAsked]) -> Any:
    require(_staff(request), wanted.shop_id)
    return facade.statement(wanted.book, wanted.shop_id, viewer_id, before=wanted.before)


@router.put("/standings/{viewer_id}", response=s.StandingOut, summary="Level and groups of a buyer")
def put_standing(request: HttpRequest, viewer_id: ViewerId, body: s.StandingBody) -> Any:
    return facade.set_standing(_staff(request), body.shop_id, viewer_id, body.level, body.tags)


@router.get("/{int:campaign_id}", response=s.CampaignDetail, summary="One campaign")
def get_campaign(request: HttpRequest, campaign_id: CampaignId) -> dict[str, Any]:
    found = facade.campaign(campaign_id)
    if found is None:
        raise NotFound(_("没有编号为 %(id)s 的活动") % {"id": campaign_id})
    require(_staff(request), found.shop_id)
    return _detail(found)


@router.put("/{int:campaign_id}", response=s.CampaignDetail, summary="Change a campaign")
def change_campaign(
    request: HttpRequest, campaign_id: CampaignId, body: s.CampaignChange
) -> dict[str, Any]:
    """A change is a new version; prices quoted under the old one are reckoned again."""
    changed = facade.change_campaign(_staff(request), campaign_id, body.draft(), body.version)
    return _detail(changed)


@router.post("/{int:campaign_id}/start", response=s.CampaignDetail, summary="Start or go on")
def start_campaign(
    request: HttpRequest, campaign_id: CampaignId, body: s.StartBody
) -> dict[str, Any]:
    """Refused with the list of cautions when one is not accepted."""
    started = facade.start_campaign(
        _staff(request), campaign_id, datetime.now(UTC), accepts_cautions=body.accepts_cautions
    )
    return _detail(started)


@router.post("/{int:campaign_id}/pause", response=s.CampaignDetail, summary="Pause")
def pause_campaign(request: HttpRequest, campaign_id: CampaignId) -> dict[str, Any]:
    return _detail(facade.pause_campaign(_staff(request), campaign_id, datetime.now(UTC)))


@router.post("/{int:campaign_id}/end", response=s.CampaignDetail, summary="End for good")
def end_campaign(request: HttpRequest, campaign_id: CampaignId) -> dict[str, Any]:
    """Coupons that were claimed keep their promise until they expire."""
    return _detail(facade.end_campaign(_staff(request), campaign_id, datetime.now(UTC)))


def _staff(request: HttpRequest) -> Staff:
    staff = request.auth  # type: ignore[attr-defined]  # set by ninja
    assert isinstance(staff, Staff)
    return staff


def _example(body: s.SimulateBody) -> facade.Example:
    return facade.Example(
        lines=[facade.ExampleLine(**line.dict()) for line in body.lines],
        show_id=body.show_id,
        province=body.province,
        is_newcomer=body.is_newcomer,
        member_level=body.member_level,
        tags=frozenset(body.tags),
        holds_coupons=body.holds_coupons,
        points=body.points,
        credit=body.credit,
        redpacket=body.redpacket,
    )


def _detail(campaign: facade.Campaign) -> dict[str, Any]:
    ended = campaign.state == "ended"
    cautions = [] if ended else facade.cautions(campaign.shop_id, facade.draft_of(campaign))
    return _outs([campaign])[0] | {"cautions": cautions}


def _outs(rows: list[facade.Campaign]) -> list[dict[str, Any]]:
    meters = facade.meters(row.pk for row in rows)
    names = staff_names({row.created_by_id for row in rows if row.created_by_id})
    return [
        {
            **asdict(facade.draft_of(row)),
            "id": row.pk,
            "shop_id": row.shop_id,
            "state": row.state,
            "version": row.version,
            "is_coupon": facade.is_coupon(row.kind),
            "started_at": row.started_at,
            "ended_at": row.ended_at,
            "created_by": names.get(row.created_by_id or 0, ""),
            "meter": meters[row.pk],
        }
        for row in rows
    ]
