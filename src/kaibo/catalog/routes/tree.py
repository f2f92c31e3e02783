"""``/products/categories`` and ``/products/needs``: how products are sorted."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Count, Sum
from django.http import HttpRequest
from django.utils import timezone
from ninja import Schema, Status
from pydantic import Field

from kaibo.catalog import facade
from kaibo.catalog.routes.asking import Id, PathId, asker, router
from kaibo.team.facade import require


class AttributeBody(Schema):
    """An attribute that SKUs of a category carry."""

    name: str = Field(min_length=1, max_length=20)
    choices: list[str] = Field(
        default_factory=list, max_length=40, description="Allowed values; empty: any."
    )
    is_required: bool = False


class CategoryOut(Schema):
    id: int
    parent_id: int | None
    name: str
    path: str = Field(description="Names from the root, joined by /.")
    depth: int = Field(description="0 at the top.")
    attributes: list[AttributeBody] = Field(description="Its own; it also inherits its parents'.")
    products: int = Field(description="Products right in it, without sub-categories.")
    uses: int = Field(description="How often buyers filtered a bag by it in the last 90 days.")


class NeedOut(Schema):
    id: int
    name: str
    products: int
    uses: int = Field(description="How often buyers filtered a bag by it in the last 90 days.")


class NewCategory(Schema):
    shop_id: Id
    name: str = Field(min_length=1, max_length=40)
    parent_id: Id | None = Field(None, description="Null: at the top.")


class CategoryName(Schema):
    shop_id: Id
    name: str = Field(min_length=1, max_length=40)


class CategoryAttributes(Schema):
    shop_id: Id
    attributes: list[AttributeBody] = Field(max_length=12)


class CategoryPlace(Schema):
    shop_id: Id
    parent_id: Id | None = Field(description="Null: at the top.")
    position: int = Field(0, ge=0, le=10_000, description="Among its siblings, from 0.")


class CategoryMerge(Schema):
    shop_id: Id
    into_id: Id


class Handled(Schema):
    products: int = Field(description="Products that moved to the parent.")


class NeedBody(Schema):
    id: Id | None = Field(None, description="Null makes a new one.")
    name: str = Field(min_length=1, max_length=20)


class NeedList(Schema):
    shop_id: Id
    needs: list[NeedBody] = Field(max_length=40, description="In order; others are removed.")


@router.get("/categories", response=list[CategoryOut], summary="The category tree")
def list_categories(request: HttpRequest, shop_id: Id) -> list[dict[str, Any]]:
    """Depth first, in the order staff gave; with the use of the buyers' filter."""
    require(asker(request), shop_id)
    held = facade.Category.objects.filter(shop_id=shop_id).annotate(n=Count("products"))
    counts, uses = dict(held.values_list("pk", "n")), _uses(shop_id, "category")
    return [_category(node, counts, uses) for node in facade.tree_order(shop_id)]


@router.post("/categories", response={201: CategoryOut}, summary="Add a category")
def add_category(request: HttpRequest, body: NewCategory) -> Status[dict[str, Any]]:
    made = facade.add_category(asker(request), body.shop_id, body.name, body.parent_id)
    return Status(201, _category(made, {}, {}))


@router.put("/categories/{category_id}/name", response=CategoryOut, summary="Rename a category")
def rename_category(
    request: HttpRequest, category_id: PathId, body: CategoryName
) -> dict[str, Any]:
    return _category(
        facade.rename_category(asker(request), body.shop_id, category_id, body.name), {}, {}
    )


@router.put(
    "/categories/{category_id}/attributes", response=CategoryOut, summary="Set its attributes"
)
def set_category_attributes(
    request: HttpRequest, category_id: PathId, body: CategoryAttributes
) -> dict[str, Any]:
    """SKUs of this category and below carry them; required ones must be filled in."""
    wanted = [each.dict() for each in body.attributes]
    return _category(
        facade.set_attributes(asker(request), body.shop_id, category_id, wanted), {}, {}
    )


@router.post("/categories/{category_id}/move", response=CategoryOut, summary="Move a category")
def move_category(request: HttpRequest, category_id: PathId, body: CategoryPlace) -> dict[str, Any]:
    moved = facade.move_category(
        asker(request), body.shop_id, category_id, body.parent_id, body.position
    )
    return _category(moved, {}, {})


@router.post("/categories/{category_id}/merge", response=CategoryOut, summary="Merge into another")
def merge_category(
    request: HttpRequest, category_id: PathId, body: CategoryMerge
) -> dict[str, Any]:
    """Products and sub-categories go along; this category is gone."""
    merged = facade.merge_category(asker(request), body.shop_id, category_id, body.into_id)
    return _category(merged, {}, {})


@router.delete("/categories/{category_id}", response=Handled, summary="Delete a category")
def delete_category(request: HttpRequest, category_id: PathId, shop_id: Id) -> dict[str, int]:
    """With what is below; its products move to the parent, at the top to no category."""
    return {"products": facade.delete_category(asker(request), shop_id, category_id)}


@router.get("/needs", response=list[NeedOut], summary="Needs products are sorted by")
def list_needs(request: HttpRequest, shop_id: Id) -> list[dict[str, Any]]:
    require(asker(request), shop_id)
    return _needs(shop_id)


@router.put("/needs", response=list[NeedOut], summary="Save the list of needs")
def save_needs(request: HttpRequest, body: NeedList) -> list[dict[str, Any]]:
    facade.set_needs(asker(request), body.shop_id, [(each.id, each.name) for each in body.needs])
    return _needs(body.shop_id)


def _category(
    node: facade.Category, counts: dict[int, int], uses: dict[str, int]
) -> dict[str, Any]:
    fields = ("id", "parent_id", "name", "path", "attributes")
    more = {"products": counts.get(node.pk, 0), "uses": uses.get(str(node.pk), 0)}
    return {n: getattr(node, n) for n in fields} | more | {"depth": node.path.count("/")}


def _needs(shop_id: int) -> list[dict[str, Any]]:
    held = facade.Need.objects.filter(shop_id=shop_id).annotate(n=Count("products"))
    uses = _uses(shop_id, "need")
    return [
        {"id": need.pk, "name": need.name, "products": need.n, "uses": uses.get(str(need.pk), 0)}
        for need in held
    ]


def _uses(shop_id: int, kind: str) -> dict[str, int]:
    since = timezone.now().date() - timedelta(days=90)
    rows = facade.FilterUse.objects.filter(shop_id=shop_id, kind=kind, day__gte=since)
    return dict(rows.values_list("key").annotate(n=Sum("uses")))
