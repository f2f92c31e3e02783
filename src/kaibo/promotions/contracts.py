"""What crosses the border of promotions: a cart, who buys it, what is on offer, what it costs.

Django-free and frozen. Money is in minor units (分), shares are in basis points (10,000 = all),
weights in grams, times aware UTC. `msgspec` reads and writes every struct as JSON; the terms of a
stored promotion are `msgspec.convert(terms_json, TERMS_OF[kind])`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Literal

import msgspec

Kind = Literal[
    "flash_price",  # 限时抢购: a unit price for a time
    "room_price",  # 直播间专享价
    "newcomer_price",  # 新人价
    "member_price",  # 会员价
    "buy_get",  # 买二送一, 第二件半价
    "bundle_price",  # 99 元任选 3 件, or named units for one price
    "spend_save",  # 满减, 每满减, 满件折
    "amount_off",  # 立减, 新人立减
    "percent_off",  # 立享折扣
    "amount_coupon",  # 满减券, 无门槛券
    "percent_coupon",  # 折扣券
    "gift",  # 满赠
    "redpacket",  # 现金红包抵扣
    "shipping_fee",  # 运费模板
    "free_shipping",  # 包邮
    "points",  # 积分抵现
    "credit",  # 余额支付
]
Layer = Literal["unit", "set", "order", "coupon", "gift", "redpacket", "shipping", "tender"]

LAYER_OF: dict[Kind, Layer] = {
    "flash_price": "unit",
    "room_price": "unit",
    "newcomer_price": "unit",
    "member_price": "unit",
    "buy_get": "set",
    "bundle_price": "set",
    "spend_save": "order",
    "amount_off": "order",
    "percent_off": "order",
    "amount_coupon": "coupon",
    "percent_coupon": "coupon",
    "gift": "gift",
    "redpacket": "redpacket",
    "shipping_fee": "shipping",
    "free_shipping": "shipping",
    "points": "tender",
    "credit": "tender",
}


class _Frozen(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A value: equal when its fields are equal."""


# What a promotion gives, one struct per way of reckoning ------------------------------------


class UnitTerms(_Frozen, frozen=True):
    """A lower unit price: named per SKU, else a share or an amount off the cart's unit price."""

    prices: dict[int, int] = {}  # sku id → unit price
    off_bp: int = 0
    off_amount: int = 0


class BuyGetTerms(_Frozen, frozen=True):
    """Of every ``buy`` + ``get`` units the ``get`` cheapest are ``off_bp`` cheaper (10,000: free).

    第二件半价 is buy 1, get 1, off 5,000. With ``same_sku`` only units of one SKU make a set.
    """

    buy: int
    get: int
    off_bp: int = 10_000
    same_sku: bool = True
    max_sets: int | None = None


class BundleTerms(_Frozen, frozen=True):
    """A set of units for one price.

    ``units`` names how many of each SKU; when empty, any ``n`` units of the scope make a set.
    """

    price: int
    n: int = 0
    units: dict[int, int] = {}  # sku id → units of it in a set
    max_sets: int | None = None


class Tier(_Frozen, frozen=True):
    """From ``threshold`` (minor units, or units) an amount off, or a share."""

    threshold: int
    off_amount: int = 0
    off_bp: int = 0


class SpendSaveTerms(_Frozen, frozen=True):
    """满减: the best tier reached; with ``repeats`` (每满减) one tier as often as it fits."""

    tiers: tuple[Tier, ...]
    counts: Literal["amount", "units"] = "amount"
    repeats: bool = False
    max_off: int | None = None


class OffTerms(_Frozen, frozen=True):
    """An amount or a share off from a threshold on; of coupons and of direct reductions."""

    off_amount: int = 0
    off_bp: int = 0
    threshold: int = 0
    max_off: int | None = None


class GiftItem(_Frozen, frozen=True):
    """Units given with a purchase; ``value`` is the stated worth of one unit."""

    offer_id: int
    sku_id: int
    quantity: int = 1
    value: int = 0


class GiftTerms(_Frozen, frozen=True):
    """Gifts from an amount or a number of units on; with ``repeats`` once per threshold."""

    items: tuple[GiftItem, ...]
    threshold: int = 0
    counts: Literal["amount", "units"] = "amount"
    repeats: bool = False
    max_times: int = 1


class RedPacketTerms(_Frozen, frozen=True):
    """How much of the goods red-packet cash may cover."""

    threshold: int = 0
    max_share_bp: int = 10_000
    max_off: int | None = None


