"""A thread goes to after-sales, or is closed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from django.apps import apps
from django.db import transaction
from django.utils.translation import gettext as _

from kaibo.foundation import audit
from kaibo.foundation.errors import Conflict, InvalidInput
from kaibo.liveroom import facade as liveroom
from kaibo.service.models import Message, Thread
from kaibo.service.threads import add, hold, lock_thread, wake

if TYPE_CHECKING:
    from kaibo.team.facade import Staff

NOTE_LENGTH = 200


@transaction.atomic
def hand_to_after_sales(
    thread_id: int, order_id: int | None, note: str, actor: Staff, now: datetime
) -> None:
    """转售后, with the order that it is about and a note for whoever goes on.

    The thread has no agent then; anybody of after-sales may answer. Locks the thread.
    """
    thread = lock_thread(thread_id, actor)
    hold(thread, actor)
    if order_id is not None:
        _check_order(thread, order_id)
    thread.state, thread.agent = "handed", None
    thread.order_id, thread.note = order_id, note.strip()[:NOTE_LENGTH]
    _say(thread, _("已转给售后同事，会尽快处理"), now)
    thread.save()
    detail = {"order_id": order_id, "note": thread.note}
    _record(thread, "service.hand_to_after_sales", detail, actor, now)


@transaction.atomic
def close_thread(thread_id: int, actor: Staff, now: datetime) -> None:
    """Done; the viewer's next message opens it again. Locks the thread."""
    thread = lock_thread(thread_id, actor)
    if thread.state == "closed":
        raise Conflict(_("会话已经结束"))
    hold(thread, actor)
    thread.state, thread.waiting_since, thread.staff_unread = "closed", None, 0
    thread.save()
    _record(thread, "service.close_thread", {}, actor, now)


def _check_order(thread: Thread, order_id: int) -> None:
    orders = apps.get_model("selling", "Order")._default_manager
    mine = orders.filter(pk=order_id, shop_id=thread.shop_id, buyer_id=thread.viewer_id)
    if not mine.exists():
        message = _("订单 %(id)s 不是这位买家在本店的订单")
        raise InvalidInput(message % {"id": order_id}, field="order_id")


def _say(thread: Thread, text: str, now: datetime) -> None:
    made = add(thread, Message(sender="system", text=text, at=now))
    thread.viewer_unread += 1
    body: dict[str, object] = {"thread": thread.pk, "message": made.pk, "text": text}
    liveroom.tell(thread.viewer_id, thread.room_id, "service_message", body)


def _record(
    thread: Thread, action: str, detail: Mapping[str, object], actor: Staff, now: datetime
) -> None:
    audit.record(
        shop=thread.shop_id, actor=actor, action=action, subject=f"thread:{thread.pk}",
        detail=detail, at=now,
    )  # fmt: skip
    wake(thread.room_id)
