"""What the live processes may use of risk. Django-free; SQL runs on any psycopg connection."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
import psycopg

from kaibo.risk.contracts import Grade, Reason, Signal, Verdict
from kaibo.risk.rules.engine import Engine
from kaibo.risk.rules.grading import MODEL

__all__ = [
    "Engine", "Grade", "Reason", "Ruling", "Signal", "Verdict", "births", "ruling", "rulings",
    "store",
]  # fmt: skip

Connection = psycopg.Connection[Any]
# How long a grade holds by itself, in minutes.
_MINUTES = {Grade.FRICTION: 10, Grade.SHADOW: 30, Grade.HOLD: 24 * 60, Grade.BLOCK: 24 * 60}


@dataclass(frozen=True, slots=True)
class Ruling:
    """A decision as every gateway follows it; ``until`` in Unix ms."""

    viewer: int
    grade: Grade
    until: float
    outcome: str


def ruling(verdict: Verdict) -> Ruling:
    """What a verdict will be once it is stored."""
    until = verdict.at + _MINUTES[verdict.grade] * 60_000
    return Ruling(verdict.viewer, verdict.grade, until, "")


# The gravest grade stays with its evidence; what a person decided is not touched again.
_STORE = b"""
insert into risk_guarddecision as known (shop_id, room_id, show_id, viewer_id, grade, score,
    reasons, ring, deeds, model, at, changed_at, ends_at)
select %(shop)s, %(room)s, %(show)s, viewer.id, %(grade)s, %(score)s, %(reasons)s, %(ring)s,
    %(deeds)s, %(model)s, now(), now(), now() + make_interval(mins => %(minutes)s)
from members_viewer viewer where viewer.id = %(viewer)s
on conflict (room_id, show_id, viewer_id) do update
set grade = excluded.grade, score = excluded.score, reasons = excluded.reasons,
    ring = excluded.ring, deeds = excluded.deeds, model = excluded.model,
    changed_at = excluded.changed_at, ends_at = greatest(known.ends_at, excluded.ends_at)
where known.outcome = '' and excluded.grade >= known.grade
"""


def store(connection: Connection, shop: int, show: int, verdicts: Sequence[Verdict]) -> None:
    """Write verdicts of one room; those of viewers that do not exist are left out."""
    rows = [_columns(shop, show, one) for one in verdicts if one.grade > Grade.NONE]
    with connection.transaction(), connection.cursor() as cursor:
        cursor.executemany(_STORE, rows)


def _columns(shop: int, show: int, verdict: Verdict) -> dict[str, Any]:
    return {
        "shop": shop, "show": show, "room": verdict.room, "viewer": verdict.viewer,
        "grade": int(verdict.grade), "score": verdict.score, "model": MODEL,
        "minutes": _MINUTES[verdict.grade],
        "reasons": _json(verdict.reasons), "ring": _json(verdict.ring),
        "deeds": _json(verdict.deeds),
    }  # fmt: skip


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()


def rulings(connection: Connection, shows: dict[int, int]) -> dict[int, list[Ruling]]:
    """What holds, or was lifted, in the shows of these rooms (room → show)."""
    query = b"""
        select room_id, viewer_id, grade, extract(epoch from ends_at) * 1000, outcome
        from risk_guarddecision
        join unnest(%s::bigint[], %s::bigint[]) as wish (room, show)
          on room_id = wish.room and show_id = wish.show
    """
    found: dict[int, list[Ruling]] = {room: [] for room in shows}
    rows = connection.execute(query, [list(shows), list(shows.values())])
    for room, viewer, grade, until, outcome in rows:
        found[room].append(Ruling(viewer, Grade(grade), float(until), outcome))
    return found


def births(connection: Connection, viewers: Sequence[int]) -> dict[int, int]:
    """When these accounts were first seen, Unix ms."""
    query = b"""
        select id, floor(extract(epoch from created_at) * 1000)::bigint from members_viewer
        where id = any(%s)
    """
    return {int(viewer): int(at) for viewer, at in connection.execute(query, [list(viewers)])}
