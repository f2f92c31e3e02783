"""What the order API says and hears. Money in minor units, times in ISO 8601."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from ninja import Field, Schema

from kaibo.selling.contracts import format_order_no
from kaibo.selling.models import Order
from kaibo.selling.queries import mask_phone, ship_to


class OrderLineOut(Schema):
    """One SKU of an order at the price of that second."""

    link_id: int
    link_number: int = Field(description="Number of the link in the room's bag")
    sku_id: int
    name: str
    sku_name: str
    image: str
    quantity: int
    unit_price: int
    amount: int

    @staticmethod
    def resolve_link_number(line: Any) -> int:
        return int(line.offer.link.number)

    @staticmethod
    def resolve_name(line: Any) -> str:
        return str(line.sku.product.name)

    @staticmethod
    def resolve_sku_name(line: Any) -> str:
        return str(line.sku.name)

    @staticmethod
    def resolve_image(line: Any) -> str:
        path = str(line.sku.product.image)
        return path if not path or path.startswith("/") else f"/uploads/{path}"


class ShipToOut(Schema):
    """Where the parcel goes, as it was when the order was placed."""

    name: str
    phone: str
    province: str
    city: str
    district: str
    street: str


class OrderOut(Schema):
    """An order as its buyer sees it."""

    id: int
    order_no: str = Field(description="The number people read: yymmdd and the id")
    state: str = Field(description="placed, paid, shipped, completed, expired, cancelled, …")
    state_name: str
    goods_amount: int
    discount_amount: int
    shipping_amount: int
    pay_amount: int
    is_rehearsal: bool
    placed_at: dt.datetime
    expires_at: dt.datetime
    paid_at: dt.datetime | None
    shipped_at: dt.datetime | None
    closed_at: dt.datetime | None
    lines: list[OrderLineOut]

    @staticmethod
    def resolve_order_no(order: Order) -> str:
        return format_order_no(order.id, order.placed_at)

    @staticmethod
    def resolve_state_name(order: Order) -> str:
        return str(order.get_state_display())

    @staticmethod
    def resolve_lines(order: Order) -> list[Any]:
        return sorted(order.lines.all(), key=lambda line: line.pk)


class OrderDetailOut(OrderOut):
    """With the buyer's own address."""

    address: ShipToOut | None

    @staticmethod
    def resolve_address(order: Order) -> Any:
        return ship_to(order)


class DeskOrderOut(OrderOut):
    """An order as the order desk lists it; the phone number is masked (脱敏)."""

    buyer_id: int
    buyer_name: str
    phone: str = Field(description="Masked, e.g. 138****1234; empty without an address")
    receiver: str
    region: str
    source: str
    show_id: int | None
    show_title: str

    @staticmethod
    def resolve_buyer_name(order: Order) -> str:
        return order.buyer.nickname

    @staticmethod
    def resolve_phone(order: Order) -> str:
        place = ship_to(order)
        return mask_phone(place.phone) if place else ""

    @staticmethod
    def resolve_receiver(order: Order) -> str:
        place = ship_to(order)
        return f"{place.name[:1]}**" if place else ""

    @staticmethod
    def resolve_region(order: Order) -> str:
        place = ship_to(order)
        return f"{place.province}{place.city}{place.district}" if place else ""

    @staticmethod
    def resolve_show_title(order: Order) -> str:
        return order.show.title if order.show else ""


class DeskPageOut(Schema):
    """One page of the order desk."""

    orders: list[DeskOrderOut]
    next_before: int | None = Field(description="Give it as `before` for the next page")


class MinePageOut(Schema):
    """One page of the buyer's orders."""

    orders: list[OrderOut]
    next_before: int | None = Field(description="Give it as `before` for the next page")


class PayIn(Schema):
    """How the buyer wants to pay."""

    channel: Literal["h5", "native"] = Field("h5", description="h5 on a phone, native as QR code")


class PayOut(Schema):
    """Where to send the buyer."""

    pay_url: str
    trade_no: str


class RefundIn(Schema):
    """Why the money goes back."""

    reason: str = Field("", max_length=80)


class NoticeOut(Schema):
    """What WeChat Pay wants to hear."""

    code: str
    message: str


class MismatchOut(Schema):
    """An order whose books do not agree."""

    order_id: int
    reason: str
