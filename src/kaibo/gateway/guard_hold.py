"""Entries that were made before the guard was sure: they wait too, while their activity is open.

An entry may be on its way to the database when its viewer is found, on this node or on one that
has not heard of it; so for a while after a decision its viewer's entries are looked at again.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

import psycopg

from kaibo.risk.hot import Ruling

# An act waits no longer for the database (`activities.TIMEOUT_SECONDS`), and some for the others.
AGAIN_SECONDS = 12.0

# Locks the open activities in ascending id; red packets are paid at once and stay. What counted
# leaves the tally. Answers with all entries of these viewers that are held now.
_HOLD = b"""
with locked as (
    select id from interaction_activity
    where room_id = %(room)s and state = 'open' and kind <> 'packet'
    order by id for no key update
), moved as (
    update interaction_entry entry set grade = 1
    from locked
    where entry.activity_id = locked.id and entry.viewer_id = any(%(viewers)s)
      and entry.grade = 0 and entry.id <> all(%(known)s::bigint[])
    returning entry.id, entry.activity_id, entry.slot
), counted as (
    update interaction_activity act
    set tally = (
        select coalesce(array_agg(greatest(0, bar.units - (
            select count(*) from moved
            where moved.activity_id = act.id and moved.slot = bar.number - 1))::int
            order by bar.number), '{}')
        from unnest(act.tally) with ordinality as bar (units, number))
    where act.id in (select activity_id from moved)
)
select id from moved
union all
select entry.id from interaction_entry entry join locked on locked.id = entry.activity_id
where entry.viewer_id = any(%(viewers)s) and entry.grade = 1
"""


def hold_entries(
    connection: psycopg.Connection[Any], room: int, viewers: Sequence[int],
    known: Collection[int] = (),
) -> list[int]:  # fmt: skip
    """Counted entries of these viewers in open activities of the room become held.

    Those ``known`` were held before: if they count now, a person said so. The ids of all held.
    """
    if not viewers:
        return []
    values = {"room": room, "viewers": list(viewers), "known": sorted(known)}
    return [int(id) for (id,) in connection.execute(_HOLD, values)]


@dataclass(slots=True)
class _Found:
    """Who was found lately in one room and show, until when (monotonic) each is looked at."""

    until: dict[int, float] = field(default_factory=dict)
    held: set[int] = field(default_factory=set)


class Holder:
    """`hold` at a decision, `again` now and then; on the desk's thread."""

    def __init__(self) -> None:
        self._found: dict[tuple[int, int], _Found] = {}  # by room and show

    def hold(
        self, connection: psycopg.Connection[Any], room: int, show: int, viewers: Sequence[int]
    ) -> None:
        if viewers:
            found = self._found.setdefault((room, show), _Found())
            found.until.update(dict.fromkeys(viewers, time.monotonic() + AGAIN_SECONDS))
            found.held.update(hold_entries(connection, room, viewers, found.held))

    def again(self, connection: psycopg.Connection[Any], rulings: dict[int, list[Ruling]]) -> None:
        """``rulings`` by room; whom staff set free is left alone."""
        now = time.monotonic()
        for (room, show), found in list(self._found.items()):
            free = {one.viewer for one in rulings.get(room, ()) if one.outcome == "lifted"}
            found.until = {
                who: until for who, until in found.until.items() if until > now and who not in free
            }
            if found.until:
                found.held.update(hold_entries(connection, room, list(found.until), found.held))
            else:
                del self._found[room, show]
