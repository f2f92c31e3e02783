"""讲解: one link is presented, or none."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from kaibo.foundation.errors import Conflict
from kaibo.liveroom.access import may_run_desk
from kaibo.liveroom.contracts import LinkCard, LinkPinned, LinkUnpinned
from kaibo.liveroom.events import append_event
from kaibo.liveroom.journal import Deed, journal
from kaibo.liveroom.models import Room
from kaibo.liveroom.queries import lock_room, room_by_id

if TYPE_CHECKING:
    from kaibo.team.facade import Staff


@transaction.atomic
def pin_link(
    room_id: int, link: LinkCard, actor: Staff, now: datetime, compensates: int | None = None
) -> int:
    """Present ``link``, read by the caller while it holds the room, so that its card is not old."""
    room = lock_room(room_id)
    may_run_desk(actor, room.shop_id)
    _show = room.on_air_show
    Room.objects.filter(pk=room.id).update(pinned_link_id=link.link_id)
    append_event(room.id, LinkPinned(link=link), actor.pk)
    deed = Deed(
        "pin", f"link:{link.link_id}", {"number": link.number, "name": link.name},
        undo=_back_to(room.pinned_link_id, link.link_id), facts=(("pin", {"link": link.link_id}),),
    )  # fmt: skip
    return journal(room_by_id(room.id), actor, deed, now, compensates)


@transaction.atomic
def unpin_link(room_id: int, actor: Staff, now: datetime, compensates: int | None = None) -> int:
    """Present nothing; raises `Conflict` when nothing is presented."""
    room = lock_room(room_id)
    may_run_desk(actor, room.shop_id)
    _show = room.on_air_show
    link_id = room.pinned_link_id
    if link_id is None:
        raise Conflict(_("当前没有讲解中的商品，无需取消"))
    Room.objects.filter(pk=room.id).update(pinned_link_id=None)
    append_event(room.id, LinkUnpinned(link_id=link_id), actor.pk)
    deed = Deed(
        "unpin", f"link:{link_id}", undo=_back_to(link_id, None),
        facts=(("unpin", {"link": link_id}),),
    )  # fmt: skip
    return journal(room_by_id(room.id), actor, deed, now, compensates)


def _back_to(link_id: int | None, expected: int | None) -> dict[str, object]:
    verb = "unpin" if link_id is None else "pin"
    return {"verb": verb, "detail": {"link_id": link_id, "expected": expected}}
