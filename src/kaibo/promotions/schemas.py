"""Bodies of the promotions API. Money is in minor units (分), shares in 10,000ths."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import AfterValidator, Field, JsonValue

from kaibo.promotions.rules.campaign import CampaignDraft

BIGGEST_ID = 2**63 - 1
BIGGEST = 10**12
State = Literal["draft", "running", "paused", "ended"]


def _storable(text: str) -> str:
    """PostgreSQL keeps no NUL character."""
    if "\0" in text:
        raise ValueError("a NUL character cannot be stored")
    text.encode()  # half of a character (a lone surrogate) cannot be stored either
    return text


def _aware(at: dt.datetime) -> dt.datetime:
    if at.tzinfo is None:
        raise ValueError("give the time with its zone, such as 2026-11-11T20:00:00+08:00")
    if not 2000 <= at.year <= 2200:
        raise ValueError("give a year between 2000 and 2200")
    return at


def _storable_json(value: dict[str, Any]) -> dict[str, Any]:
    _check_json(value, 0)
    return value


def _check_json(value: object, depth: int) -> None:
    if depth > 6:
        raise ValueError("nested too deep")
    if isinstance(value, str):
        _storable(value)
    elif isinstance(value, dict):
        for key, each in value.items():
            _storable(str(key))
            _check_json(each, depth + 1)
    elif isinstance(value, list):
        for each in value:
            _check_json(each, depth + 1)


Text = Annotated[str, AfterValidator(_storable)]
Moment = Annotated[dt.datetime, AfterValidator(_aware)]
Json = Annotated[dict[str, JsonValue], AfterValidator(_storable_json)]


class CampaignFields(Schema):
    kind: Text = Field(
        max_length=24,
        description="flash_price, room_price, newcomer_price, member_price, buy_get, bundle_price, "
        "spend_save, amount_off, percent_off, amount_coupon, percent_coupon, gift, redpacket, "
        "shipping_fee, free_shipping, points or credit.",
    )
    name: Text = Field(max_length=60)
    starts_at: Moment
    ends_at: Moment = Field(description="It holds in [starts_at, ends_at).")
    terms: Json = Field(
        description='What it gives, by kind: spend_save {"tiers": [{"threshold": 30000, '
        '"off_amount": 4000}]}, amount_coupon {"off_amount": 2000, "threshold": 9900}, '
        'percent_coupon {"off_bp": 1500} (85 折), buy_get {"buy": 2, "get": 1}, …'
    )
    scope: Json = Field(
        default={"all": True},
        description='Which lines: {"all": true}, or product_ids, category_ids, sku_ids, link_ids; '
        "except_product_ids and except_sku_ids take lines out.",
    )
    audience: Json = Field(
        default_factory=dict,
        description="Which buyers: newcomers_only, min_level, tags, buyer_ids; every condition "
        "that is given must hold, none means everyone.",
    )
    priority: int = Field(0, ge=-1000, le=1000, description="The greater comes first.")
    stack_group: Text = Field(
        "", max_length=24, description="Only one campaign per group and kind of reduction applies."
    )
    is_exclusive: bool = Field(False, description="Its lines take no other campaign.")
    per_user_limit: int | None = Field(
        None, ge=1, le=1_000_000, description="Units (unit prices) or orders per buyer."
    )
    claim_limit: int = Field(1, ge=1, le=100, description="Coupons one buyer may claim.")
    valid_hours: int | None = Field(
        None, ge=1, le=24 * 366, description="Of a claimed coupon; null: until ends_at."
    )
    quantity: int | None = Field(
        None, ge=1, le=100_000_000, description="Coupons to issue, or uses; null: no limit."
    )
    budget: int | None = Field(
        None, ge=1, le=BIGGEST, description="Minor units of discount it may give; null: no limit."
    )
    show_id: int | None = Field(None, gt=0, le=BIGGEST_ID, description="Only in this show.")
    series: Text = Field(
        "", max_length=32, description="Coupons of one series are compared group by group."
    )

    def draft(self) -> CampaignDraft:
        names = CampaignDraft.__slots__
        return CampaignDraft(**{name: getattr(self, name) for name in names})


class CampaignBody(CampaignFields):
    shop_id: int = Field(gt=0, le=BIGGEST_ID)


class CampaignChange(CampaignFields):
    version: int | None = Field(None, ge=1, le=2**31 - 1, description="The one that was seen.")


class CautionOut(Schema):
    code: str = Field(description="below_floor or unlimited.")
    message: str
    sku_id: int | None
    lowest: int | None = Field(description="What one unit can cost at least.")
    floor: int | None


class MeterOut(Schema):
    unissued: int | None = Field(description="Coupons or uses left; null: no limit.")
    issued: int = Field(description="Coupons claimed so far, or uses.")
    held: int
    used: int
    expired: int
    budget_left: int | None
    budget_spent: int


class CampaignOut(CampaignFields):
    id: int
    shop_id: int
    state: State
    version: int
    is_coupon: bool
    started_at: dt.datetime | None
    ended_at: dt.datetime | None
    created_by: str = Field(description="Who made it; empty when by the system.")
    meter: MeterOut


class CampaignDetail(CampaignOut):
    cautions: list[CautionOut]


class CampaignPage(Schema):
    items: list[CampaignOut]
    total: int
    counts: dict[str, int] = Field(description="How many there are by state.")


class StartBody(Schema):
    accepts_cautions: bool = Field(
        False, description="Yes to the cautions (below floor price, unlimited); kept in the audit."
    )


class ExampleLineBody(Schema):
    sku_id: int = Field(gt=0, le=BIGGEST_ID)
    quantity: int = Field(gt=0, le=999)
    unit_price: int | None = Field(
        None, gt=0, le=BIGGEST, description="Price in the room; null: the daily price."
    )
    link_id: int | None = Field(None, gt=0, le=BIGGEST_ID)


class SimulateBody(Schema):
    shop_id: int = Field(gt=0, le=BIGGEST_ID)
    campaign_id: int | None = Field(
        None, gt=0, le=BIGGEST_ID, description="The stored campaign that the draft replaces."
    )
    draft: CampaignFields | None = Field(None, description="Null: only what runs.")
    lines: list[ExampleLineBody] = Field(min_length=1, max_length=50)
    show_id: int | None = Field(None, gt=0, le=BIGGEST_ID)
    province: Text | None = Field(None, max_length=20)
    is_newcomer: bool = False
    member_level: int = Field(0, ge=0, le=9)
    tags: list[Annotated[Text, Field(max_length=20)]] = Field(default_factory=list, max_length=20)
    holds_coupons: bool = Field(True, description="The buyer holds one of each coupon.")
    points: int = Field(0, ge=0, le=BIGGEST)
    credit: int = Field(0, ge=0, le=BIGGEST)
    redpacket: int = Field(0, ge=0, le=BIGGEST)


class PricedLineOut(Schema):
    sku_id: int
    name: str
    quantity: int
    unit_price: int
    goods: int
    discount: int
    paid: int


class PricedOut(Schema):
    lines: list[PricedLineOut]
    goods_amount: int
    discount_amount: int
    shipping_amount: int
    points_amount: int
    credit_amount: int
    pay_amount: int
    steps: list[str] = Field(description="Why it costs that, in the caller's language.")
    skipped: list[str] = Field(description="What did not apply, and why.")
    hints: list[str] = Field(description="What is missing for the next tier.")


class SimulateOut(Schema):
    before: PricedOut = Field(description="Under what runs already.")
    after: PricedOut = Field(description="With the draft.")
    problems: list[dict[str, str]] = Field(
        description="Why the draft cannot be priced: field and message; then after = before."
    )
    cautions: list[CautionOut]


class StandingBody(Schema):
    shop_id: int = Field(gt=0, le=BIGGEST_ID)
    level: int = Field(0, ge=0, le=9, description="Member level; 0: no member.")
    tags: list[Annotated[Text, Field(max_length=20)]] = Field(default_factory=list, max_length=20)


class StandingOut(Schema):
    viewer_id: int
    level: int
    tags: list[str]


class CorrectBody(Schema):
    shop_id: int = Field(gt=0, le=BIGGEST_ID)
    viewer_id: int = Field(gt=0, le=BIGGEST_ID)
    book: Literal["points", "credit"]
    amount: int = Field(
        ge=-1_000_000, le=1_000_000, description="Points or minor units; negative takes back."
    )
    why: Text = Field(min_length=2, max_length=80, description="Stands in the audit.")


class RedPacketBody(Schema):
    shop_id: int = Field(gt=0, le=BIGGEST_ID)
    viewer_id: int = Field(gt=0, le=BIGGEST_ID)
    amount: int = Field(gt=0, le=1_000_000)
    expires_at: Moment
    reason: Text = Field("", max_length=80)


class BalancesOut(Schema):
    points: int
    credit: int = Field(description="Store credit, minor units.")
    redpacket: int = Field(description="Red-packet cash, minor units.")


class HeldOut(Schema):
    """A coupon the buyer holds or held."""

    claim_id: int
    campaign_id: int
    name: str
    state: Literal["usable", "used", "expired", "paused"]
    off_amount: int = Field(description="Minor units off; 0 when it is a share.")
    off_bp: int = Field(description="Share off in 10,000ths; 0 when it is an amount.")
    threshold: int
    claimed_at: dt.datetime
    expires_at: dt.datetime
    order_id: int | None


class HoldingsOut(Schema):
    """All that a buyer holds in a shop."""

    balances: BalancesOut
    standing: StandingOut
    coupons: list[HeldOut] = Field(description="The last 50 claimed, usable first.")


class EntryOut(Schema):
    id: int
    at: dt.datetime
    amount: int = Field(description="Positive came in, negative went out.")
    reason: str = Field(
        description="earn, earn_back, by_hand, give, lapse, points, credit, redpacket …"
    )
    ref_id: int | None = Field(description="The order or packet it belongs to.")


class PointsRuleBody(Schema):
    shop_id: int = Field(gt=0, le=BIGGEST_ID)
    earn_per: int = Field(gt=0, le=1_000_000, description="Minor units paid that earn one point.")
    is_active: bool = True


class PointsRuleOut(Schema):
    earn_per: int
    is_active: bool
