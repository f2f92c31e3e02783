"""What crosses the border of promotions: a cart, who buys it, what is on offer, what it costs.

Django-free and frozen. Money is in minor units (分), shares are in basis points (10,000 = all),
weights in grams, times aware UTC. `msgspec` reads and writes every struct as JSON; the terms of a
stored promotion are `msgspec.convert(terms_json, TERMS_OF[kind])`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from kaibo.promotions.terms import (
    LAYER_OF,
    TERMS_OF,
    BundleTerms,
    BuyGetTerms,
    CreditTerms,
    FreeShippingTerms,
    Frozen,
    GiftItem,
    GiftTerms,
    Kind,
    Layer,
    OffTerms,
    PointsTerms,
    RedPacketTerms,
    ShippingFeeTerms,
    SpendSaveTerms,
    Terms,
    Tier,
    UnitTerms,
    Zone,
)

__all__ = [
    "LAYER_OF", "TERMS_OF", "Audience", "BundleTerms", "BuyGetTerms", "BuyerFacts", "Cart",
    "CartLine", "CreditTerms", "FreeShippingTerms", "GiftItem", "GiftTerms", "HeldCoupon",
    "Kind", "Layer", "LineDiscount", "OffTerms", "PointsTerms", "Priced", "PricedGift",
    "PricedLine", "Promotion", "PromotionUse", "RedPacketTerms", "Scope", "ShippingFeeTerms",
    "SpendSaveTerms", "Step", "Terms", "Tier", "UnitTerms", "Zone",
]  # fmt: skip

# What a promotion is -------------------------------------------------------------------------


class Scope(Frozen, frozen=True):
    """Which lines take part: all, or those that any list names; ``except_*`` take lines out."""

    all: bool = False
    product_ids: tuple[int, ...] = ()
    category_ids: tuple[int, ...] = ()
    sku_ids: tuple[int, ...] = ()
    link_ids: tuple[int, ...] = ()
    except_product_ids: tuple[int, ...] = ()
    except_sku_ids: tuple[int, ...] = ()


class Audience(Frozen, frozen=True):
    """Who may use it: every condition that is given must hold; none given: everyone."""

    newcomers_only: bool = False
    min_level: int = 0  # members of this level or above
    tags: tuple[str, ...] = ()  # any of them
    buyer_ids: tuple[int, ...] = ()  # named buyers


class Promotion(Frozen, frozen=True):
    """One campaign as the engine sees it.

    ``per_user_limit`` and ``uses_left`` count units for unit prices and orders for all else;
    ``budget_left`` is money. None: without limit. Greater ``priority`` comes first.
    """

    id: int
    version: int
    kind: Kind
    name: str
    terms: Terms
    scope: Scope = Scope(all=True)
    audience: Audience = Audience()
    starts_at: dt.datetime | None = None
    ends_at: dt.datetime | None = None
    show_id: int | None = None  # only in this show
    priority: int = 0
    stack_group: str = ""  # one promotion per group and layer; "" is a group like any other
    is_exclusive: bool = False  # its lines take no other promotion
    needs_coupon: bool = False
    per_user_limit: int | None = None
    uses_left: int | None = None
    budget_left: int | None = None


# What is bought, by whom ---------------------------------------------------------------------


class CartLine(Frozen, frozen=True):
    """Units of one offer; an offer stands once in a cart."""

    offer_id: int
    sku_id: int
    product_id: int
    quantity: int
    unit_price: int
    category_ids: tuple[int, ...] = ()  # the category and its parents
    link_id: int | None = None
    weight_g: int = 0  # of one unit


class Cart(Frozen, frozen=True):
    """Lines of one shop, where they go, and what the buyer chose.

    ``coupon_claim_ids`` None: the best coupons held; a tuple: only those. Of points, credit and
    red-packet cash None is as much as allowed and 0 nothing. ``gifts_left`` holds units left per
    gift offer; an offer that is not named has enough.
    """

    shop_id: int
    lines: tuple[CartLine, ...]
    currency: str = "CNY"
    show_id: int | None = None
    province: str | None = None
    coupon_claim_ids: tuple[int, ...] | None = None
    points_wanted: int | None = 0
    credit_wanted: int | None = 0
    redpacket_wanted: int | None = None
    gifts_left: dict[int, int] = {}


class HeldCoupon(Frozen, frozen=True):
    """A coupon claimed and not spent."""

    claim_id: int
    promotion_id: int
    expires_at: dt.datetime | None = None


class BuyerFacts(Frozen, frozen=True):
    """What promotions may look at; balances in points and minor units."""

    buyer_id: int
    is_newcomer: bool = False
    member_level: int = 0
    tags: frozenset[str] = frozenset()
    coupons: tuple[HeldCoupon, ...] = ()
    points: int = 0
    credit: int = 0
    redpacket: int = 0
    uses: Mapping[int, int] = {}  # promotion id → units or orders used before


# What it costs -------------------------------------------------------------------------------


class LineDiscount(Frozen, frozen=True):
    """What one promotion takes off one line."""

    promotion_id: int
    amount: int


class PricedLine(Frozen, frozen=True):
    """A line with every part of its price; ``paid`` is what is left to pay in money.

    goods = unit_price × quantity; paid = goods − discount − points − credit ≥ 0.
    """

    offer_id: int
    sku_id: int
    quantity: int
    unit_price: int
    goods: int
    discounts: tuple[LineDiscount, ...]
    discount: int
    points: int  # money worth of the points on it
    credit: int
    paid: int


class PricedGift(Frozen, frozen=True):
    """Units that come free; a line of the order with is_gift."""

    promotion_id: int
    offer_id: int
    sku_id: int
    quantity: int
    value: int  # stated worth of one unit


class PromotionUse(Frozen, frozen=True):
    """What an order takes of a campaign's limits: units or 1, and money."""

    promotion_id: int
    version: int
    quantity: int
    per_user_limit: int | None
    amount: int


class Step(Frozen, frozen=True):
    """A line of the explanation: a code and what stands in its sentence."""

    code: str
    params: dict[str, int | str]
    promotion_id: int | None = None


class Priced(Frozen, frozen=True):
    """A cart's price.

    pay_amount = goods_amount − discount_amount + shipping_amount − points_amount − credit_amount,
    never negative. ``discount_amount`` is that of all lines and holds ``redpacket_amount``;
    ``shipping_amount`` is after ``shipping_discount``. Lines stand in ascending offer id.
    """

    lines: tuple[PricedLine, ...]
    gifts: tuple[PricedGift, ...]
    goods_amount: int
    discount_amount: int
    redpacket_amount: int
    shipping_amount: int
    shipping_discount: int
    points_used: int  # in points
    points_amount: int
    credit_amount: int
    shipping_credit: int  # part of credit_amount that pays for shipping
    pay_amount: int
    uses: tuple[PromotionUse, ...]
    coupon_claim_ids: tuple[int, ...]
    steps: tuple[Step, ...]
    skipped: tuple[Step, ...]  # what did not apply, and why
    hints: tuple[Step, ...]  # 差 30 元可再减 20
    is_best: bool  # False when the search for the best choice was cut short
