"""Bodies of the product API. Money is in minor units (分)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from ninja import Schema
from pydantic import AwareDatetime, Field

from kaibo.catalog.contracts import ProductDraft, SkuDraft

BIGGEST = 10**12


class SkuBody(Schema):
    code: str = Field(min_length=1, max_length=40)
    name: str = Field("", max_length=80)
    barcode: str = Field("", max_length=40)
    daily_price: int = Field(gt=0, le=BIGGEST)
    floor_price: int = Field(0, ge=0, le=BIGGEST)
    cost: int = Field(0, ge=0, le=BIGGEST)
    weight_g: int = Field(0, ge=0, le=1_000_000)
    is_active: bool = True
    attributes: dict[Annotated[str, Field(max_length=20)], Annotated[str, Field(max_length=40)]] = (
        Field(default_factory=dict, max_length=8, description="Like 颜色: 雾蓝.")
    )
    is_gift: bool = Field(False, description="Comes with something else; is not sold alone.")
    presale_ships_at: AwareDatetime | None = Field(
        None, description="Pre-sale: when it ships, with time zone."
    )
    components: dict[str, int] | None = Field(
        None,
        max_length=20,
        description="Of a bundle: SKU code to units. Null keeps what is stored; empty: no bundle.",
    )


class ClaimBody(Schema):
    text: str = Field(min_length=1, max_length=80)
    proof: str = Field("", max_length=160, description="Report or certificate with its number.")


class ProductBody(Schema):
    shop_id: int = Field(gt=0)
    code: str = Field(min_length=1, max_length=40)
    name: str = Field(min_length=1, max_length=120)
    category: str = Field(
        "", max_length=170, description="Path of the tree, like 家居/家纺; missing nodes are made."
    )
    brand: str = Field("", max_length=60)
    description: str = Field("", max_length=5000)
    selling_points: list[str] = Field(default_factory=list, max_length=3)
    ship_within_hours: int = Field(48, ge=1, le=1080)
    return_days: int = Field(7, ge=0, le=90)
    return_exempt_reason: str = Field("", max_length=80)
    return_exempt_consent: str = Field(
        "", max_length=160, description="What the buyer ticks; empty: the standard sentence."
    )
    is_listed: bool = True
    claims: list[ClaimBody] | None = Field(
        None, max_length=20, description="Null keeps what is stored."
    )
    needs: list[str] | None = Field(None, max_length=12, description="Null keeps what is stored.")
    launched_on: date | None = Field(None, description="First day on sale.")
    skus: list[SkuBody] = Field(max_length=200, description="SKUs not named stay as they are.")

    def draft(self) -> ProductDraft:
        fields = self.dict(exclude={"shop_id", "skus"})
        return ProductDraft(**fields, skus=[SkuDraft(**sku.dict()) for sku in self.skus])


class SkuOut(Schema):
    id: int
    code: str
    name: str
    barcode: str
    daily_price: int
    floor_price: int | None = Field(description="Null when the role may not see it.")
    cost: int | None = Field(description="Null when the role may not see it.")
    weight_g: int
    is_active: bool
    attributes: dict[str, str]
    image: str = Field(description="Address of the SKU's own picture; empty when there is none.")
    is_gift: bool
    presale_ships_at: datetime | None
    components: dict[str, int] = Field(description="Of a bundle: SKU code to units.")


class ProductOut(Schema):
    id: int
    code: str
    name: str
    category: str
    brand: str
    description: str
    selling_points: list[str]
    ship_within_hours: int
    return_days: int
    return_exempt_reason: str
    return_exempt_consent: str = Field(description="Empty: the standard sentence.")
    claims: list[ClaimBody]
    needs: list[str]
    launched_on: date | None
    image: str = Field(description="Address of the picture; empty when there is none.")
    is_listed: bool
    skus: list[SkuOut]


class ProductPage(Schema):
    items: list[ProductOut]
    total: int
    categories: list[str] = Field(description="Paths of the tree, parents first.")
    needs: list[str]


class ImageOut(Schema):
    image: str
