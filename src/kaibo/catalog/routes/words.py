"""``/products/search`` and ``/products/synonyms``."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Schema
from pydantic import Field

from kaibo.catalog import facade
from kaibo.catalog.routes.asking import Id, asker, router
from kaibo.team.facade import require


class FoundOut(Schema):
    product_id: int
    code: str
    name: str
    image: str = Field(description="Address; empty when there is none.")
    score: float = Field(description="0 to 1; the mean of how well each word was found.")
    way: str = Field(description="How the weakest word was found, like name, pinyin or slip.")


class SynonymsBody(Schema):
    shop_id: Id
    groups: list[list[str]] = Field(
        max_length=200, description="Each group: words that mean the same, two or more."
    )


@router.get("/search", response=list[FoundOut], summary="Search as people type")
def search_products(
    request: HttpRequest, shop_id: Id, text: str = "", limit: int = 20
) -> list[dict[str, Any]]:
    """Chinese, pinyin, initials, typing slips, codes and the shop's synonyms; best first."""
    require(asker(request), shop_id)
    hits = facade.search(shop_id, text[:60], limit=min(max(limit, 1), 100))
    rows = facade.Product.objects.in_bulk([hit.product_id for hit in hits])
    return [
        {
            "product_id": hit.product_id,
            "code": rows[hit.product_id].code,
            "name": rows[hit.product_id].name,
            "image": f"/uploads/{image}" if (image := rows[hit.product_id].image) else "",
            "score": hit.score,
            "way": hit.way,
        }
        for hit in hits
        if hit.product_id in rows
    ]


@router.get("/synonyms", response=list[list[str]], summary="Synonyms of the search")
def list_synonyms(request: HttpRequest, shop_id: Id) -> list[list[str]]:
    """The shop's own; common ones are built in."""
    require(asker(request), shop_id)
    return facade.synonyms_of(shop_id)


@router.put("/synonyms", response=list[list[str]], summary="Save the synonyms")
def save_synonyms(request: HttpRequest, body: SynonymsBody) -> list[list[str]]:
    return facade.set_synonyms(asker(request), body.shop_id, body.groups)
