"""What the checkout API says and hears. Money in minor units, times in ISO 8601."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Annotated, Any, Literal

from ninja import Field, Schema

from kaibo.selling.checkout.contracts import OfferFact
from kaibo.selling.schemas import OrderOut

BigId = Annotated[int, Field(ge=1, le=2**63 - 1)]
Units = Annotated[int, Field(ge=1, le=999)]
Amount = Annotated[int, Field(ge=0, le=2**53)]


class WantedIn(Schema):
    """Units of one offer."""

    offer_id: BigId
    quantity: Units
    no_return_known: bool = Field(
        False, description="The buyer ticked, for this purchase, that the goods cannot be returned"
    )


class QuoteIn(Schema):
    """What a buyer chose. Leave ``coupon_claim_ids`` out for the best coupons held."""

    room: str = Field(max_length=40, description="Slug of the room")
    lines: list[WantedIn] = Field(min_length=1, max_length=50)
    address_id: BigId | None = Field(None, description="Left out: the default address")
    coupon_claim_ids: list[BigId] | None = Field(None, max_length=20)
    points: Amount | None = Field(0, description="Points to use; null: as many as allowed")
    credit: Amount | None = Field(0, description="Store credit to use; null: as much as allowed")
    redpacket: Amount | None = Field(None, description="Red-packet cash; null: as much as allowed")


class OfferFactOut(Schema):
    """An offer as it stands now."""

    offer_id: int
    link_id: int
    link_number: int
    sku_id: int
    product_id: int
    name: str
    sku_name: str
    image: str
    price: int
    daily_price: int
    left: int
    limit: int = Field(description="Units per buyer; 0: no limit")
    allowed: int = Field(description="Units this buyer may still take")
    ship_within_hours: int
    presale_ships_at: dt.datetime | None
    return_days: int
    no_return_reason: str
    no_return_text: str = Field(description="The sentence to tick; empty when none is needed")
    seller: str

    @staticmethod
    def resolve_no_return_text(fact: Any) -> str:
        from kaibo.selling.checkout.answer import no_return_text

        return no_return_text(fact) if isinstance(fact, OfferFact) and fact.is_exempt else ""


class CutOut(Schema):
    """What one promotion takes off a line."""

    name: str
    amount: int


class QuotedLineOut(Schema):
    """A line with every part of its price; ``paid`` is what is left to pay in money."""

    fact: OfferFactOut
    quantity: int
    state: Literal["ok", "ended", "unlisted", "sold_out", "short", "limit"]
    goods: int
    discount: int
    points: int
    credit: int
    paid: int
    cuts: list[CutOut]
    needs_tick: bool = Field(description="The tick for goods without return is still missing")

    @staticmethod
    def resolve_cuts(line: Any) -> list[dict[str, Any]]:
        return [{"name": name, "amount": amount} for name, amount in line.cuts]


class QuotedGiftOut(Schema):
    """Units that come free."""

    offer_id: int
    name: str
    image: str
    quantity: int
    value: int = Field(description="Stated worth of one unit")


class PriceTextOut(Schema):
    """A sentence in both languages."""

    zh: str
    en: str
    code: str


class QuotedCouponOut(Schema):
    """A coupon the buyer holds in this shop."""

    claim_id: int
    name: str
    is_used: bool
    expires_at: dt.datetime | None


class PurseOut(Schema):
    """What the buyer could use in this shop."""

    points: int
    credit: int
    redpacket: int


class QuoteOut(Schema):
    """What it costs, and why."""

    quote_id: int | None = Field(description="Place this one; null while something is lacking")
    expires_at: dt.datetime | None
    lines: list[QuotedLineOut]
    gifts: list[QuotedGiftOut]
    goods_amount: int
    discount_amount: int
    redpacket_amount: int = Field(description="Part of discount_amount")
    shipping_amount: int
    points_used: int
    points_amount: int = Field(description="Money worth of the points")
    credit_amount: int
    pay_amount: int
    coupons: list[QuotedCouponOut]
    purse: PurseOut
    steps: list[PriceTextOut] = Field(description="How the price is made, line by line")
    skipped: list[PriceTextOut] = Field(description="What did not apply, and why")
    hints: list[PriceTextOut] = Field(description="What a little more would bring")
    lacks: list[Literal["login", "address", "lines", "tick", "not_on_air"]]


class PlaceIn(Schema):
    """The quote to place, with the amount its buyer saw."""

    quote_id: BigId
    pay_amount: Amount
    key: uuid.UUID = Field(description="Idempotency key: sent again it returns the same order")
    source: str = Field("direct", max_length=40, description="Value of ?from= of the room's link")


class PlacedOut(Schema):
    """An order that stands."""

    order_id: int
    order_no: str
    pay_amount: int
    expires_at: dt.datetime
    is_repeat: bool


class CartAddIn(Schema):
    """Units to put into the cart."""

    offer_id: BigId
    quantity: Units = 1


class CartSetIn(Schema):
    """How many units there shall be; 0 takes the offer out."""

    quantity: Annotated[int, Field(ge=0, le=999)]


class CartUnitsOut(Schema):
    """How many units of the offer are in the cart now."""

    offer_id: int
    quantity: int


class CartLineOut(Schema):
    """An item of the cart as it stands now."""

    fact: OfferFactOut
    quantity: int
    price_seen: int = Field(description="Unit price when the buyer last looked")
    state: Literal["ok", "ended", "unlisted", "sold_out", "short", "limit"]
    added_at: dt.datetime


class OrderTabOut(Schema):
    """One page of a tab of the buyer's orders."""

    orders: list[OrderOut]
    next_before: int | None = Field(description="Give it as `before` for the next page")


class MomentOut(Schema):
    """Something that happened to the order."""

    kind: str = Field(description="placed, paid, shipped, completed, refund_asked, refunded, …")
    at: dt.datetime
    amount: int | None


class LineExtraOut(Schema):
    """What is kept about a line beside its price."""

    line_id: int
    discount: int
    is_gift: bool
    cuts: list[CutOut] = Field(description="What each promotion took off")
    consent: str = Field(description="The sentence that was ticked; empty when none was needed")
    snapshot: dict[str, Any] = Field(
        description="Product, price, claims and promise of that second, kept three years"
    )
    snapshot_at: dt.datetime


class OrderStoryOut(Schema):
    """Everything kept about an order of the caller."""

    order: OrderOut
    address: Any = Field(None, description="Where the parcel goes")
    points_amount: int
    credit_amount: int
    steps: list[PriceTextOut]
    moments: list[MomentOut]
    lines: list[LineExtraOut]


class RefundUnitsIn(Schema):
    """Units of a line of the order."""

    line_id: BigId
    quantity: Units


class RefundPreviewIn(Schema):
    """Which units would go back."""

    lines: list[RefundUnitsIn] = Field([], max_length=50, description="Empty: all that is left")


class RefundPreviewOut(Schema):
    """What would come back."""

    money: int = Field(description="Through the payment provider")
    points: int = Field(description="Points, their money worth")
    credit: int = Field(description="Store credit")
    has_shipping: bool = Field(description="The shipping fee is part of it")
