"""What the event log and the buyer are told when an order changes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from kaibo.foundation import outbox
from kaibo.foundation.clock import to_ms
from kaibo.liveroom import facade as liveroom
from kaibo.selling.models import Order

# Outbox kind to the kind of the buyer's personal event.
TOLD = {
    "pay": "order_paid", "expire": "order_expired", "cancel": "order_cancelled",
    "refund": "order_refunded", "ship": "order_shipped",
}  # fmt: skip


def publish(kind: str, order: Order, at: dt.datetime) -> None:
    """The business fact, with the order's context of the second of the buy."""
    lines = [
        {
            "link": line.link_id, "sku": line.sku_id, "offer": line.offer_id,
            "quantity": line.quantity, "amount": line.amount,
        }
        for line in order.lines.order_by("id")
    ]  # fmt: skip
    outbox.publish(
        kind,
        {
            "at_ms": to_ms(at), "shop": order.shop_id, "show": order.show_id,
            "room": order.room_id, "viewer": order.buyer_id, "segment_run": order.segment_run_id,
            "pinned_link": order.pinned_link_id, "order": order.id, "video_ms": order.video_ms,
            "rehearsal": order.is_rehearsal, "source": order.source, "lines": lines,
        },
    )  # fmt: skip


def tell(kind: str, order: Order, extra: Mapping[str, object] | None = None) -> None:
    """The buyer's personal event; rooms and viewers are not locked by it."""
    body = {"order": order.id, "amount": order.pay_amount, "state": order.state, **(extra or {})}
    liveroom.tell(order.buyer_id, order.room_id, TOLD[kind], body)
