"""``/products``: life cycle, policy lists, tasks from them, and picking for the next show."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, Literal

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from pydantic import Field

from kaibo.catalog import facade as catalog
from kaibo.console.goods.figures import TASK_KINDS, Figures, figures, task_title
from kaibo.foundation.errors import InvalidInput, NotFound
from kaibo.planning import facade as planning
from kaibo.team.facade import Role, Staff, colleagues, has_role, require, staff_auth

router = Router(tags=["products"], auth=staff_auth)

COST_READERS = (Role.OPERATOR, Role.BRAND_MANAGER, Role.ANALYST, Role.ADMIN)
BIGGEST_ID = 2**63 - 1
MOST = 500


class FiguresFilter(Schema):
    shop_id: int = Field(ge=1, le=BIGGEST_ID)
    text: str = Field("", max_length=60, description="As people type: Chinese, pinyin, codes.")
    category: str = Field("", max_length=200, description="Path; its sub-categories count.")
    need: str = Field("", max_length=20)
    kind: Literal["", "hot", "slow", "new"] = ""
    stage: Literal["", "intro", "growth", "mature", "decline", "delisted"] = ""
    sort: Literal["conversion", "sales", "units", "stock", "margin", "price", "code"] = "conversion"


class FiguresOut(Schema):
    product_id: int
    code: str
    name: str
    image: str
    category: str
    needs: list[str]
    stage: str = Field(description="intro, growth, mature, decline or delisted.")
    advice: str = Field(description="What to do next, like stock_up.")
    kinds: list[str] = Field(description="Lists of the shop's policy: hot, slow, new.")
    age_days: int
    weekly_units: list[int] = Field(description="Paid units of eight weeks, oldest first.")
    stock: int
    cover_weeks: float | None = Field(description="Weeks the stock lasts; null when nothing sells.")
    net_28d: int = Field(description="Net sales of 28 days, minor units.")
    margin_bp: int | None = Field(description="Margin of these sales; null when hidden or none.")
    margin_change_bp: int | None = Field(description="Against the four weeks before.")
    clicks: int = Field(description="In the shows of 90 days that have a review.")
    orders: int = Field(description="Paid orders of the same links.")
    shows: int
    conversion: float | None = Field(description="Orders per click; null without clicks.")
    proven_conversion: float = Field(
        description="Lower end of its 95 % interval; the order of the list."
    )
    price: int | None = Field(description="Lowest daily price.")
    live_price: int | None = Field(description="Of its latest line-up row.")
    mechanism: str
    offer_margin_bp: int | None = Field(description="Margin at that price.")


class FiguresPage(Schema):
    items: list[FiguresOut]
    total: int
    counts: dict[str, int] = Field(description="Products by stage and by policy list.")


class TasksBody(Schema):
    shop_id: int = Field(ge=1, le=BIGGEST_ID)
    product_ids: list[int] = Field(min_length=1, max_length=100)
    kind: str = Field(max_length=20, description="A policy list or an advice, like slow or clear.")
    owner_id: int = Field(ge=1, le=BIGGEST_ID)
    due_on: date | None = Field(None, description="Null: as many days as the policy says.")


class TasksOut(Schema):
    made: int
    skipped: list[str] = Field(description="Products that have such a task already.")


class PicksBody(Schema):
    shop_id: int = Field(ge=1, le=BIGGEST_ID)
    show_id: int = Field(ge=1, le=BIGGEST_ID)
    product_ids: list[int] = Field(min_length=1, max_length=100)


class PicksOut(Schema):
    added: list[int] = Field(description="Link numbers in the line-up.")
    skipped: list[str] = Field(description="Products that were in it already.")
    refused: list[str] = Field(description="Why others could not be added.")


class OwnerOut(Schema):
    id: int
    name: str


@router.get("/figures", response=FiguresPage, summary="Stage, policy, conversion of each product")
def product_figures(request: HttpRequest, wanted: Query[FiguresFilter]) -> dict[str, Any]:
    """Sorted by conversion unless asked otherwise; 500 at most."""
    staff = _staff(request)
    require(staff, wanted.shop_id)
    shows_cost = has_role(staff, wanted.shop_id, *COST_READERS)
    found = figures(wanted.shop_id, timezone.now())
    counts: dict[str, int] = {}
    for each in found:
        for key in (each.verdict.stage.value, *each.kinds):
            counts[key] = counts.get(key, 0) + 1
    kept = _sorted(_filtered(found, wanted), wanted, shows_cost)
    items = [_figures(each, shows_cost) for each in kept[:MOST]]
    return {"items": items, "total": len(kept), "counts": counts}


@router.get("/figures/owners", response=list[OwnerOut], summary="Who may own a task")
def product_owners(request: HttpRequest, shop_id: int) -> list[dict[str, Any]]:
    require(_staff(request), shop_id)
    return [{"id": each.id, "name": each.name}
            for each in colleagues(shop_id)]  # fmt: skip


@router.post("/figures/tasks", response=TasksOut, summary="Make tasks about products")
def make_product_tasks(request: HttpRequest, body: TasksBody) -> dict[str, Any]:
    """One task per product; a product that has an open one of the kind is skipped."""
    staff, now = _staff(request), timezone.now()
    require(staff, body.shop_id, *catalog.EDITORS)
    if body.kind not in TASK_KINDS:
        message = _("没有「%(kind)s」这种待办，可选：%(known)s")
        detail = {"kind": body.kind[:20], "known": "、".join(TASK_KINDS)}
        raise InvalidInput(message % detail, field="kind")
    due = body.due_on or now.date() + timedelta(days=catalog.thresholds(body.shop_id).task_days)
    known = {each.product.pk: each for each in figures(body.shop_id, now)}
    open_ones = set(
        catalog.ProductTask.objects.filter(
            shop_id=body.shop_id, kind=body.kind, state="open"
        ).values_list("product_id", flat=True)
    )
    wanted = [_known(known, product_id) for product_id in dict.fromkeys(body.product_ids)]
    fresh = [each for each in wanted if each.product.pk not in open_ones]
    with transaction.atomic():
        for each in fresh:
            catalog.add_task(
                staff, body.shop_id, each.product.pk, kind=body.kind,
                title=task_title(body.kind, each.product.name), owner_id=body.owner_id,
                due_on=due, facts=_reasons(each), now=now,
            )  # fmt: skip
    skipped = [each.product.name for each in wanted if each.product.pk in open_ones]
    return {"made": len(fresh), "skipped": skipped}


@router.post("/figures/picks", response=PicksOut, summary="Put products on the line-up of a show")
def pick_products(request: HttpRequest, body: PicksBody) -> dict[str, Any]:
    """They go behind the last link in the order given, with their daily price to start from."""
    staff = _staff(request)
    require(staff, body.shop_id)
    show = planning.show_card(body.show_id)
    if show.shop_id != body.shop_id:
        raise NotFound(_("本店没有编号为 %(id)s 的场次，请刷新后再选") % {"id": body.show_id})
    products = catalog.Product.objects.filter(shop_id=body.shop_id).in_bulk(body.product_ids)
    there = {row.product_code for row in planning.lineup(body.show_id)}
    wanted = [products[pk] for pk in dict.fromkeys(body.product_ids) if pk in products]
    fresh = [product for product in wanted if product.code not in there]
    edits = [planning.RowEdit(None, {"product": product.code}) for product in fresh]
    outcome = planning.edit_lineup(body.show_id, edits, [], staff)
    made = set(outcome.created.values())
    rows = planning.lineup(body.show_id)
    return {
        "added": [row.number for row in rows if row.id in made],
        "skipped": [product.name for product in wanted if product.code in there],
        "refused": [error.message for error in outcome.errors],
    }


def _filtered(found: list[Figures], wanted: FiguresFilter) -> list[Figures]:
    kept = [each for each in found if _fits(each, wanted)]
    if not wanted.text.strip():
        return kept
    among = {each.product.pk for each in kept}
    hits = catalog.search(wanted.shop_id, wanted.text, among=among, limit=len(among))
    ids = {hit.product_id for hit in hits}
    return [each for each in kept if each.product.pk in ids]


def _fits(each: Figures, wanted: FiguresFilter) -> bool:
    path = each.product.category.path if each.product.category else ""
    return (
        (not wanted.stage or each.verdict.stage == wanted.stage)
        and (not wanted.kind or wanted.kind in each.kinds)
        and (not wanted.category or f"{path}/".startswith(f"{wanted.category}/"))
        and (not wanted.need or wanted.need in _needs(each))
    )


def _sorted(found: list[Figures], wanted: FiguresFilter, shows_cost: bool) -> list[Figures]:
    keys: dict[str, Callable[[Figures], Any]] = {
        "conversion": lambda each: (-each.proven, -each.clicks),
        "sales": lambda each: -each.net_28d,
        "units": lambda each: -each.facts.recent,
        "stock": lambda each: -each.facts.stock,
        "margin": lambda each: -(each.offer_margin_bp or 0) if shows_cost else 0,
        "price": lambda each: each.price or 0,
        "code": lambda each: 0,
    }
    return sorted(found, key=lambda each: (keys[wanted.sort](each), each.product.code))


def _known(known: dict[int, Figures], product_id: int) -> Figures:
    if product_id not in known:
        raise NotFound(_("There is no product %(id)s in this shop.") % {"id": product_id})
    return known[product_id]


def _reasons(each: Figures) -> dict[str, object]:
    """The figures a task is made from; floats are kept out of the audit's way."""
    return {
        "stage": each.verdict.stage.value,
        "weekly_units": list(each.facts.weekly_units),
        "stock": each.facts.stock,
        "age_days": each.facts.age_days,
        "clicks": each.clicks,
        "orders": each.orders,
    }


