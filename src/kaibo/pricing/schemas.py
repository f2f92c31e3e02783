"""Bodies of ``/pricing``. Money in minor units, shares in basis points (10,000 = all)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from ninja import Schema
from pydantic import Field

BIGGEST_ID = 2**63 - 1
MOST_MONEY = 10**11
Id = Annotated[int, Field(ge=1, le=BIGGEST_ID)]
Money = Annotated[int, Field(ge=1, le=MOST_MONEY)]
Text = Annotated[str, Field(pattern=r"^[^\x00]*$")]
# Days that PostgreSQL and the shop's clock both can hold.
Day = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2100, 1, 1))]


class PricingSettings(Schema):
    market: Literal["CN", "EU"] = Field(description="Whose law of before-prices holds.")
    gap_alert_bp: int = Field(ge=0, le=10_000, description="Alert above the median by more.")
    target_margin_bp: int = Field(ge=0, le=9_000)
    fee_bp: int = Field(ge=0, le=9_000, description="Platform, payment, commission, of the price.")
    ceiling_bp: int = Field(ge=5_000, le=50_000, description="Of the daily price.")


class PricingSettingsBody(PricingSettings):
    shop_id: Id


class GapOut(Schema):
    median: int
    lowest: int
    rivals: int
    gap_bp: int = Field(description="Above zero: dearer than the median.")
    position: int = Field(description="1: the cheapest.")
    is_alert: bool


class BeforePriceOut(Schema):
    market: str
    price: int | None = Field(description="The highest lawful comparison; null: none is.")
    day: date | None
    orders: int = Field(description="Orders of that day that prove it.")
    units: int
    window_from: date
    window_to: date
    basis: Literal["lowest_deal", "last_deal", "list_price", "none"]


class DecisionOut(Schema):
    id: int
    method: str
    price: int
    margin_bp: int
    reason: str
    decided_by: str
    decided_at: datetime


class PriceRowOut(Schema):
    sku_id: int
    code: str
    product: str
    sku_name: str
    image: str
    daily_price: int
    floor_price: int
    cost: int
    margin_bp: int
    gap: GapOut | None
    decision: DecisionOut | None
    before: BeforePriceOut


class PricePage(Schema):
    items: list[PriceRowOut]
    total: int
    alerts: int = Field(description="SKUs of the shop above their gap alert.")


class ProposalOut(Schema):
    method: Literal["cost", "competition", "value", "custom"]
    price: int | None
    margin_bp: int | None
    basis: str = Field(description="From what it was made, for people.")
    problem: str = Field(description="What is missing when there is no price.")


class ScoredAttributeBody(Schema):
    name: Text = Field(min_length=1, max_length=30)
    weight: int = Field(ge=1, le=10)
    ours: int = Field(ge=0, le=10)
    theirs: int = Field(ge=0, le=10)


class SurveyPointBody(Schema):
    price: Money
    buyers: int = Field(ge=0, le=1_000_000, description="Who would pay this price.")


class ValueOut(Schema):
    reference_name: Text = Field("", max_length=60)
    reference_price: int = Field(0, ge=0, le=MOST_MONEY)
    attributes: list[ScoredAttributeBody] = Field([], max_length=20)
    survey: list[SurveyPointBody] = Field([], max_length=20)


class ValueBody(ValueOut):
    shop_id: Id


class RivalOut(Schema):
    id: int
    rival: str
    price: int
    seen_on: date
    url: str
    note: str


class RivalBody(Schema):
    shop_id: Id
    rival: Text = Field(min_length=1, max_length=60)
    price: Money
    seen_on: Day
    url: Text = Field("", max_length=300)
    note: Text = Field("", max_length=200)


class DecisionBody(Schema):
    shop_id: Id
    method: Literal["cost", "competition", "value", "custom"]
    price: Money
    reason: Text = Field(min_length=1, max_length=300)


class DealDayOut(Schema):
    day: date
    lowest: int
    units: int
    orders: int
    amount: int


class ElasticityOut(Schema):
    value: float | None = Field(description="Percent of units per percent of price.")
    standard_error: float | None
    low: float | None = Field(description="Lower end of the 95 % interval.")
    high: float | None
    r_squared: float | None
    days: int
    distinct_prices: int
    problem: str


class SuggestionOut(Schema):
    elasticity: ElasticityOut
    floor: int
    ceiling: int
    price: int | None
    expected_units: float | None = Field(description="A day.")
    expected_profit: int | None = Field(description="A day.")
    profit_now: int | None = Field(description="Expected a day at the daily price.")
    price_now: int | None
    problem: str


class PriceDetail(PriceRowOut):
    proposals: list[ProposalOut]
    value: ValueOut
    rivals: list[RivalOut]
    decisions: list[DecisionOut]
    deals: list[DealDayOut]
    suggestion: SuggestionOut


class RivalBadRow(Schema):
    line: int
    column: str
    value: str
    message: str


class RivalImportOut(Schema):
    good: int
    stored: int
    bad: list[RivalBadRow]


class PriceClaimOut(Schema):
    is_lawful: bool
    reason: str
    proof: BeforePriceOut
