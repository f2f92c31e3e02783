"""预约: a viewer wants to be told of a show."""

from __future__ import annotations

from datetime import datetime

from django.apps import apps
from django.db import transaction
from django.utils.translation import gettext as _

from kaibo.foundation.errors import Conflict, NotFound
from kaibo.growth.models import Reservation
from kaibo.liveroom import facade as liveroom


@transaction.atomic
def reserve_show(slug: str, show_id: int, viewer_id: int, by_sms: bool, now: datetime) -> None:
    """Reserve, or change whether a text message may come. The room's shop must own the show."""
    room = liveroom.find_room(slug)
    _check(show_id, room.shop_id)
    row, made = Reservation.objects.select_for_update(no_key=True).get_or_create(
        show_id=show_id, viewer_id=viewer_id,
        defaults={
            "room_id": room.id, "by_sms": by_sms, "made_at": now,
            "during_id": room.show_id if room.is_on_air else None,
        },
    )  # fmt: skip
    if made:
        return
    if row.cancelled_at is not None:
        row.made_at, row.cancelled_at = now, None
    row.by_sms = by_sms
    row.save(update_fields=["made_at", "cancelled_at", "by_sms"])


def cancel_reservation(show_id: int, viewer_id: int, now: datetime) -> None:
    """No more messages of this show; messages that were sent stay sent."""
    rows = Reservation.objects.filter(
        show_id=show_id, viewer_id=viewer_id, cancelled_at__isnull=True
    )
    rows.update(cancelled_at=now)


def _check(show_id: int, shop_id: int) -> None:
    shows = apps.get_model("planning", "Show")._default_manager
    show = shows.filter(pk=show_id, shop_id=shop_id, is_rehearsal=False).first()
    if show is None:
        raise NotFound(_("没有编号为 %(id)s 的场次，请刷新页面") % {"id": show_id})
    if show.phase != "prepare":
        raise Conflict(_("《%(title)s》已经开播或结束，不能再预约") % {"title": show.title})
