"""Entries that were made before the guard was sure: they wait too, while their activity is open."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import psycopg

# Locks the open activities in ascending id; red packets are paid at once and stay. What counted
# leaves the tally.
_HOLD = b"""
with locked as (
    select id from interaction_activity
    where room_id = %s and state = 'open' and kind <> 'packet' order by id for no key update
), moved as (
    update interaction_entry entry set grade = 1
    from locked
    where entry.activity_id = locked.id and entry.viewer_id = any(%s) and entry.grade = 0
    returning entry.activity_id, entry.slot
)
update interaction_activity act
set tally = (
    select coalesce(array_agg(greatest(0, bar.units - (
        select count(*) from moved
        where moved.activity_id = act.id and moved.slot = bar.number - 1))::int
        order by bar.number), '{}')
    from unnest(act.tally) with ordinality as bar (units, number))
where act.id in (select activity_id from moved)
"""


def hold_entries(connection: psycopg.Connection[Any], room: int, viewers: Sequence[int]) -> None:
    """Counted entries of these viewers in open activities of the room become held."""
    if viewers:
        connection.execute(_HOLD, [room, list(viewers)])
