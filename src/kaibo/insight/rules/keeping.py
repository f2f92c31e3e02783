"""Which days of events are kept. Pure: days in Shanghai."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

LEAST_DAYS, MOST_DAYS = 30, 3650


def first_kept(today: date, days: int) -> date:
    """The oldest day that is kept when so many days before today are."""
    return today - timedelta(days=days)


def is_held(day: date, holds: Iterable[tuple[date, date]]) -> bool:
    """Whether a hold (first day, last day) covers the day."""
    return any(first <= day <= last for first, last in holds)
