"""Close an activity: no entry comes after; by staff, or by the clock at its time."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from kaibo.foundation.errors import Conflict
from kaibo.interaction import draws
from kaibo.interaction.actions.activity_steps import (
    announce,
    enter_room,
    lock,
    require_state,
    write_down,
)
from kaibo.interaction.models import Activity
from kaibo.interaction.rules.activities.registry import kind_of

if TYPE_CHECKING:
    from kaibo.team.facade import Staff


@transaction.atomic
def close_activity(
    activity_id: int, actor: Staff | None, now: dt.datetime, room_id: int | None = None
) -> Activity:
    """open → closed. Locks the activity, then the room."""
    row = lock(activity_id, room_id)
    require_state(row, "open")
    room = enter_room(row, actor)
    if actor is not None and kind_of(row.kind).on_time:
        message = _("“%(title)s”到公布的时间才截止，不能提前；要停下请取消")
        raise Conflict(message % {"title": row.title})
    row.state = "closed"
    row.closes_at = max(min(now, row.closes_at or now), row.opens_at or now)
    row.result = {"entries": row.entries, "tally": row.tally}
    draws.seal(row, now)
    row.save(update_fields=["state", "closes_at", "result", "secret"])
    announce(row, room, actor)
    write_down(row, room, "activity_close", actor, now, row.entries)
    return row
