"""Facts of the outbox and the names under which other systems get them."""

from __future__ import annotations

from kaibo.foundation.words import gettext_noop

PING = "webhook.ping"

# Outbox kind to event type and title. What is not here stays inside: it tells of people
# (mute), of clicks that were taken back (undo), or of the room's own run.
TYPES: dict[str, tuple[str, str]] = {
    "order": ("order.placed", gettext_noop("已下单")),
    "pay": ("order.paid", gettext_noop("已付款")),
    "expire": ("order.expired", gettext_noop("超时关闭")),
    "cancel": ("order.cancelled", gettext_noop("已取消")),
    "refund": ("order.refunded", gettext_noop("已退款")),
    "ship": ("order.shipped", gettext_noop("已发货")),
    "price": ("offer.price_changed", gettext_noop("改价")),
    "stock": ("offer.stock_changed", gettext_noop("改库存")),
    "flash_start": ("offer.flash_started", gettext_noop("秒杀开始")),
    "flash_stop": ("offer.flash_stopped", gettext_noop("秒杀结束")),
    "pin": ("link.pinned", gettext_noop("开始讲解")),
    "unpin": ("link.unpinned", gettext_noop("结束讲解")),
    "claim": ("coupon.claimed", gettext_noop("领券")),
    "show_start": ("show.started", gettext_noop("开播")),
    "show_end": ("show.ended", gettext_noop("下播")),
}
INSIDE = frozenset({
    "announce", "segment", "mute", "undo",
    "activity_open", "activity_close", "activity_settle", "activity_cancel",
    "question_promote", "question_answer", "comment_pin", "hand_over",
    "rate", "rerate",
})  # fmt: skip
# Kinds whose one row tells of many facts; `facts` opens them.
BATCHES = frozenset({"orders"})

TITLES: dict[str, str] = dict(TYPES.values()) | {PING: gettext_noop("测试")}


def type_of(kind: str) -> str | None:
    """The event type of an outbox kind; None when it is not sent."""
    found = TYPES.get(kind)
    return found[0] if found else None


def wants(types: list[str], wanted: str) -> bool:
    """Whether an endpoint with these types takes the event; none chosen means all."""
    return not types or wanted in types
