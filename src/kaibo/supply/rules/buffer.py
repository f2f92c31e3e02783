"""The safety buffer: units a show leaves in the warehouse for damage, exchange and miscounts."""

from __future__ import annotations

DEFAULT_PERCENT = 10


def kept_back(free: int, promised: int, percent: int) -> int:
    """Units to keep of all that the shop can still sell (free and promised), rounded down.

    Counted on both so that releasing in two steps keeps as much as releasing at once.
    """
    return max(0, free + promised) * percent // 100


def releasable(free: int, promised: int, expired: int, percent: int) -> int:
    """Units that may go to links now, never below zero."""
    return max(0, free - max(expired, 0) - kept_back(free - max(expired, 0), promised, percent))
