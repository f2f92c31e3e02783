"""What a promotion gives: its kind, the layer it is reckoned in, one struct of terms per way.

Part of the border (`contracts.py` hands it on): Django-free, frozen, units as there.
"""

from __future__ import annotations

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


class Frozen(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A value: equal when its fields are equal."""


class UnitTerms(Frozen, frozen=True):
    """A lower unit price: named per SKU, else a share or an amount off the cart's unit price."""

    prices: dict[int, int] = {}  # sku id → unit price
    off_bp: int = 0
    off_amount: int = 0


class BuyGetTerms(Frozen, frozen=True):
    """Of every ``buy`` + ``get`` units the ``get`` cheapest are ``off_bp`` cheaper (10,000: free).

    第二件半价 is buy 1, get 1, off 5,000. With ``same_sku`` only units of one SKU make a set.
    """

    buy: int
    get: int
    off_bp: int = 10_000
    same_sku: bool = True
    max_sets: int | None = None


class BundleTerms(Frozen, frozen=True):
    """A set of units for one price.

    ``units`` names how many of each SKU; when empty, any ``n`` units of the scope make a set.
    """

    price: int
    n: int = 0
    units: dict[int, int] = {}  # sku id → units of it in a set
    max_sets: int | None = None


class Tier(Frozen, frozen=True):
    """From ``threshold`` (minor units, or units) an amount off, or a share."""

    threshold: int
    off_amount: int = 0
    off_bp: int = 0


class SpendSaveTerms(Frozen, frozen=True):
    """满减: the best tier reached; with ``repeats`` (每满减) one tier as often as it fits."""

    tiers: tuple[Tier, ...]
    counts: Literal["amount", "units"] = "amount"
    repeats: bool = False
    max_off: int | None = None


class OffTerms(Frozen, frozen=True):
    """An amount or a share off from a threshold on; of coupons and of direct reductions."""

    off_amount: int = 0
    off_bp: int = 0
    threshold: int = 0
    max_off: int | None = None


class GiftItem(Frozen, frozen=True):
    """Units given with a purchase; ``value`` is the stated worth of one unit."""

    offer_id: int
    sku_id: int
    quantity: int = 1
    value: int = 0


class GiftTerms(Frozen, frozen=True):
    """Gifts from an amount or a number of units on; with ``repeats`` once per threshold."""

    items: tuple[GiftItem, ...]
    threshold: int = 0
    counts: Literal["amount", "units"] = "amount"
    repeats: bool = False
    max_times: int = 1


class RedPacketTerms(Frozen, frozen=True):
    """How much of the goods red-packet cash may cover."""

    threshold: int = 0
    max_share_bp: int = 10_000
    max_off: int | None = None


class Zone(Frozen, frozen=True):
    """A tariff: ``first_fee`` up to ``first_g``, then ``step_fee`` per begun ``step_g``."""

    first_fee: int
    first_g: int = 1_000
    step_fee: int = 0
    step_g: int = 1_000
    provinces: tuple[str, ...] = ()  # empty: everywhere else


class ShippingFeeTerms(Frozen, frozen=True):
    """运费模板: the zone that names the province, else the zone that names none."""

    zones: tuple[Zone, ...]


class FreeShippingTerms(Frozen, frozen=True):
    """包邮 from ``threshold`` (of the tag prices) or ``units`` on, not to ``except_provinces``."""

    threshold: int = 0
    units: int = 0
    max_weight_g: int | None = None
    except_provinces: tuple[str, ...] = ()


class PointsTerms(Frozen, frozen=True):
    """积分抵现: ``points_per_minor`` points pay one minor unit of the goods."""

    points_per_minor: int = 1
    max_share_bp: int = 10_000
    min_points: int = 0


class CreditTerms(Frozen, frozen=True):
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
