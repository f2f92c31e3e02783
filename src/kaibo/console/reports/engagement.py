"""Questions, gifts and reservations of a show and of each of its segments."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from django.db import connection

_LINES = Path(__file__).with_suffix(".sql").read_text().split("-- lines --")[1]


@dataclass(frozen=True, slots=True)
class EngagementLine:
    """One segment as it ran, or the whole show (``run_id`` None).

    ``median`` is seconds from a question to its answer, None without an answer; ``buyers`` are
    askers who then ordered in this show and paid ``amount`` (minor units). ``points`` is what the
    gifts cost. ``reserves`` were made here, for a later show.
    """

    run_id: int | None
    title: str
    started_at: dt.datetime | None
    questions: int
    answered: int
    dropped: int
    median: float | None
    askers: int
    buyers: int
    amount: int
    gifts: int
    points: int
    givers: int
    reserves: int


def engagement_lines(show_id: int) -> list[EngagementLine]:
    """The whole show first, then its segments in the order they ran."""
    with connection.cursor() as cursor:
        cursor.execute(_LINES, {"show": show_id})
        return [EngagementLine(*row) for row in cursor.fetchall()]
