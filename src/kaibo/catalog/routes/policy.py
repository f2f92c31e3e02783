"""``/products/policy``, ``/products/tasks`` and the co-brand terms of a SKU."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from typing import Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Schema
from pydantic import Field

from kaibo.catalog import facade
from kaibo.catalog.contracts import CobrandDraft
from kaibo.catalog.routes.asking import Id, PathId, asker, router
from kaibo.catalog.rules.policy import Thresholds
from kaibo.team.facade import require


class ThresholdsOut(Schema):
    new_days: int = Field(ge=1, le=365, description="A product is new for so many days.")
    hot_weekly_units: int = Field(ge=1, le=1_000_000, description="Paid units in seven days.")
    hot_growth_percent: int = Field(
        ge=1, le=1000, description="Or so much more than the week before (from a quarter of that)."
    )
    slow_weekly_units: int = Field(ge=0, le=1_000_000, description="Mean of four weeks at most.")
    slow_cover_weeks: int = Field(ge=1, le=200, description="Or stock for more weeks than this.")
    task_days: int = Field(ge=0, le=90, description="A task is due after so many days.")


class ThresholdsBody(ThresholdsOut):
    shop_id: Id


class ProductTaskOut(Schema):
    id: int
    product_id: int
    product_name: str
    product_code: str
    image: str
    kind: str
    title: str
    facts: dict[str, Any] = Field(description="The figures the task was made from.")
    owner_id: int
    owner: str
    due_on: date
    is_late: bool
    state: str
    note: str
    created_at: datetime
    closed_at: datetime | None


class TaskEnd(Schema):
    shop_id: Id
    state: Literal["done", "dropped"]
    note: str = Field("", max_length=200, pattern=r"^[^\x00]*$", description="Why, when dropped.")


class CobrandBody(Schema):
    partner: str = Field(min_length=1, max_length=60, pattern=r"^[^\x00-\x1f]*$")
    share_bp: int = Field(ge=1, le=10_000, description="Hundredths of a percent of net sales.")
    starts_on: date
    ends_on: date | None = Field(None, description="Last day; null: until further notice.")


class CobrandsBody(Schema):
    shop_id: Id
    terms: list[CobrandBody] = Field(max_length=20)


@router.get("/policy", response=ThresholdsOut, summary="When a product is hot, slow or new")
def get_policy(request: HttpRequest, shop_id: Id) -> dict[str, int]:
    require(asker(request), shop_id)
    return asdict(facade.thresholds(shop_id))


@router.put("/policy", response=ThresholdsOut, summary="Set the thresholds")
def set_policy(request: HttpRequest, body: ThresholdsBody) -> dict[str, int]:
    wanted = Thresholds(**body.dict(exclude={"shop_id"}))
    facade.set_thresholds(asker(request), body.shop_id, wanted)
    return asdict(wanted)


@router.get("/tasks", response=list[ProductTaskOut], summary="Tasks about products")
def list_product_tasks(
    request: HttpRequest, shop_id: Id, state: Literal["open", "done", "dropped", "all"] = "open"
) -> list[dict[str, Any]]:
    """By due day; 500 at most."""
    require(asker(request), shop_id)
    rows = facade.ProductTask.objects.filter(shop_id=shop_id).select_related("product", "owner")
    if state != "all":
        rows = rows.filter(state=state)
    today = timezone.now().date()
    return [_task(row, today) for row in rows.order_by("due_on", "id")[:500]]


@router.post("/tasks/{task_id}/close", response=ProductTaskOut, summary="Done, or dropped")
def close_product_task(request: HttpRequest, task_id: PathId, body: TaskEnd) -> dict[str, Any]:
    now = timezone.now()
    row = facade.close_task(asker(request), body.shop_id, task_id, body.state, body.note, now)
    return _task(row, now.date())


@router.get(
    "/skus/{sku_id}/cobrands", response=list[CobrandBody], summary="Partners of a co-branded SKU"
)
def list_cobrands(request: HttpRequest, sku_id: PathId, shop_id: Id) -> Any:
    require(asker(request), shop_id, *facade.EDITORS, "analyst")
    rows = facade.CobrandTerm.objects.filter(sku_id=sku_id, shop_id=shop_id)
    return list(rows.order_by("starts_on", "id"))


@router.put("/skus/{sku_id}/cobrands", response=list[CobrandBody], summary="Set the partners")
def save_cobrands(request: HttpRequest, sku_id: PathId, body: CobrandsBody) -> Any:
    """The shares that hold on one day stay within 100 %."""
    drafts = [CobrandDraft(**term.dict()) for term in body.terms]
    return facade.save_cobrands(asker(request), body.shop_id, sku_id, drafts)


def _task(row: facade.ProductTask, today: date) -> dict[str, Any]:
    fields = ("id", "product_id", "kind", "title", "facts", "owner_id", "due_on", "state", "note")
    body = {name: getattr(row, name) for name in (*fields, "created_at", "closed_at")}
    body |= {"product_name": row.product.name, "product_code": row.product.code}
    body |= {"owner": str(row.owner), "is_late": row.state == "open" and row.due_on < today}
    return body | {"image": f"/uploads/{row.product.image}" if row.product.image else ""}
