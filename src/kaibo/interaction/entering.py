"""What the gateway needs of activities. Django-free; SQL runs on any psycopg connection.

The gateway's own thread calls these; decision 29 tells why acts come in batches.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import psycopg

from kaibo.interaction.rules.activities.codes import ACT_CODES
from kaibo.interaction.rules.activities.kind import (
    COUNTED,
    HELD,
    REFUSED,
    Entered,
    Kind,
    Playing,
    Step,
)
from kaibo.interaction.rules.activities.registry import KINDS

__all__ = [
    "ACT_CODES", "COUNTED", "HELD", "KINDS", "REFUSED", "Entered", "Kind", "Playing", "Step",
    "Wish", "Written", "enter", "tallies",
]  # fmt: skip

Connection = psycopg.Connection[Any]


@dataclass(frozen=True, slots=True)
class Wish:
    """One act on its way to an entry; ``at`` is when it reached the gateway, Unix ms.

    ``change``: an entry of the viewer that stands already is replaced.
    """

    activity: int
    viewer: int
    slot: int
    grade: int
    body: dict[str, Any]
    change: bool
    at: int


@dataclass(frozen=True, slots=True)
class Written:
    """The entry as it stands now, or why there is none (``code``: not_open, not_found, …)."""

    code: str
    number: int | None
    body: dict[str, Any]
    is_new: bool


def enter(connection: Connection, function: str, wishes: Sequence[Wish]) -> list[Written]:
    """Write a batch by the SQL function of its kind; one answer per wish, in the same order.

    Two wishes of one viewer for one activity must not stand in one batch.
    """
    if function not in {kind.enter for kind in KINDS.values()}:
        raise ValueError(f"{function} is the SQL function of no kind")
    columns = (
        [one.activity for one in wishes],
        [one.viewer for one in wishes],
        [one.slot for one in wishes],
        [one.grade for one in wishes],
        [json.dumps(one.body, ensure_ascii=False) for one in wishes],
        [one.change for one in wishes],
        [one.at for one in wishes],
    )
    rows = connection.execute(_STATEMENT.format(function=function).encode(), columns)
    return [
        Written(code, number, json.loads(body or "{}"), is_new)
        for code, number, body, is_new in rows
    ]


def tallies(connection: Connection, rooms: Sequence[int]) -> dict[int, dict[int, list[int]]]:
    """By room: the tallies of its open activities, by activity id."""
    found: dict[int, dict[int, list[int]]] = {}
    for room, activity, tally in connection.execute(_TALLIES, [list(rooms)]):
        found.setdefault(int(room), {})[int(activity)] = list(tally)
    return found


_STATEMENT = """
select code, number, body::text, is_new from {function}(
    %s::bigint[], %s::bigint[], %s::int[], %s::int[], %s::text[]::jsonb[], %s::boolean[],
    array(select to_timestamp(ms / 1000.0) from unnest(%s::bigint[]) with ordinality as t (ms, n)
          order by n))
order by ord
"""
_TALLIES = """
select room_id, id, tally from interaction_activity where room_id = any(%s) and state = 'open'
"""
