"""What came of each activity of a show: who took part and what they then bought."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from django.db import connection

from kaibo.interaction import activity_facade as activities

MINUTES = 10
_LINES = Path(__file__).with_suffix(".sql").read_text().split("-- lines --")[1]


@dataclass(frozen=True, slots=True)
class ActivityLine:
    """Orders are those that participants placed within `MINUTES` of joining and paid.

    Amounts in minor units. ``segment`` is the title of what ran when it was opened.
    """

    id: int
    kind: str
    title: str
    state: str
    opens_at: dt.datetime
    closes_at: dt.datetime | None
    segment: str
    is_scripted: bool
    participants: int
    buyers: int
    orders: int
    amount: int
    prizes: int
    prizes_paid: int


def activity_lines(show_id: int) -> list[ActivityLine]:
    """In the order they were opened; cancelled ones are left out."""
    with connection.cursor() as cursor:
        cursor.execute(_LINES, {"show": show_id})
        rows = cursor.fetchall()
    sums = activities.prize_sums([row[0] for row in rows])
    none = activities.PrizeSums()
    return [ActivityLine(*(*row, *_prizes(sums.get(row[0], none)))) for row in rows]


def _prizes(sums: activities.PrizeSums) -> tuple[int, int]:
    """How many there are, and how many of them are paid."""
    return sums.owed + sums.paid + sums.held + sums.refused, sums.paid