class Zone(_Frozen, frozen=True):
    """A tariff: ``first_fee`` up to ``first_g``, then ``step_fee`` per begun ``step_g``."""

    first_fee: int
    first_g: int = 1_000
    step_fee: int = 0
    step_g: int = 1_000
    provinces: tuple[str, ...] = ()  # empty: everywhere else


class ShippingFeeTerms(_Frozen, frozen=True):
    """运费模板: the zone that names the province, else the zone that names none."""

    zones: tuple[Zone, ...]


class FreeShippingTerms(_Frozen, frozen=True):
    """包邮 from ``threshold`` (of the tag prices) or ``units`` on, not to ``except_provinces``."""

    threshold: int = 0
    units: int = 0
    max_weight_g: int | None = None
    except_provinces: tuple[str, ...] = ()


class PointsTerms(_Frozen, frozen=True):
    """积分抵现: ``points_per_minor`` points pay one minor unit of the goods."""

    points_per_minor: int = 1
    max_share_bp: int = 10_000
    min_points: int = 0


class CreditTerms(_Frozen, frozen=True):
    """余额: pays goods and shipping up to this share."""

    max_share_bp: int = 10_000


Terms = (
    UnitTerms
    | BuyGetTerms
    | BundleTerms
    | SpendSaveTerms
    | OffTerms
    | GiftTerms
    | RedPacketTerms
    | ShippingFeeTerms
    | FreeShippingTerms
    | PointsTerms
    | CreditTerms
)

TERMS_OF: dict[Kind, type[Terms]] = {
    "flash_price": UnitTerms,
    "room_price": UnitTerms,
    "newcomer_price": UnitTerms,
    "member_price": UnitTerms,
    "buy_get": BuyGetTerms,
    "bundle_price": BundleTerms,
    "spend_save": SpendSaveTerms,
    "amount_off": OffTerms,
    "percent_off": OffTerms,
    "amount_coupon": OffTerms,
    "percent_coupon": OffTerms,
    "gift": GiftTerms,
    "redpacket": RedPacketTerms,
    "shipping_fee": ShippingFeeTerms,
    "free_shipping": FreeShippingTerms,
    "points": PointsTerms,
    "credit": CreditTerms,
}


# What a promotion is -------------------------------------------------------------------------


class Scope(_Frozen, frozen=True):
    """Which lines take part: all, or those that any list names; ``except_*`` take lines out."""

    all: bool = False
    product_ids: tuple[int, ...] = ()
    category_ids: tuple[int, ...] = ()
    sku_ids: tuple[int, ...] = ()
    link_ids: tuple[int, ...] = ()
    except_product_ids: tuple[int, ...] = ()
    except_sku_ids: tuple[int, ...] = ()


class Audience(_Frozen, frozen=True):
    """Who may use it: every condition that is given must hold; none given: everyone."""

    newcomers_only: bool = False
    min_level: int = 0  # members of this level or above
    tags: tuple[str, ...] = ()  # any of them
    buyer_ids: tuple[int, ...] = ()  # named buyers


class Promotion(_Frozen, frozen=True):
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


class CartLine(_Frozen, frozen=True):
    """Units of one offer; an offer stands once in a cart."""

    offer_id: int
    sku_id: int
    product_id: int
    quantity: int
    unit_price: int
    category_ids: tuple[int, ...] = ()  # the category and its parents
    link_id: int | None = None
    weight_g: int = 0  # of one unit


class Cart(_Frozen, frozen=True):
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


class HeldCoupon(_Frozen, frozen=True):
    """A coupon claimed and not spent."""

    claim_id: int
    promotion_id: int
    expires_at: dt.datetime | None = None


class BuyerFacts(_Frozen, frozen=True):
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


class LineDiscount(_Frozen, frozen=True):
    """What one promotion takes off one line."""

    promotion_id: int
    amount: int


class PricedLine(_Frozen, frozen=True):
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


class PricedGift(_Frozen, frozen=True):
    """Units that come free; a line of the order with is_gift."""

    promotion_id: int
    offer_id: int
    sku_id: int
    quantity: int
    value: int  # stated worth of one unit


class PromotionUse(_Frozen, frozen=True):
    """What an order takes of a campaign's limits: units or 1, and money."""

    promotion_id: int
    version: int
    quantity: int
    per_user_limit: int | None
    amount: int


class Step(_Frozen, frozen=True):
    """A line of the explanation: a code and what stands in its sentence."""

    code: str
    params: dict[str, int | str]
    promotion_id: int | None = None


class Priced(_Frozen, frozen=True):
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
