"""What crosses the border of catalog. Money is in minor units (分)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime


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
    attributes: dict[str, str] = field(default_factory=dict)  # {"颜色": "雾蓝"}
    is_gift: bool = False  # comes with something else, is not sold alone
    presale_ships_at: datetime | None = None  # aware; the promise of a pre-sale
    components: dict[str, int] | None = None  # SKU code → units; None keeps what is stored


@dataclass(frozen=True, slots=True)
class ProductDraft:
    """A product as somebody wants it. SKUs that are not named stay as they are."""

    code: str
    name: str
    category: str = ""  # path of the tree, 家居/家纺; nodes that are missing are made
    brand: str = ""
    description: str = ""
    selling_points: list[str] = field(default_factory=list)
    ship_within_hours: int = 48
    return_days: int = 7
    return_exempt_reason: str = ""
    is_listed: bool = True
    claims: list[dict[str, str]] | None = None  # [{"text", "proof"}]; None keeps what is stored
    skus: list[SkuDraft] = field(default_factory=list)
    needs: list[str] | None = None  # 需求/场景; None keeps what is stored
    return_exempt_consent: str = ""  # empty: the standard sentence with the reason
    launched_on: date | None = None


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """What is wrong with one value and what to do."""

    field: str
    value: str
    message: str


@dataclass(frozen=True, slots=True)
class CobrandDraft:
    """A partner's share of a SKU's net sales, days inclusive; 1250 basis points are 12.5 %."""

    partner: str
    share_bp: int
    starts_on: date
    ends_on: date | None = None
