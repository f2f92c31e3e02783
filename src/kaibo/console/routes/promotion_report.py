"""``/promotions``: what campaigns brought, from the tables of promotions and selling together."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Path, Query, Router, Schema, Status
from pydantic import Field

from kaibo.console.reports import campaign_economics, campaign_effect
from kaibo.console.reports import promotions as report
from kaibo.foundation.errors import NotFound
from kaibo.promotions import facade as promotions
from kaibo.team.facade import Role, Staff, has_role, require, staff_auth

router = Router(tags=["promotions"], auth=staff_auth)

BIGGEST_ID = 2**63 - 1
# Margins tell the costs of the shop.
COST_READERS = (Role.OPERATOR, Role.BRAND_MANAGER, Role.ANALYST, Role.ADMIN)


class GroupOut(Schema):
    campaign_id: int
    name: str
    kind: str
    state: str
    audience: dict[str, Any]
    terms: dict[str, Any]
    issued: int | None = Field(description="Coupons to give out; null: no limit.")
    claimed: int
    used: int = Field(description="Coupons used; orders for other kinds.")
    lapsed: int
    orders: int = Field(description="Paid orders that used it and were not sent back.")
    discount: int = Field(description="Minor units it took off those orders.")
    revenue: int = Field(description="Their goods after all promotions, minor units.")
    margin: int | None = Field(description="Revenue less the cost of goods; null: role may not.")
    users: int = Field(description="Buyers who used it.")
    user_margin: int | None = Field(description="Margin per such buyer; null: too few or role.")
    others: int = Field(description="Paying buyers of the same group and time who did without.")
    other_margin: int | None
    incremental_margin: int | None = Field(
        description="(user_margin - other_margin) x users; a comparison, not a proof."
    )


class OrderValuesOut(Schema):
    before_orders: int = Field(description="In an equally long time just before.")
    before_value: int | None = Field(description="Average order value; null: too few orders.")
    during_orders: int
    during_value: int | None
    used_orders: int
    used_value: int | None
    change_bp: int | None = Field(description="During against before, in 10,000ths.")


class CostLineOut(Schema):
    id: int | None = Field(description="Of an entered line; null: told by orders.")
    code: Literal["discount", "shipping", "gifts", "traffic", "people", "material", "other"]
    name: str
    amount: int = Field(description="Minor units.")


class EconomicsOut(Schema):
    """Return on what the campaign cost; all amounts minor units, ratios in 10,000ths."""

    lines: list[CostLineOut]
    cost: int = Field(description="Sum of the lines.")
    revenue: int = Field(description="Goods of its orders after all promotions.")
    margin_before: int = Field(description="Margin before all lines of cost.")
    profit: int = Field(description="margin_before - cost")
    roi_bp: int | None = Field(description="profit / cost; null: no cost.")
    sales_roi_bp: int | None = Field(description="revenue / cost; null: no cost.")
    gain_roi_bp: int | None = Field(
        description="(incremental margin - costs beside discount and gifts) / cost; null: too few."
    )


class DayOut(Schema):
    day: dt.date = Field(description="In Shanghai.")
    claimed: int
    orders: int
    discount: int = Field(description="Minor units taken off.")
    revenue: int


class SoldOut(Schema):
    hours: float
    orders: int
    units: int
    revenue: int = Field(description="Minor units, after all promotions.")
    margin: int | None = Field(description="Revenue less cost of goods; null: role may not.")


class PriceEffectOut(Schema):
    """The campaign's goods before, during and after; changes per hour in 10,000ths of before."""

    before: SoldOut
    during: SoldOut
    after: SoldOut | None = Field(description="As long a time after it, as far as it has passed.")
    price_bp: int | None = Field(description="Average price of a unit.")
    units_bp: int | None
    revenue_bp: int | None
    margin_bp: int | None = Field(description="Null also: role may not.")
    after_units_bp: int | None
    elasticity: float | None = Field(description="ln(units per hour) over ln(price).")
    low: float | None = Field(description="95 % interval of the elasticity.")
    high: float | None
    problem: str = Field(description="Why there is no elasticity; empty when there is one.")


class CampaignReportOut(Schema):
    groups: list[GroupOut] = Field(description="This campaign, or all of its series.")
    order_values: OrderValuesOut
    economics: EconomicsOut | None = Field(description="Null: role may not.")
    days: list[DayOut] = Field(description="Oldest first; empty days are left out.")
    effect: PriceEffectOut
    minimum: int = Field(description="Fewer buyers or orders than this are not compared.")


class CostBody(Schema):
    kind: Literal["traffic", "people", "material", "other"]
    name: str = Field(min_length=1, max_length=40, examples=["千川投放"])
    amount: int = Field(gt=0, le=10**11, description="Minor units.", examples=[50000])


