"""What crosses the border of checkout. Frozen; money in minor units."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

LineState = Literal["ok", "ended", "unlisted", "sold_out", "short", "limit"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Units of one offer that somebody wants."""

    offer_id: int
    quantity: int


@dataclass(frozen=True, slots=True)
class Wish:
    """All that a buyer chose. None means: the best coupons; as much as allowed."""

    room_slug: str
    lines: tuple[Wanted, ...]
    address_id: int | None = None
    coupon_claim_ids: tuple[int, ...] | None = None
    points: int | None = 0
    credit: int | None = 0
    redpacket: int | None = None
    no_return_known: frozenset[int] = frozenset()  # offers whose tick the buyer set


@dataclass(frozen=True, slots=True)
class OfferFact:
    """An offer as it stands now."""

    offer_id: int
    show_id: int
    link_id: int
    link_number: int
    sku_id: int
    product_id: int
    category_ids: tuple[int, ...]
    name: str
    sku_name: str
    image: str
    price: int
    daily_price: int
    left: int
    limit: int  # of units per buyer; 0: none
    held: int  # units the buyer holds against it
    is_listed: bool
    weight_g: int
    ship_within_hours: int
    presale_ships_at: dt.datetime | None
    return_days: int
    no_return_reason: str
    no_return_text: str
    seller: str
    is_gift: bool = False  # comes with something else, is not sold alone

    @property
    def is_exempt(self) -> bool:
        """Without the 7-day return: the buyer must tick so for this purchase."""
        return self.return_days == 0 or self.no_return_reason != ""

    @property
    def allowed(self) -> int:
        """The most units this buyer may still take."""
        return self.left if self.limit == 0 else max(0, min(self.left, self.limit - self.held))


@dataclass(frozen=True, slots=True)
class Text:
    """A sentence in both languages."""

    zh: str
    en: str
    code: str = ""
    promotion_id: int | None = None


@dataclass(frozen=True, slots=True)
class QuotedLine:
    """A line with its price to the cent; ``cuts`` are (name of the promotion, amount)."""

    fact: OfferFact
    quantity: int
    state: LineState
    goods: int
    discount: int
    points: int
    credit: int
    paid: int
    cuts: tuple[tuple[str, int], ...] = ()
    needs_tick: bool = False


@dataclass(frozen=True, slots=True)
class QuotedGift:
    """Units that come free."""

    offer_id: int
    name: str
    image: str
    quantity: int
    value: int


@dataclass(frozen=True, slots=True)
class Purse:
    """What the buyer could use in this shop."""

    points: int = 0
    credit: int = 0
    redpacket: int = 0


@dataclass(frozen=True, slots=True)
class QuotedCoupon:
    """A coupon the buyer holds; ``why_not`` is said when it is not used here."""

    claim_id: int
    name: str
    is_used: bool
    expires_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Quoted:
    """The answer to a wish. ``quote_id`` is None until it can be placed; ``lacks`` says why."""

    quote_id: int | None
    expires_at: dt.datetime | None
    lines: tuple[QuotedLine, ...]
    gifts: tuple[QuotedGift, ...]
    goods_amount: int
    discount_amount: int
    redpacket_amount: int
    shipping_amount: int
    points_used: int
    points_amount: int
    credit_amount: int
    pay_amount: int
    coupons: tuple[QuotedCoupon, ...]
    purse: Purse
    steps: tuple[Text, ...]
    skipped: tuple[Text, ...]
    hints: tuple[Text, ...]
    lacks: tuple[str, ...] = ()  # login, address, lines, tick, not_on_air


@dataclass(frozen=True, slots=True)
class Placed:
    """An order that stands."""

    order_id: int
    order_no: str
    pay_amount: int
    expires_at: dt.datetime
    is_repeat: bool


@dataclass(frozen=True, slots=True)
class CartLine:
    """An item of the cart against the facts; ``price_seen`` differs when the price moved."""

    fact: OfferFact
    quantity: int
    price_seen: int
    state: LineState
    added_at: dt.datetime
