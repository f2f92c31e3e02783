"""What is asked of the order writer, what it answers, and the plan of an order. Django-free.

Frames on the local socket: 4-byte big-endian length, then msgpack of `BuyBatch` or `BuyResults`.
Money in minor units.
"""

from __future__ import annotations

import datetime as dt

import msgspec

from kaibo.liveroom.contracts import Struct

LINK, CAMPAIGN = 1, 2  # kinds of `PlanUse`
LINES_PER_ORDER = 64  # the id of a line is order id * 64 + its position


class PlanLine(Struct, frozen=True):
    """One SKU of the order. ``unit_price`` is the offer's price, ``discount`` the line's share of
    all promotions; a gift has unit price 0 or a discount of its whole amount."""

    offer_id: int
    quantity: int
    unit_price: int
    discount: int = 0
    is_gift: bool = False


class PlanMove(Struct, frozen=True):
    """A ledger move beside the lines' stock; ``reason`` is the name of the book: coupon, budget,
    points, credit, redpacket."""

    debit_id: int
    credit_id: int
    amount: int
    reason: str


class PlanUse(Struct, frozen=True):
    """Units counted per buyer against a limit: of a link (kind 1) or a campaign (kind 2)."""

    kind: int
    subject_id: int
    quantity: int
    limit: int


class OrderPlan(Struct, frozen=True):
    """All that an order writes. pay = goods - discount + shipping - points - credit >= 0.

    Limits of links are not listed in ``uses``: the order writer adds them from the offers.
    """

    lines: list[PlanLine]
    goods_amount: int
    pay_amount: int
    discount_amount: int = 0
    shipping_amount: int = 0
    points_amount: int = 0  # minor units paid with points
    credit_amount: int = 0  # minor units paid from store credit and red packets
    moves: list[PlanMove] = []
    uses: list[PlanUse] = []
    coupon_claims: list[int] = []
    campaigns: dict[int, int] = {}  # id to the version the plan was made with
    quote_id: int | None = None


class BuyRequest(msgspec.Struct, frozen=True, array_like=True):
    """One wish to buy, with the context of its second.

    A direct buy names offer, quantity and the unit price its buyer saw, and may spend one coupon;
    then ``pay`` is the amount the buyer saw. With ``quote_id`` the quote says all that and only
    ``pay`` is compared.
    """

    ref: int  # the asker's own number of this request
    key: bytes  # 16 bytes, idempotency key, one per buyer and wish
    room_id: int
    show_id: int
    buyer_id: int
    offer_id: int  # 0 with a quote
    quantity: int
    price: int  # unit price the buyer saw
    address_id: int | None
    segment_run_id: int | None
    pinned_link_id: int | None
    video_ms: int | None
    source: str
    is_rehearsal: bool
    coupon_claim_id: int | None = None
    pay: int | None = None  # what the buyer saw to pay; always given with a quote or a coupon
    quote_id: int | None = None


class BuyResult(msgspec.Struct, frozen=True, array_like=True):
    """``code`` is empty when the order stands, else why not."""

    ref: int
    code: str
    order_id: int | None
    amount: int | None  # what is to be paid; for price_changed what it would be now, if known
    expires_at: int | None  # Unix ms
    price: int | None  # unit price now
    left: int | None
    is_repeat: bool = False  # the key was known: this is the order it made then


class BuyBatch(Struct, frozen=True):
    requests: list[BuyRequest]


class BuyResults(Struct, frozen=True):
    """Results of one commit, and the units left of every offer whose stock it touched.

    ``left``: room id to offer id to units; a bundle's units are the least its parts allow.
    """

    results: list[BuyResult]
    left: dict[int, dict[int, int]]


BUY_CODES = {
    "sold_out": "手慢了，已抢光",
    "limit_reached": "已达限购数量",
    "campaign_limit": "你参加这项优惠的次数已用完，请重新结算",
    "price_changed": "价格已变动，请确认新价格",
    "quote_expired": "结算信息已过期，请重新结算",
    "coupon_gone": "这张优惠券已使用或已过期，请重新选择",
    "offer_gone": "这项优惠的名额已用完，请重新结算",
    "gift_only": "这是赠品，不单独出售，买活动商品时一起送出",
    "coupon_unfit": "这张优惠券不能用于这件商品",
    "promotion_over": "优惠活动已变动或已结束，请重新结算",
    "balance_short": "积分、余额或红包不足，请重新结算",
    "budget_spent": "优惠已被领完，请重新结算",
    "not_listed": "商品未上架",
    "not_found": "商品不存在",
    "not_on_air": "直播未开始",
    "bad_quantity": "数量不正确",
    "needs_consent": "这件商品不支持 7 天无理由退货，请在下单页勾选知悉后再提交",
    "needs_quote": "这件商品要按收货地址算运费，请在下单页提交",
    "bad_address": "请先填写收货地址",
    "try_again": "人太多了，请重试",
}


def format_order_no(order_id: int, placed_at: dt.datetime) -> str:
    """The number people read and say: yymmdd of the buy in Shanghai, then the id."""
    return f"{placed_at.astimezone(_SHOW_ZONE):%y%m%d}{order_id:08d}"


def parse_order_no(text: str) -> int | None:
    """The id in an order number, None when it is not one."""
    is_number = text.isascii() and text.isdigit() and 14 <= len(text) <= 24
    return int(text[6:]) if is_number else None


_SHOW_ZONE = dt.timezone(dt.timedelta(hours=8))  # Shanghai; no daylight saving
