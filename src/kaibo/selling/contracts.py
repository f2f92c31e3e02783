"""What the gateway asks the order writer, and what it answers. Django-free.

Frames on the local socket: 4-byte big-endian length, then msgpack of `BuyBatch` or `BuyResults`.
"""

from __future__ import annotations

import datetime as dt

import msgspec

from kaibo.liveroom.contracts import Struct


class BuyRequest(msgspec.Struct, frozen=True, array_like=True):
    """One wish to buy, with the context of its second."""

    ref: int  # the gateway's own number of this request
    key: bytes  # 16 bytes, idempotency key
    room_id: int
    show_id: int
    buyer_id: int
    offer_id: int
    quantity: int
    price: int  # unit price the buyer saw, minor units
    address_id: int | None
    segment_run_id: int | None
    pinned_link_id: int | None
    video_ms: int | None
    source: str
    is_rehearsal: bool


class BuyResult(msgspec.Struct, frozen=True, array_like=True):
    """``code`` is empty when the order stands, else why not."""

    ref: int
    code: str
    order_id: int | None
    amount: int | None
    expires_at: int | None  # Unix ms
    price: int | None  # unit price now
    left: int | None
    is_repeat: bool = False  # the key was known: this is the order it made then


class BuyBatch(Struct, frozen=True):
    requests: list[BuyRequest]


class BuyResults(Struct, frozen=True):
    """Results of one commit and the units left of every offer it touched."""

    results: list[BuyResult]
    left: dict[int, int]


BUY_CODES = {
    "sold_out": "手慢了，已抢光",
    "limit_reached": "已达限购数量",
    "price_changed": "价格已变动，请确认新价格",
    "not_listed": "商品未上架",
    "not_found": "商品不存在",
    "not_on_air": "直播未开始",
    "bad_quantity": "数量不正确",
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
