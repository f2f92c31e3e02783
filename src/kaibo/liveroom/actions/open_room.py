"""A shop's room and the key its encoder pushes with."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from kaibo.foundation.audit import record
from kaibo.foundation.errors import Conflict
from kaibo.liveroom.access import may_run_desk
from kaibo.liveroom.models import Room
from kaibo.liveroom.queries import RoomFacts, room_by_id

if TYPE_CHECKING:
    from kaibo.team.facade import Staff


@transaction.atomic
def open_room(shop_id: int, slug: str, title: str, actor: Staff) -> RoomFacts:
    """A new room with a key of its own; the address `/r/<slug>` must be free."""
    may_run_desk(actor, shop_id)
    try:
        with transaction.atomic():
            room = Room.objects.create(
                shop_id=shop_id, slug=slug, title=title[:80], stream_key=_new_key()
            )
    except IntegrityError as error:
        message = _("地址 /r/%(slug)s 已被使用，请换一个")
        raise Conflict(message % {"slug": slug}, slug=slug) from error
    _audit(room, "liveroom.open_room", actor)
    return room_by_id(room.pk)


@transaction.atomic
def renew_stream_key(room_id: int, actor: Staff) -> str:
    """A fresh key; an encoder that pushes with the old one keeps its stream until it reconnects."""
    room = Room.objects.select_for_update(no_key=True).get(pk=room_id)
    may_run_desk(actor, room.shop_id)
    room.stream_key = _new_key()
    room.save(update_fields=["stream_key"])
    _audit(room, "liveroom.renew_stream_key", actor)
    return room.stream_key


def stream_key(room_id: int, actor: Staff) -> str:
    """The key for the encoder, shown only to those who run the desk."""
    room = Room.objects.get(pk=room_id)
    may_run_desk(actor, room.shop_id)
    return room.stream_key


def _new_key() -> str:
    return secrets.token_urlsafe(18)


def _audit(room: Room, action: str, actor: Staff) -> None:
    """The key itself stays out of the audit."""
    record(
        shop=room.shop_id, actor=actor, action=action, subject=f"room:{room.pk}",
        detail={"slug": room.slug},
    )  # fmt: skip
