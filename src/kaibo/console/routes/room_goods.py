"""``/rooms/{slug}``: what a buyer sees of goods beyond their cards: filters, search, details."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import Annotated, Any, Literal

from django.apps import apps
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Path, Query, Router, Schema, Status
from pydantic import Field

from kaibo.catalog import facade as catalog
from kaibo.foundation.auth import viewer_auth
from kaibo.foundation.errors import InvalidInput, NotFound

router = Router(tags=["rooms"])

Slug = Annotated[str, Path(max_length=40, pattern=r"^[-\w]+$")]
ProductId = Annotated[int, Path(ge=1, le=2**63 - 1)]
MOST_CHIPS = 12
# A page keeps details for half a minute: thousands open the product that is being presented.
KEEP = "public, max-age=30"


class ChipOut(Schema):
    """A filter of the bag."""

    id: int
    name: str
    links: list[int] = Field(description="Ids of the links it keeps.")


class FiltersOut(Schema):
    categories: list[ChipOut]
    needs: list[ChipOut]


class FoundLinks(Schema):
    links: list[int] = Field(description="Ids of links, best first.")


class FilterUseBody(Schema):
    kind: Literal["category", "need", "search"]
    id: int | None = Field(None, ge=1, le=2**63 - 1, description="Of the category or need.")
    is_empty: bool = Field(False, description="Nothing was found.")


class FrameOut(Schema):
    image: str
    width: int
    height: int
    caption: str


class DetailSku(Schema):
    id: int
    name: str
    attributes: dict[str, str]
    image: str
    presale_ships_at: datetime | None
    parts: list[str] = Field(description="Of a bundle: what is in it, like 毛巾 雾蓝 ×2.")


class ClaimOut(Schema):
    text: str
    proof: str


class GoodsOut(Schema):
    """A product in full; prices and stock are in the room's state."""

    product_id: int
    name: str
    brand: str
    description: str
    selling_points: list[str]
    image: str
    gallery: list[FrameOut]
    details: list[FrameOut] = Field(description="Close-ups of the material.")
    spin: list[FrameOut] = Field(
        description="Frames of a turn, in order; empty when there is none."
    )
    spin_bytes: int = Field(description="What all frames weigh.")
    claims: list[ClaimOut]
    ship_within_hours: int
    return_days: int
    return_exempt_consent: str = Field(
        description="What the buyer ticks before buying; empty when goods can be returned."
    )
    skus: list[DetailSku]
    gifts_only: bool = Field(description="Nothing of it is sold alone.")


@router.get("/{slug}/filters", response=FiltersOut, auth=None, summary="Filters of the bag")
def room_filters(request: HttpRequest, slug: Slug, response: HttpResponse) -> dict[str, Any]:
    """Categories and needs of the links of the room's show.

    Categories are those of the first level of the tree at which the links differ.
    """
    _shop, show_id = _room(slug)
    response["Cache-Control"] = KEEP
    links = _links(show_id)
    products = catalog.products_with_ids(links.values())
    return {"categories": _categories(links, products), "needs": _needs(links, products)}


@router.get("/{slug}/search", response=FoundLinks, auth=None, summary="Search the bag")
def room_search(
    request: HttpRequest, slug: Slug, text: Annotated[str, Query(max_length=40)]
) -> dict[str, list[int]]:
    """Chinese, pinyin, initials, typing slips, link numbers; best first."""
    shop_id, show_id = _room(slug)
    links = _links(show_id)
    ranks = {
        hit.product_id: rank
        for rank, hit in enumerate(catalog.search(shop_id, text, among=set(links.values())))
    }
    found = [link for link, product in links.items() if product in ranks]
    return {"links": sorted(found, key=lambda link: ranks[links[link]])}


@router.post(
    "/{slug}/filter-use", response={204: None}, auth=viewer_auth, summary="A filter was used"
)
def room_filter_use(request: HttpRequest, slug: Slug, body: FilterUseBody) -> Status[None]:
    """Counts uses per show and day, without the viewer."""
    shop_id, show_id = _room(slug)
    if body.kind != "search" and not _is_ours(shop_id, body):
        message = _("本店没有编号为 %(id)s 的筛选项，请刷新后再试")
        raise InvalidInput(message % {"id": body.id}, field="id")
    if show_id is not None:
        key = "" if body.kind == "search" else str(body.id)
        catalog.count_filter_use(
            shop_id, show_id, timezone.now().date(), body.kind, key, is_empty=body.is_empty
        )
    return Status(204, None)


