"""What the event log and the buyer are told when an order changes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from kaibo.foundation import outbox
from kaibo.foundation.clock import to_ms
from kaibo.liveroom import facade as liveroom
from kaibo.selling.models import Order, OrderLine, Refund
from kaibo.selling.rules.refund_share import split

# What happened, to the kind of the buyer's personal event.
TOLD = {
    "pay": "order_paid", "expire": "order_expired", "cancel": "order_cancelled",
    "refund": "order_refunded", "ship": "order_shipped", "complete": "order_completed",
}  # fmt: skip


def publish(kind: str, order: Order, at: dt.datetime) -> None:
    """The business fact, with the order's context of the second of the buy.

    The lines share what is paid in money, shipping included: their amounts add up to it.
    """
    lines = list(order.lines.order_by("id"))
    money = split(order.pay_amount, [line.amount - line.discount for line in lines])
    if order.pay_amount and not sum(money):
        money[0] = order.pay_amount  # nothing but shipping is paid
    told = [_line(line, line.quantity, part) for line, part in zip(lines, money, strict=True)]
    outbox.publish(kind, _context(order, at) | {"lines": told})


def publish_refund(order: Order, refund: Refund, at: dt.datetime) -> None:
    """Money that is back, by the lines whose units it is for; shipping stands with the first."""
    parts = list(refund.lines.order_by("line_id"))
    lines = order.lines.in_bulk([part.line_id for part in parts])
    told = [_line(lines[part.line_id], part.quantity, part.amount) for part in parts]
    if told:
        told[0]["amount"] += refund.amount - sum(part.amount for part in parts)
    outbox.publish("refund", _context(order, at) | {"lines": told})


def tell(kind: str, order: Order, extra: Mapping[str, object] | None = None) -> None:
    """The buyer's personal event; rooms and viewers are not locked by it."""
    body = {"order": order.id, "amount": order.pay_amount, "state": order.state, **(extra or {})}
    liveroom.tell(order.buyer_id, order.room_id, TOLD[kind], body)


def _line(line: OrderLine, quantity: int, amount: int) -> dict[str, int]:
    return {
        "link": line.link_id, "sku": line.sku_id, "offer": line.offer_id,
        "quantity": quantity, "amount": amount,
    }  # fmt: skip


def _context(order: Order, at: dt.datetime) -> dict[str, object]:
    return {
        "at_ms": to_ms(at), "shop": order.shop_id, "show": order.show_id,
        "room": order.room_id, "viewer": order.buyer_id, "segment_run": order.segment_run_id,
        "pinned_link": order.pinned_link_id, "order": order.id, "video_ms": order.video_ms,
        "rehearsal": order.is_rehearsal, "source": order.source,
    }  # fmt: skip