class AttachOut(Schema):
    sku_id: int
    name: str
    bundle_orders: int
    reach_orders: int = Field(description="Orders with the bundle or one of its components.")
    bundle_units: int
    component_units: int = Field(description="Component units that left the stock for it.")
    rate_bp: int | None = Field(description="bundle / reach in 10,000ths; null: too few orders.")


class AttachAsked(Schema):
    shop_id: int = Field(gt=0, le=BIGGEST_ID)
    show_id: int | None = Field(None, gt=0, le=BIGGEST_ID)
    days: int = Field(30, ge=1, le=366, description="Looked back from now.")


@router.get("/{int:campaign_id}/report", response=CampaignReportOut, summary="What it brought")
def campaign_report(
    request: HttpRequest, campaign_id: Annotated[int, Path(ge=1, le=BIGGEST_ID)]
) -> dict[str, Any]:
    """Per group of buyers: given out, claimed, used, taken off, and compared with the others."""
    campaign = promotions.campaign(campaign_id)
    if campaign is None:
        raise NotFound(_("没有编号为 %(id)s 的活动") % {"id": campaign_id})
    staff = _staff(request)
    require(staff, campaign.shop_id)
    now = dt.datetime.now(dt.UTC)
    rows = [campaign]
    if campaign.series:
        rows = list(promotions.campaigns(campaign.shop_id).filter(series=campaign.series)[:20])
    shows_cost = has_role(staff, campaign.shop_id, *COST_READERS)
    figures = [report.group_figures(row, now) for row in rows]
    own = next(
        (each for each in figures if each.campaign.pk == campaign.pk),
        None,
    ) or report.group_figures(campaign, now)
    return {
        "groups": [_group(each, shows_cost) for each in figures],
        "economics": campaign_economics.economics(own, now) if shows_cost else None,
        "days": campaign_economics.days(campaign, now),
        "effect": _effect(campaign_effect.effect(campaign, now), shows_cost),
        "order_values": report.order_values(campaign, now),
        "minimum": report.MINIMUM,
    }


@router.get("/attach-rates", response=list[AttachOut], summary="How often bundles are bought")
def attach_rates(request: HttpRequest, wanted: Query[AttachAsked]) -> list[report.Attach]:
    require(_staff(request), wanted.shop_id)
    now = dt.datetime.now(dt.UTC)
    start = now - dt.timedelta(days=wanted.days)
    return report.attach_rates(wanted.shop_id, wanted.show_id, start, now)


@router.post(
    "/{int:campaign_id}/costs", response={201: CostLineOut}, summary="Enter a cost of a campaign"
)
def enter_cost(
    request: HttpRequest, campaign_id: Annotated[int, Path(ge=1, le=BIGGEST_ID)], body: CostBody
) -> Status[dict[str, Any]]:
    made = promotions.enter_cost(_staff(request), campaign_id, body.kind, body.name, body.amount)
    return Status(201, _line(made))


@router.delete(
    "/{int:campaign_id}/costs/{int:cost_id}", response=CostLineOut,
    summary="Strike out a cost of a campaign",
)  # fmt: skip
def strike_cost(
    request: HttpRequest,
    campaign_id: Annotated[int, Path(ge=1, le=BIGGEST_ID)],
    cost_id: Annotated[int, Path(ge=1, le=BIGGEST_ID)],
) -> dict[str, Any]:
    """It leaves the sums and stays in the table of campaign costs."""
    now = dt.datetime.now(dt.UTC)
    return _line(promotions.strike_cost(_staff(request), campaign_id, cost_id, now))


def _line(cost: promotions.CampaignCost) -> dict[str, Any]:
    return {"id": cost.pk, "code": cost.kind, "name": cost.name, "amount": cost.amount}


def _effect(found: campaign_effect.Effect, shows_cost: bool) -> dict[str, Any]:
    body = asdict(found)
    if shows_cost:
        return body
    hidden = {
        name: sold and {**sold, "margin": None}
        for name, sold in ((name, body[name]) for name in ("before", "during", "after"))
    }
    return body | hidden | {"margin_bp": None}


def _group(figures: report.GroupFigures, shows_cost: bool) -> dict[str, Any]:
    campaign = figures.campaign
    counted = ("issued", "claimed", "used", "lapsed", "orders", "discount", "revenue")
    secret = ("margin", "user_margin", "other_margin", "incremental_margin")
    body: dict[str, Any] = {name: getattr(figures, name) for name in (*counted, "users", "others")}
    body |= {name: getattr(figures, name) if shows_cost else None for name in secret}
    told = ("name", "kind", "state", "audience", "terms")
    return body | {name: getattr(campaign, name) for name in told} | {"campaign_id": campaign.pk}


def _staff(request: HttpRequest) -> Staff:
    staff = request.auth  # type: ignore[attr-defined]  # set by ninja
    assert isinstance(staff, Staff)
    return staff
