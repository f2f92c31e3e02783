"""What crosses the border of catalog. Money is in minor units (分)."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class SkuDraft:
    """A SKU as somebody wants it; known by its code within the shop."""

    code: str
    daily_price: int
    name: str = ""
    barcode: str = ""
    floor_price: int = 0
    cost: int = 0
    weight_g: int = 0
    is_active: bool = True


@dataclass(frozen=True, slots=True)
class ProductDraft:
    """A product as somebody wants it. SKUs that are not named stay as they are."""

    code: str
    name: str
    category: str = ""
    brand: str = ""
    description: str = ""
    selling_points: list[str] = field(default_factory=list)
    ship_within_hours: int = 48
    return_days: int = 7
    return_exempt_reason: str = ""
    is_listed: bool = True
    claims: list[dict[str, str]] | None = None  # [{"text", "proof"}]; None keeps what is stored
    skus: list[SkuDraft] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """What is wrong with one value and what to do."""

    field: str
    value: str
    message: str
