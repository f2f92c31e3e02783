"""Bodies of the product API. Money is in minor units (分)."""

from __future__ import annotations

from ninja import Schema
from pydantic import Field

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


class ProductBody(Schema):
    shop_id: int = Field(gt=0)
    code: str = Field(min_length=1, max_length=40)
    name: str = Field(min_length=1, max_length=120)
    category: str = Field("", max_length=60)
    brand: str = Field("", max_length=60)
    description: str = Field("", max_length=5000)
    selling_points: list[str] = Field(default_factory=list, max_length=3)
    ship_within_hours: int = Field(48, ge=1, le=1080)
    return_days: int = Field(7, ge=0, le=90)
    return_exempt_reason: str = Field("", max_length=80)
    is_listed: bool = True
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
    image: str = Field(description="Address of the picture; empty when there is none.")
    is_listed: bool
    skus: list[SkuOut]


class ProductPage(Schema):
    items: list[ProductOut]
    total: int
    categories: list[str]


class ImageOut(Schema):
    image: str