@router.get("/{slug}/goods/{product_id}", response=GoodsOut, auth=None, summary="A product in full")
def room_goods(
    request: HttpRequest, slug: Slug, product_id: ProductId, response: HttpResponse
) -> dict[str, Any]:
    """Only products on the line-up of the room's show."""
    _shop, show_id = _room(slug)
    product = catalog.product(product_id)
    if product is None or product_id not in _links(show_id).values():
        raise NotFound(_("这个直播间没有这件商品，请回到购物袋看看"))
    response["Cache-Control"] = KEEP
    return _goods(product)


def _room(slug: str) -> tuple[int, int | None]:
    """Ids of the room's shop and show."""
    rooms = apps.get_model("liveroom", "Room")._default_manager.filter(slug=slug)
    found = rooms.values_list("shop_id", "show_id").first()
    if found is None:
        raise NotFound(_("没有这个直播间，链接可能写错了"), slug=slug)
    return found


def _links(show_id: int | None) -> dict[int, int]:
    """Link id → product id, in the order of the line-up."""
    if show_id is None:
        return {}
    links = apps.get_model("planning", "LineupLink")._default_manager.filter(show_id=show_id)
    return dict(links.order_by("number").values_list("id", "product_id"))


def _is_ours(shop_id: int, body: FilterUseBody) -> bool:
    if body.id is None:
        return False
    model = catalog.Category if body.kind == "category" else catalog.Need
    return bool(model._default_manager.filter(shop_id=shop_id, pk=body.id).exists())


def _categories(
    links: dict[int, int], products: dict[int, catalog.Product]
) -> list[dict[str, Any]]:
    paths: dict[int, list[str]] = {}
    for link, product in links.items():
        category = products[product].category
        if category is not None:
            paths[link] = category.path.split("/")
    depth = 1
    while len({tuple(path[:depth]) for path in paths.values()}) == 1 and depth < 4:
        depth += 1
    groups: dict[str, list[int]] = defaultdict(list)
    for link, path in paths.items():
        groups["/".join(path[:depth])].append(link)
    if len(groups) < 2:
        return []
    shop_id = next(iter(products.values())).shop_id
    nodes = [node for node in catalog.tree_order(shop_id) if node.path in groups]
    return [{"id": n.pk, "name": n.name, "links": groups[n.path]} for n in nodes[:MOST_CHIPS]]


def _needs(links: dict[int, int], products: dict[int, catalog.Product]) -> list[dict[str, Any]]:
    """Needs that keep some of the links but not all, in the order staff gave."""
    groups: dict[int, list[int]] = defaultdict(list)
    needs: dict[int, catalog.Need] = {}
    for link, product in links.items():
        for need in products[product].needs.all():
            needs[need.pk] = need
            groups[need.pk].append(link)
    ordered = sorted(needs.values(), key=lambda need: (need.order, need.pk))
    useful = [need for need in ordered if len(groups[need.pk]) < len(links)]
    return [{"id": n.pk, "name": n.name, "links": groups[n.pk]} for n in useful[:MOST_CHIPS]]


def _goods(product: catalog.Product) -> dict[str, Any]:
    pictures: dict[str, list[dict[str, Any]]] = {"gallery": [], "detail": [], "spin": []}
    rows = list(product.pictures.all())
    for row in rows:
        pictures[row.kind].append(
            {"image": _address(row.path), "width": row.width, "height": row.height,
             "caption": row.caption}
        )  # fmt: skip
    fields = ("name", "brand", "description", "selling_points", "ship_within_hours", "return_days")
    skus = [sku for sku in product.skus.all() if sku.is_active]
    sold = sorted((sku for sku in skus if not sku.is_gift), key=lambda sku: sku.pk)
    return {name: getattr(product, name) for name in fields} | {
        "product_id": product.pk,
        "image": _address(product.image),
        "gallery": pictures["gallery"],
        "details": pictures["detail"],
        "spin": pictures["spin"],
        "spin_bytes": sum(row.bytes for row in rows if row.kind == "spin"),
        "claims": [
            {"text": claim.get("text", ""), "proof": claim.get("proof", "")}
            for claim in product.claims
        ],
        "return_exempt_consent": catalog.exempt_consent(
            product.return_exempt_reason, product.return_exempt_consent
        ),
        "skus": [_sku(sku) for sku in sold],
        "gifts_only": bool(skus) and not sold,
    }


def _sku(sku: catalog.Sku) -> dict[str, Any]:
    parts = [
        f"{row.component.product.name} {row.component.name}".strip() + f" ×{row.quantity}"
        for row in sku.components.all()
    ]
    fields = ("id", "name", "attributes", "presale_ships_at")
    body = {name: getattr(sku, name) for name in fields}
    return body | {"image": _address(sku.image), "parts": parts}


def _address(path: str) -> str:
    return path if not path or path.startswith("/") else f"/uploads/{path}"
