"""Activities of a room on air, open without the desk."""

from __future__ import annotations

import datetime as dt
from typing import Any

from kaibo.foundation.clock import to_ms
from kaibo.interaction.actions.activity_steps import announce
from kaibo.interaction.models import Activity
from kaibo.interaction.rules.activities.kind import Opening, frozen, hash_of
from kaibo.interaction.rules.activities.registry import kind_of
from kaibo.liveroom import facade as liveroom


def opened(room_id: int, code: str, rules: dict[str, Any], seconds: int = 600) -> Activity:
    """An open activity of the show on air, told to the room."""
    room, kind, now = liveroom.room_by_id(room_id), kind_of(code), dt.datetime.now(dt.UTC)
    checked = kind.validate_rules(rules)
    row = Activity.objects.create(
        shop_id=room.shop_id, room_id=room.id, show_id=room.on_air_show, kind=code, title="一起选",
        seconds=seconds, rules=checked, tally=[0] * kind.slots(checked), armed_at=now,
    )  # fmt: skip
    made = kind.on_open(Opening(row.pk, checked, to_ms(now)))
    row.public, row.secret = kind.public_card(checked) | made.public, made.secret
    row.rules_hash, row.state = hash_of(frozen(kind, checked, made.secret)), "open"
    row.opens_at, row.closes_at = now, now + dt.timedelta(seconds=seconds)
    row.save()
    announce(row, room, None)
    return row
