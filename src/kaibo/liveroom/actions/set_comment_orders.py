"""评论下单 for this show: comments like 扣1 are answered with an order to confirm."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from kaibo.foundation import audit
from kaibo.liveroom.access import may_run_desk
from kaibo.liveroom.contracts import CommentOrdersSet
from kaibo.liveroom.events import append_event
from kaibo.liveroom.models import Room
from kaibo.liveroom.queries import lock_room

if TYPE_CHECKING:
    from kaibo.team.facade import Staff


@transaction.atomic
def set_comment_orders(room_id: int, is_on: bool, actor: Staff, now: datetime) -> None:
    """Switch it for the show on air; the next show begins without. Locks the room.

    Raises `NotOnAir`, `NotAllowed`.
    """
    room = lock_room(room_id)
    may_run_desk(actor, room.shop_id)
    show_id = room.on_air_show
    Room.objects.filter(pk=room.id).update(comment_orders=is_on)
    append_event(room.id, CommentOrdersSet(is_on=is_on), actor.pk)
    audit.record(
        shop=room.shop_id, actor=actor, action="liveroom.set_comment_orders",
        subject=f"show:{show_id}", detail={"is_on": is_on}, at=now,
    )  # fmt: skip
