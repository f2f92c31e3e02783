"""What the order API says and hears. Money in minor units, times in ISO 8601."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from ninja import Field, Schema

from kaibo.selling.actions.refund_order import RefundWish
from kaibo.selling.contracts import format_order_no
from kaibo.selling.models import Order
from kaibo.selling.queries import mask_phone, ship_to
from kaibo.selling.rules.order_states import money_of, return_until


class OrderLineOut(Schema):
    """One SKU of an order at the price of that second."""

    id: int = Field(description="Names the line in a refund")
    link_id: int
    link_number: int = Field(description="Number of the link in the room's bag")
    sku_id: int
    name: str
    sku_name: str
    image: str
    quantity: int
    unit_price: int
    amount: int
    discount: int = Field(description="This line's share of all promotions")
    is_gift: bool

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


class RefundLineOut(Schema):
    """Units that came back with a refund."""

    line_id: int
    quantity: int
    amount: int


class RefundOut(Schema):
    """Money on its way back."""

    id: int
    refund_no: str
    kind: str = Field(description="order, late (paid after closing) or duplicate (paid twice)")
    kind_name: str
    amount: int
    has_shipping: bool
    are_goods_back: bool
    reason: str
    state: str = Field(description="pending, succeeded or failed")
    failure: str = Field(description="Why the provider did not do it; empty otherwise")
    attempt: int
    next_try_at: dt.datetime | None = Field(description="Null after the last try: retry by hand")
    requested_at: dt.datetime
    succeeded_at: dt.datetime | None
    lines: list[RefundLineOut]

    @staticmethod
    def resolve_kind_name(refund: Any) -> str:
        return str(refund.get_kind_display())

    @staticmethod
    def resolve_lines(refund: Any) -> list[Any]:
        return sorted(refund.lines.all(), key=lambda line: line.line_id)


class OrderOut(Schema):
    """An order as its buyer sees it."""

    id: int
    order_no: str = Field(description="The number people read: yymmdd and the id")
    state: str = Field(description="placed, paid, shipped, completed, expired, cancelled, …")
    state_name: str
    goods_amount: int
    discount_amount: int
    shipping_amount: int
    points_amount: int = Field(description="Paid with points, their money worth")
    credit_amount: int = Field(description="Paid with store credit")
    pay_amount: int
    refunded_amount: int = Field(description="Money that is back or on its way")
    refund_state: str = Field(
        description="Empty, refunding, refund_failed, part_refunded or refunded"
    )
    return_until: dt.datetime | None = Field(description="End of the return window")
    is_rehearsal: bool
    placed_at: dt.datetime
    expires_at: dt.datetime
    paid_at: dt.datetime | None
    shipped_at: dt.datetime | None
    closed_at: dt.datetime | None
    lines: list[OrderLineOut]
    refunds: list[RefundOut]

    @staticmethod
    def resolve_order_no(order: Order) -> str:
        return format_order_no(order.id, order.placed_at)

    @staticmethod
    def resolve_state_name(order: Order) -> str:
        return str(order.get_state_display())

    @staticmethod
    def resolve_lines(order: Order) -> list[Any]:
        return sorted(order.lines.all(), key=lambda line: line.pk)

    @staticmethod
    def resolve_refunds(order: Order) -> list[Any]:
        return sorted(order.refunds.all(), key=lambda one: one.pk)

    @staticmethod
    def resolve_refunded_amount(order: Order) -> int:
        return sum(one.amount for one in order.refunds.all() if one.kind == "order")

    @staticmethod
    def resolve_refund_state(order: Order) -> str:
        return str(money_of(order.state, [one.state for one in order.refunds.all()]))

    @staticmethod
    def resolve_return_until(order: Order) -> dt.datetime | None:
        done = order.closed_at if order.state == "completed" else None
        return return_until(order.state, order.shipped_at, done)


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

    method: Literal["wechat", "alipay", "stripe"] = Field(
        "wechat", description="One of GET /pay/methods"
    )
    channel: Literal["h5", "native", "jsapi"] = Field(
        "h5", description="h5 on a phone, native on a desktop, jsapi inside WeChat"
    )
    return_path: str = Field(
        "/",
        max_length=200,
        pattern=r"^/([^/\\\x00-\x20][^\x00-\x20]*)?$",
        description="Page of ours that the buyer comes back to",
    )


class PayOut(Schema):
    """Where to send the buyer."""

    pay_url: str = Field(description="Empty when nothing is to pay; open it unchanged")
    trade_no: str
    jsapi: dict[str, str] = Field(
        description="Arguments of getBrandWCPayRequest inside WeChat; empty elsewhere"
    )
    is_paid: bool = Field(description="The order is paid already; there is nowhere to go")


class RefundLineIn(Schema):
    """Units of a line of the order."""

    line_id: Annotated[int, Field(ge=0, le=2**63 - 1)]
    quantity: Annotated[int, Field(ge=1, le=999)]


class RefundIn(Schema):
    """Why the money goes back, and for what."""

    reason: str = Field("", max_length=80)
    lines: list[RefundLineIn] = Field([], max_length=50, description="Empty: all that is left")

    def wish(self) -> RefundWish:
        """For the buyer, who decides nothing but this."""
        return RefundWish(_clean(self.reason), self.units())

    def units(self) -> dict[int, int]:
        """Units by line; a line that is named twice counts twice."""
        found: dict[int, int] = {}
        for one in self.lines:
            found[one.line_id] = found.get(one.line_id, 0) + one.quantity
        return found


class DeskRefundIn(RefundIn):
    """What staff may decide beside it."""

    with_shipping: bool | None = Field(
        None, description="The fee too; null: only with a whole order that was not sent"
    )
    are_goods_back: bool = Field(False, description="Units that were sent are in the warehouse")

    def wish(self) -> RefundWish:
        return RefundWish(
            _clean(self.reason), self.units(), self.with_shipping, self.are_goods_back
        )


class MismatchOut(Schema):
    """An order whose books do not agree."""

    order_id: int
    reason: str


def _clean(text: str) -> str:
    return text.replace("\x00", "")
