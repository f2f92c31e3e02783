"""The line of text above the comments."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from kaibo.foundation.errors import InvalidInput
from kaibo.liveroom.access import may_run_desk
from kaibo.liveroom.contracts import Announced
from kaibo.liveroom.events import append_event
from kaibo.liveroom.journal import Deed, journal
from kaibo.liveroom.models import Room
from kaibo.liveroom.queries import lock_room

if TYPE_CHECKING:
    from kaibo.team.facade import Staff

LONGEST = 200


@transaction.atomic
def announce(
    room_id: int, text: str, actor: Staff, now: datetime, compensates: int | None = None
) -> int:
    """Show ``text`` to the whole room; empty takes the line down. Locks the room."""
    clean = " ".join(text.replace("\x00", "").split())
    if len(clean) > LONGEST:
        message = _("公告有 %(n)s 个字，最多 %(most)s 个，请缩短")
        raise InvalidInput(message % {"n": len(clean), "most": LONGEST}, field="text")
    room = lock_room(room_id)
    may_run_desk(actor, room.shop_id)
    _show = room.on_air_show
    Room.objects.filter(pk=room.id).update(announcement=clean)
    append_event(room.id, Announced(text=clean), actor.pk)
    undo = {"verb": "announce", "detail": {"text": room.announcement, "expected": clean}}
    deed = Deed(
        "announce", f"room:{room.id}", {"text": clean}, undo, (("announce", {"text": clean}),)
    )
    return journal(room, actor, deed, now, compensates)
