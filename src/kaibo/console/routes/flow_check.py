"""``/flow-check``: goods information and the way of the sale, checked for a show or the shop."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from django.apps import apps
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema, Status
from pydantic import Field

from kaibo.catalog import facade as catalog
from kaibo.compliance import facade as compliance
from kaibo.compliance.facade import Flow, FlowRun, Goods
from kaibo.foundation.config import config
from kaibo.foundation.errors import NotFound
from kaibo.foundation.models import Shop
from kaibo.planning import facade as planning
from kaibo.pricing import facade as pricing
from kaibo.selling import facade as selling
from kaibo.supply import facade as supply
from kaibo.team.facade import Staff, require, staff_auth

router = Router(tags=["flow check"], auth=staff_auth)
BIG = 2**63 - 1
MOST_GOODS = 500
ShopId = Annotated[int, Query(ge=1, le=BIG, description="The shop.")]
ShowId = Annotated[int | None, Query(ge=1, le=BIG, description="Only runs over this show.")]


class FlowFindingOut(Schema):
    """Something to mend."""

    code: str = Field(examples=["claim_unproven"])
    severity: Literal["block", "warn", "hint"] = Field(examples=["block"])
    subject: str = Field(examples=["3 号 云禾纯棉四件套"])
    message: str = Field(examples=["宣称「A 类标准」没有依据，请补上检测报告或删掉"])
    link: str = Field(description="Studio page where it is mended.", examples=["/products?open=7"])


class FlowRunOut(Schema):
    """A stored run of the check."""

    id: int = Field(examples=[4])
    show_id: int | None = Field(examples=[12])
    run_by: str = Field(examples=["阿禾"])
    at: datetime = Field(examples=["2026-11-22T11:00:00Z"])
    goods: int = Field(description="Goods looked at.", examples=[18])
    findings: list[FlowFindingOut]


class FlowCheckBody(Schema):
    """What to check."""

    shop_id: int = Field(gt=0, le=BIG, examples=[1])
    show_id: int | None = Field(
        None, gt=0, le=BIG, description="Null: all listed goods of the shop.", examples=[12]
    )


@router.get("", response=list[FlowRunOut], summary="Runs of the flow check")
def list_flow_checks(
    request: HttpRequest, shop_id: ShopId, show_id: ShowId = None
) -> list[FlowRun]:
    """The latest 20, newest first, with their findings."""
    require(_staff(request), shop_id)
    return compliance.runs(shop_id, show_id)


@router.post("", response={201: FlowRunOut}, summary="Run the flow check")
def run_flow_check(request: HttpRequest, body: FlowCheckBody) -> Status[FlowRun]:
    """Looks at the facts of this moment; the run is kept with its findings."""
    staff, now = _staff(request), datetime.now(UTC)
    require(staff, body.shop_id)
    flow = facts(body.shop_id, body.show_id, now)
    made = compliance.run_flow_check(staff, flow, now)
    return Status(201, next(run for run in compliance.runs(body.shop_id) if run.id == made))


def facts(shop_id: int, show_id: int | None, now: datetime) -> Flow:
    """What the check looks at; raises `NotFound` for a show of another shop."""
    shop = Shop.objects.get(pk=shop_id)  # the caller works there
    links: dict[int, Any] = {}
    is_rehearsal = False
    if show_id is not None:
        card = planning.show_card(show_id)
        if card.shop_id != shop_id:
            raise NotFound(_("本店没有编号 %(id)s 的场次") % {"id": show_id})
        is_rehearsal = card.is_rehearsal
        rows = apps.get_model("planning", "LineupLink")._default_manager.filter(show_id=show_id)
        links = {row.product_id: row for row in rows}
    found = catalog.products_of(shop_id)
    wanted = found.filter(pk__in=links) if show_id is not None else found.filter(is_listed=True)
    products = list(wanted[:MOST_GOODS])
    return Flow(
        shop_id=shop_id, company_name=shop.company_name, license_no=shop.license_no,
        service_contact=shop.service_contact,
        pay_methods=pay_methods(shop), goods=_goods(products, links, now), show_id=show_id,
        is_rehearsal=is_rehearsal,
    )  # fmt: skip


def pay_methods(shop: Shop) -> Sequence[str]:
    """Who takes this shop's money; the simulator counts in the demo shop only."""
    settings = config()
    shared = settings.wechatpay or settings.alipay or settings.stripe
    if not (shared or shop.is_demo or selling.has_own_merchants(shop.slug)):
        return []
    return [type(each).__name__ for each in selling.methods(shop.slug)]


def _goods(products: Sequence[Any], links: dict[int, Any], now: datetime) -> list[Goods]:
    skus = [sku.pk for product in products for sku in product.skus.all()]
    on_hand = supply.on_hand(skus)
    made = [_of(product, links.get(product.pk), on_hand, now) for product in products]
    return sorted(made, key=lambda each: each.link)


def _of(product: Any, link: Any, on_hand: dict[int, int], now: datetime) -> Goods:
    active = [sku for sku in product.skus.all() if sku.is_active]
    daily = max((sku.daily_price for sku in active), default=0)
    price = link.live_price if link else 0
    before = daily if link and daily > price else 0
    return Goods(
        product_id=product.pk, name=product.name,
        claims=[(str(c.get("text", "")), str(c.get("proof", ""))) for c in product.claims],
        return_days=product.return_days, exempt_reason=product.return_exempt_reason,
        exempt_consent=product.return_exempt_consent,
        ship_within_hours=product.ship_within_hours, has_picture=bool(product.image),
        stock=sum(on_hand.get(sku.pk, 0) for sku in active), link=link.number if link else 0,
        price=price, floor_price=max((sku.floor_price for sku in active), default=0),
        before_price=before, before_price_is_proven=not before or _proven(active, before, now),
        selling_points=(link.selling_points if link else []) or product.selling_points,
    )  # fmt: skip


def _proven(skus: Iterable[Any], claim: int, now: datetime) -> bool:
    sku = max(skus, key=lambda each: each.daily_price)
    try:
        pricing.check_before_price(sku.shop_id, sku.pk, claim, now)
    except pricing.UnlawfulBeforePrice:
        return False
    return True


def _staff(request: HttpRequest) -> Staff:
    staff = request.auth  # type: ignore[attr-defined]  # set by ninja
    assert isinstance(staff, Staff)
    return staff
