"""粉丝灯牌: how activity becomes a level, and what a check-in earns. Published to viewers as it is.

Activity: 1 a whole minute watched (at most 60 a day), 10 a check-in, 50 a paid order (refunded
ones fall out). Level n (1 to 20) needs 25 * n * (n - 1) activity: 0, 50, 150, 300, … 9,500.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

MINUTE_MS = 60_000
MINUTES_A_DAY = 60
OF_CHECK_IN = 10
OF_ORDER = 50
TOP = 20
STREAK_STEP = 7  # every seventh day in a row earns double


@dataclass(frozen=True, slots=True)
class Day:
    """One day of a fan."""

    watch_ms: int
    checked_in: bool


def activity(days: Iterable[Day], orders: int) -> int:
    """All activity of a fan."""
    made = sum(
        min(day.watch_ms // MINUTE_MS, MINUTES_A_DAY) + OF_CHECK_IN * day.checked_in for day in days
    )
    return made + OF_ORDER * orders


def needs(level: int) -> int:
    """Activity at which ``level`` begins."""
    return 25 * level * (level - 1)


def level_of(amount: int) -> int:
    """The highest level that ``amount`` reaches."""
    return max(level for level in range(1, TOP + 1) if needs(level) <= amount)


def next_at(level: int) -> int | None:
    """Activity of the next level; None at the top."""
    return None if level >= TOP else needs(level + 1)


def streak(today: date, last_day: date | None, last_streak: int) -> int:
    """Days in a row, today included."""
    return last_streak + 1 if last_day == today - timedelta(days=1) else 1


def multiple(days_in_a_row: int) -> int:
    """Times the points of a check-in that today's earns."""
    return 2 if days_in_a_row % STREAK_STEP == 0 else 1
