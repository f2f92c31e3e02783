"""What every step in a thread shares: finding it locked, adding a message, waking the desk."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import connection
from django.utils.translation import gettext as _

from kaibo.foundation.errors import InvalidInput, NotFound
from kaibo.liveroom import facade as liveroom
from kaibo.service.access import may_serve
from kaibo.service.errors import ThreadTaken
from kaibo.service.models import Message, Thread

if TYPE_CHECKING:
    from kaibo.team.facade import Staff

LONGEST = 500


def lock_thread(thread_id: int, actor: Staff) -> Thread:
    """The thread, locked, for an agent of its shop."""
    rows = Thread.objects.select_for_update(no_key=True, of=("self",))
    thread = rows.filter(pk=thread_id).first()
    if thread is None:
        raise NotFound(_("没有编号 %(id)s 的会话") % {"id": thread_id})
    may_serve(actor, thread.shop_id)
    return thread


def thread_of(room: liveroom.RoomFacts, viewer_id: int, at: datetime) -> Thread:
    """The viewer's thread of this room and show, locked; begun when there is none."""
    values = {"viewer_id": viewer_id, "room_id": room.id, "show_id": room.show_id}
    Thread.objects.bulk_create(
        [
            Thread(
                **values, shop_id=room.shop_id, asked_at=at, last_at=at, state="waiting",
                is_rehearsal=room.is_rehearsal,
            )
        ],
        ignore_conflicts=True,
    )  # fmt: skip
    return Thread.objects.select_for_update(no_key=True).get(**values)


def hold(thread: Thread, actor: Staff, takes_over: bool = False) -> None:
    """Make the thread the agent's; raises `ThreadTaken` when another has it."""
    if thread.agent_id not in (None, actor.pk) and thread.state == "taken" and not takes_over:
        message = _("“%(who)s”正在接待这位观众，需要的话请先接管")
        raise ThreadTaken(message % {"who": str(thread.agent)}, agent=thread.agent_id)
    thread.agent = actor
    if thread.state in ("waiting", "closed"):
        thread.state = "taken"


def checked(text: str) -> str:
    """The text without spaces around it; raises `InvalidInput`."""
    text = text.strip()
    if not text:
        raise InvalidInput(_("请输入内容"), field="text")
    if len(text) > LONGEST:
        message = _("最多 %(most)s 个字，现在 %(n)s 个")
        raise InvalidInput(message % {"most": LONGEST, "n": len(text)}, field="text")
    return text


def sent_before(thread: Thread, key: uuid.UUID | None) -> Message | None:
    """The message of that key, when it was sent before."""
    return Message.objects.filter(thread=thread, key=key).first() if key else None


def add(thread: Thread, message: Message) -> Message:
    """Store the message and what the lists show of it; the caller saves the thread."""
    message.thread = thread
    message.save()
    thread.last_at, thread.last_text = message.at, message.text[:100]
    return message


def wake(room_id: int) -> None:
    """Staff pages of the room ask for the queue again when this is committed."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_notify('kaibo_desk', %s)", [f"{room_id}:service"])
