"""End the show in a room: the open segment closes, nothing is pinned, everybody is told."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from kaibo.foundation.clock import to_ms
from kaibo.liveroom.access import may_run_desk
from kaibo.liveroom.contracts import Announced, ShowEnded
from kaibo.liveroom.events import append_event
from kaibo.liveroom.journal import Deed, journal
from kaibo.liveroom.models import Room, SegmentRun
from kaibo.liveroom.queries import lock_room

if TYPE_CHECKING:
    from kaibo.team.facade import Staff


@transaction.atomic
def go_off_air(room_id: int, actor: Staff, now: datetime) -> int:
    """Locks the room; raises `NotOnAir` when nothing is on."""
    room = lock_room(room_id)
    may_run_desk(actor, room.shop_id)
    show_id = room.on_air_show
    SegmentRun.objects.filter(show_id=show_id, ended_at__isnull=True).update(ended_at=now)
    Room.objects.filter(pk=room.id).update(
        is_on_air=False, segment_run_id=None, pinned_link_id=None, announcement=""
    )
    if room.announcement:
        append_event(room.id, Announced(text=""), actor.pk)
    append_event(room.id, ShowEnded(show_id=show_id, at=to_ms(now)), actor.pk)
    deed = Deed("show_end", f"show:{show_id}", facts=(("show_end", {}),))
    return journal(room, actor, deed, now)