def _figures(each: Figures, shows_cost: bool) -> dict[str, Any]:
    product, facts, offer = each.product, each.facts, each.offer or {}
    cover = facts.cover_weeks
    return {
        "product_id": product.pk, "code": product.code, "name": product.name,
        "image": f"/uploads/{product.image}" if product.image else "",
        "category": product.category.path if product.category else "", "needs": _needs(each),
        "stage": each.verdict.stage, "advice": each.verdict.advice, "kinds": each.kinds,
        "age_days": facts.age_days, "weekly_units": list(facts.weekly_units),
        "stock": facts.stock, "cover_weeks": None if cover is None else round(cover, 1),
        "net_28d": each.net_28d, "margin_bp": facts.margin_bp if shows_cost else None,
        "margin_change_bp": facts.margin_change_bp if shows_cost else None,
        "clicks": each.clicks, "orders": each.orders, "shows": each.shows,
        "conversion": each.conversion, "proven_conversion": each.proven, "price": each.price,
        "live_price": offer.get("live_price"), "mechanism": offer.get("mechanism", ""),
        "offer_margin_bp": each.offer_margin_bp if shows_cost else None,
    }  # fmt: skip


def _needs(each: Figures) -> list[str]:
    return [need.name for need in each.product.needs.all()]


def _staff(request: HttpRequest) -> Staff:
    staff = request.auth  # type: ignore[attr-defined]  # set by ninja
    assert isinstance(staff, Staff)
    return staff
