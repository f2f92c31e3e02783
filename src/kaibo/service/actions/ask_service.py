"""A viewer writes to the shop, or has read what it answered."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from kaibo.foundation.errors import TooMany
from kaibo.liveroom import facade as liveroom
from kaibo.service.models import Message, Thread
from kaibo.service.threads import add, checked, sent_before, thread_of, wake

MOST = 10
WITHIN = timedelta(minutes=2)


@transaction.atomic
def ask_service(
    slug: str, viewer_id: int, text: str, key: uuid.UUID, now: datetime
) -> Message:  # fmt: skip
    """Store the message and wake the desk. Sent again with its key it is the same message.

    A closed thread opens again. Locks the thread. Raises `TooMany` over ten in two minutes.
    """
    room = liveroom.find_room(slug)
    text = checked(text)
    thread = thread_of(room, viewer_id, now)
    if known := sent_before(thread, key):
        return known
    _limit(thread, now)
    thread.waiting_since = thread.waiting_since or now
    thread.staff_unread += 1
    if thread.state == "closed":
        thread.state, thread.agent = "waiting", None
    made = add(thread, Message(sender="viewer", text=text, key=key, at=now))
    thread.save()
    wake(room.id)
    return made


@transaction.atomic
def read_answers(slug: str, viewer_id: int) -> None:
    """The viewer has seen what was answered."""
    room = liveroom.find_room(slug)
    mine = Q(viewer_id=viewer_id) | Q(viewer__merged_into_id=viewer_id)
    ids = Thread.objects.filter(mine, room_id=room.id).values_list("pk", flat=True)
    Thread.objects.filter(pk__in=list(ids), viewer_unread__gt=0).update(viewer_unread=0)


def _limit(thread: Thread, now: datetime) -> None:
    since = now - WITHIN
    lately = Message.objects.filter(thread=thread, sender="viewer", at__gt=since).order_by("at")
    times = list(lately.values_list("at", flat=True))
    if len(times) >= MOST:
        wait = max(1, round((times[0] + WITHIN - now).total_seconds()))
        message = _("发得太快了，请 %(s)s 秒后再试")
        raise TooMany(message % {"s": wait}, retry_after=wait)
