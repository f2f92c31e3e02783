"""An agent takes a thread, answers, begins one from a comment."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from kaibo.foundation import audit
from kaibo.foundation.errors import Conflict
from kaibo.interaction import talk_facade as talk
from kaibo.liveroom import facade as liveroom
from kaibo.service.access import may_serve
from kaibo.service.models import Message, Thread
from kaibo.service.threads import add, checked, hold, lock_thread, sent_before, thread_of, wake

if TYPE_CHECKING:
    from kaibo.team.facade import Staff


@transaction.atomic
def take_thread(thread_id: int, takes_over: bool, actor: Staff, now: datetime) -> None:
    """接待. Raises `ThreadTaken` when another agent has it and ``takes_over`` was not said."""
    thread = lock_thread(thread_id, actor)
    before = thread.agent_id if thread.state == "taken" else None
    hold(thread, actor, takes_over)
    thread.save()
    if before not in (None, actor.pk):
        audit.record(
            shop=thread.shop_id, actor=actor, action="service.take_over",
            subject=f"thread:{thread.pk}", detail={"from": before}, at=now,
        )  # fmt: skip
    wake(thread.room_id)


@transaction.atomic
def answer_thread(
    thread_id: int, text: str, key: uuid.UUID, actor: Staff, now: datetime
) -> Message:
    """Answer the viewer; an untaken thread becomes the agent's. Two agents never both answer.

    Locks the thread. Raises `ThreadTaken`.
    """
    text = checked(text)
    thread = lock_thread(thread_id, actor)
    if known := sent_before(thread, key):
        return known
    return _answer(thread, text, key, actor, now)


@transaction.atomic
def answer_comment(
    slug: str, comment_id: int, text: str, key: uuid.UUID, actor: Staff, now: datetime
) -> Message:
    """私信回复: begin (or go on with) the thread of who wrote the comment, quoting it."""
    room = liveroom.find_room(slug)
    may_serve(actor, room.shop_id)
    text = checked(text)
    said = talk.find_comment(room, comment_id)
    if said.viewer_id is None:
        raise Conflict(_("这条评论是员工发的，不能私信"))
    thread = thread_of(room, said.viewer_id, said.at)
    if known := sent_before(thread, key):
        return known
    if not Message.objects.filter(thread=thread, comment_id=comment_id).exists():
        quote = Message(sender="viewer", text=said.text, comment_id=comment_id, at=said.at)
        add(thread, quote)
    return _answer(thread, text, key, actor, now)


def _answer(thread: Thread, text: str, key: uuid.UUID, actor: Staff, now: datetime) -> Message:
    hold(thread, actor)
    if thread.first_reply_at is None:
        thread.first_reply_at, thread.first_reply_by = now, actor
    thread.waiting_since, thread.staff_unread = None, 0
    thread.viewer_unread += 1
    made = add(thread, Message(sender="staff", staff=actor, text=text, key=key, at=now))
    thread.save()
    body: dict[str, object] = {"thread": thread.pk, "message": made.pk, "text": text}
    liveroom.tell(thread.viewer_id, thread.room_id, "service_message", body)
    wake(thread.room_id)
    return made
