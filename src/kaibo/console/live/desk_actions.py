"""Pin and advance with the facts that liveroom cannot know: link cards and the frozen script."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from kaibo.foundation.errors import NotFound
from kaibo.liveroom import facade as liveroom
from kaibo.planning import facade as planning
from kaibo.selling import offer_facade as offers

if TYPE_CHECKING:
    from kaibo.team.facade import Staff


@transaction.atomic
def pin(
    room_id: int, link_id: int, actor: Staff, now: datetime, compensates: int | None = None
) -> int:
    """Present a link. Its card is read while the room is held: a later price comes after it."""
    room = liveroom.lock_room(room_id)
    liveroom.may_run_desk(actor, room.shop_id)
    card = offers.link_card(room.on_air_show, link_id)
    if card is None:
        raise NotFound(_("本场没有链接 %(id)s，请刷新后重试") % {"id": link_id})
    return liveroom.pin_link(room_id, card, actor, now, compensates)


def advance(
    room_id: int,
    segment_id: int | None,
    actor: Staff,
    now: datetime,
    compensates: int | None = None,
) -> int:
    """Start a segment of the frozen script; None: the next one."""
    room = liveroom.room_by_id(room_id)
    script = script_of(room.on_air_show)
    return liveroom.run_segment(room_id, script, segment_id, actor, now, compensates)


def script_of(show_id: int) -> list[liveroom.SegmentPlan]:
    """The frozen script in its order; empty before the first freeze."""
    plan = planning.frozen_plan(show_id)
    return [
        liveroom.SegmentPlan(row.id, row.title, row.link_id, row.seconds)
        for row in (plan.segments if plan else [])
    ]
