"""Cancel an activity that is not settled: it goes from every page, nobody wins."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import transaction

from kaibo.interaction import funds
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
def cancel_activity(room_id: int, activity_id: int, actor: Staff, now: dt.datetime) -> Activity:
    """armed, open or closed → cancelled. Locks what is given back, the activity, then the room.

    A draw that is closed stands: its outcome could be worked out by whoever would cancel it.
    """
    funds.give_back(activity_id, now)
    row = lock(activity_id, room_id)
    is_final = kind_of(row.kind).on_time
    require_state(row, "armed", "open", *(() if is_final else ("closed",)))
    room = enter_room(row, actor)
    was_armed = row.state == "armed"
    row.state = "cancelled"
    row.save(update_fields=["state"])
    if not was_armed:
        announce(row, room, actor)
    write_down(row, room, "activity_cancel", actor, now)
    return row
