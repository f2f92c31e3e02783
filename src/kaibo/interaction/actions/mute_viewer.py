"""禁言: a viewer's comments are refused for a while, or until somebody lifts it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from kaibo.foundation.clock import to_ms
from kaibo.foundation.errors import Conflict, InvalidInput, NotFound
from kaibo.interaction.models import Mute
from kaibo.interaction.queries import viewer_name
from kaibo.liveroom import facade as liveroom
from kaibo.liveroom.contracts import ViewerMuted
from kaibo.team import facade as team

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from kaibo.team.facade import Staff

ROLES = ("operator", "brand_manager", "admin", "service", "compliance")
LONGEST = 30 * 24 * 60  # minutes


@transaction.atomic
def mute(
    room_id: int,
    viewer_id: int,
    minutes: int | None,
    reason: str,
    actor: Staff,
    now: datetime,
    compensates: int | None = None,
) -> int:
    """Mute for ``minutes`` (None: until lifted); a mute that holds is replaced. Locks the room."""
    if minutes is not None and not 0 < minutes <= LONGEST:
        message = _("禁言时长 %(n)s 分钟不正确，请填写 1 到 %(most)s")
        raise InvalidInput(message % {"n": minutes, "most": LONGEST}, field="minutes")
    room, name = _enter(room_id, viewer_id, actor)
    _open(room_id, viewer_id).update(lifted_at=now)
    ends = None if minutes is None else now + timedelta(minutes=minutes)
    Mute.objects.create(
        room_id=room_id, viewer_id=viewer_id, reason=reason[:80], by=actor, at=now, ends_at=ends
    )
    event = ViewerMuted(viewer_id=viewer_id, ends_at=to_ms(ends) if ends else None)
    liveroom.append_event(room_id, event, actor.pk)
    detail = {"viewer_id": viewer_id, "name": name, "minutes": minutes, "reason": reason[:80]}
    undo = {"verb": "unmute", "detail": {"viewer_id": viewer_id}}
    facts = (("mute", {"viewer": viewer_id, "text": reason[:80]}),)
    deed = liveroom.Deed("mute", f"viewer:{viewer_id}", detail, undo, facts)
    return liveroom.journal(room, actor, deed, now, compensates)


@transaction.atomic
def unmute(
    room_id: int, viewer_id: int, actor: Staff, now: datetime, compensates: int | None = None
) -> int:
    """Let the viewer speak again; raises `Conflict` when they may already."""
    room, name = _enter(room_id, viewer_id, actor)
    if not _open(room_id, viewer_id).update(lifted_at=now):
        raise Conflict(_("“%(name)s”没有被禁言") % {"name": name})
    event = ViewerMuted(viewer_id=viewer_id, ends_at=None, lifted=True)
    liveroom.append_event(room_id, event, actor.pk)
    deed = liveroom.Deed("unmute", f"viewer:{viewer_id}", {"viewer_id": viewer_id, "name": name})
    return liveroom.journal(room, actor, deed, now, compensates)


def _enter(room_id: int, viewer_id: int, actor: Staff) -> tuple[liveroom.RoomFacts, str]:
    room = liveroom.lock_room(room_id)
    team.require(actor, room.shop_id, *ROLES)
    name = viewer_name(viewer_id)
    if name is None:
        raise NotFound(_("没有编号 %(id)s 的观众") % {"id": viewer_id})
    return room, name


def _open(room_id: int, viewer_id: int) -> QuerySet[Mute]:
    return Mute.objects.filter(room_id=room_id, viewer_id=viewer_id, lifted_at__isnull=True)
