"""What crosses the border of pricing. Money in minor units, shares in basis points."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Method = Literal["cost", "competition", "value", "custom"]
Market = Literal["CN", "EU"]


@dataclass(frozen=True, slots=True)
class Deal:
    """Units of a SKU in a paid order; ``unit_price`` after every discount, rounded down."""

    order_id: int
    shop_id: int
    sku_id: int
    unit_price: int
    quantity: int


@dataclass(frozen=True, slots=True)
class DealDay:
    """What a SKU sold for on one day of its shop."""

    day: date
    lowest: int
    units: int
    orders: int
    amount: int


@dataclass(frozen=True, slots=True)
class Settings:
    """How a shop prices."""

    market: Market = "CN"
    gap_alert_bp: int = 500  # warn when dearer than the rivals' median by more
    target_margin_bp: int = 3_000
    fee_bp: int = 500  # platform, payment and commission, of the price
    ceiling_bp: int = 12_000  # suggestions stay below this share of the daily price


@dataclass(frozen=True, slots=True)
class RivalSeen:
    """A rival's price as somebody saw it."""

    rival: str
    price: int
    seen_on: date


@dataclass(frozen=True, slots=True)
class Attribute:
    """What buyers weigh: importance, and the scores (0–10) of our product and the reference."""

    name: str
    weight: int
    ours: int
    theirs: int


@dataclass(frozen=True, slots=True)
class SurveyPoint:
    """How many of those asked would pay this price."""

    price: int
    buyers: int


@dataclass(frozen=True, slots=True)
class ValueFacts:
    """What is known of the perceived value."""

    reference_name: str = ""
    reference_price: int = 0
    attributes: list[Attribute] = field(default_factory=list)
    survey: list[SurveyPoint] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Proposal:
    """One method's price. ``problem`` says what is missing when there is none."""

    method: Method
    price: int | None
    margin_bp: int | None
    basis: str
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Gap:
    """Our price against what rivals ask."""

    median: int
    lowest: int
    rivals: int
    gap_bp: int  # above zero: we are dearer than the median
    position: int  # 1: we are the cheapest
    is_alert: bool


@dataclass(frozen=True, slots=True)
class BeforePrice:
    """The highest price a reduction may be compared with, and its proof.

    ``price`` None: no comparison is lawful. The window holds both its days.
    """

    market: Market
    price: int | None
    day: date | None
    orders: int
    units: int
    window_from: date
    window_to: date
    basis: Literal["lowest_deal", "last_deal", "list_price", "none"]


@dataclass(frozen=True, slots=True)
class Elasticity:
    """The regression's answer, or why there is none."""

    value: float | None
    standard_error: float | None
    low: float | None  # 95 % interval
    high: float | None
    r_squared: float | None
    days: int
    distinct_prices: int
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """The price of the greatest expected profit between floor and ceiling, per day."""

    elasticity: Elasticity
    floor: int
    ceiling: int
    price: int | None = None
    expected_units: float | None = None
    expected_profit: int | None = None
    profit_now: int | None = None
    price_now: int | None = None
    problem: str = ""
