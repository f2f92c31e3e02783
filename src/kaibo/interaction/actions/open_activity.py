"""Open an activity: its rules are frozen, hashed and shown; entries come from now on."""

from __future__ import annotations

import datetime as dt
import random
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from kaibo.foundation.clock import to_ms
from kaibo.foundation.errors import Conflict
from kaibo.interaction import funds
from kaibo.interaction.actions.activity_steps import (
    announce,
    enter_room,
    lock,
    require_state,
    write_down,
)
from kaibo.interaction.models import Activity
from kaibo.interaction.rules.activities.kind import Kind, Opening, frozen, hash_of
from kaibo.interaction.rules.activities.registry import kind_of
from kaibo.interaction.timing import end_later

if TYPE_CHECKING:
    from kaibo.team.facade import Staff

MOST_OPEN = 5  # at once in a room; more than a phone can show


@transaction.atomic
def open_activity(room_id: int, activity_id: int, actor: Staff, now: dt.datetime) -> Activity:
    """armed → open. Locks what it sets aside in the ledger, the activity, then the room."""
    funds.set_aside(activity_id, room_id, actor, now)
    row = lock(activity_id, room_id)
    require_state(row, "armed")
    room = enter_room(row, actor)
    if room.on_air_show != row.show_id:
        raise Conflict(_("“%(title)s”是为另一场准备的，请重新准备") % {"title": row.title})
    _check_room(room_id)
    _freeze(row, kind_of(row.kind), now)
    row.segment_run_id = room.segment_run_id
    row.save()
    announce(row, room, actor)
    end_later(row)
    write_down(row, room, "activity_open", actor, now)
    return row


def _check_room(room_id: int) -> None:
    """Counted under the room's lock."""
    count = Activity.objects.filter(room_id=room_id, state="open").count()
    if count >= MOST_OPEN:
        message = _("已有 %(n)s 个互动在进行，请先结束一个")
        raise Conflict(message % {"n": count})


def _freeze(row: Activity, kind: Kind, now: dt.datetime) -> None:
    row.closes_at = now + dt.timedelta(seconds=row.seconds) if row.seconds else None
    closes = to_ms(row.closes_at) if row.closes_at else None
    opened = kind.on_open(Opening(row.pk, row.rules, to_ms(now), closes, random.SystemRandom()))
    row.secret = opened.secret
    row.public = kind.public_card(row.rules) | opened.public
    row.rules_hash = hash_of(frozen(kind, row.rules, opened.secret))
    row.tally = [0] * kind.slots(row.rules)
    row.state, row.opens_at = "open", now
