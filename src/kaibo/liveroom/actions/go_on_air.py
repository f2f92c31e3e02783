"""Take the room for a show and tell everybody in it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from kaibo.foundation.clock import to_ms
from kaibo.liveroom.access import may_run_desk
from kaibo.liveroom.contracts import Announced, LinkCard, ShowStarted
from kaibo.liveroom.errors import RoomTaken
from kaibo.liveroom.events import append_event
from kaibo.liveroom.journal import Deed, journal
from kaibo.liveroom.models import Room
from kaibo.liveroom.queries import RoomFacts, lock_room, room_by_id

if TYPE_CHECKING:
    from kaibo.planning.contracts import ShowCard
    from kaibo.team.facade import Staff


@transaction.atomic
def go_on_air(
    room_id: int, show: ShowCard, links: list[LinkCard], actor: Staff, now: datetime
) -> int:
    """Put the show on air; ``show.went_live_at`` is set already. Locks the room."""
    room = lock_room(room_id)
    may_run_desk(actor, room.shop_id)
    check_free(room)
    _take(room, show.id)
    if room.announcement:
        append_event(room.id, Announced(text=""), actor.pk)
    started = ShowStarted(
        show_id=show.id, title=show.title, host_name=show.host_name,
        is_rehearsal=show.is_rehearsal, at=show.went_live_at or to_ms(now), links=links,
    )  # fmt: skip
    append_event(room.id, started, actor.pk)
    deed = Deed("show_start", f"show:{show.id}", {"title": show.title}, facts=(("show_start", {}),))
    return journal(room_by_id(room.id), actor, deed, now)


def check_free(room: RoomFacts) -> None:
    """Raise `RoomTaken` while a show is on air in the room."""
    if room.is_on_air:
        message = _("“%(room)s”已有场次在直播，请先下播")
        raise RoomTaken(message % {"room": room.title}, show=room.show_id)


def _take(room: RoomFacts, show_id: int) -> None:
    Room.objects.filter(pk=room.id).update(
        show_id=show_id, is_on_air=True, segment_run_id=None, pinned_link_id=None,
        announcement="", comment_orders=False,
    )  # fmt: skip
