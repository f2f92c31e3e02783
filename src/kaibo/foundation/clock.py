"""Times as the wires carry them: Unix milliseconds, cut (not rounded) as the SQL side cuts them."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MS = timedelta(milliseconds=1)


def to_ms(at: datetime) -> int:
    """Unix ms of an aware datetime, exact (no float on the way)."""
    return (at - _EPOCH) // _MS


def from_ms(ms: int) -> datetime:
    """The aware UTC datetime of a Unix ms."""
    return _EPOCH + ms * _MS


def now_ms() -> int:
    """This instant in Unix ms; pass it on, rules never ask the clock."""
    return time.time_ns() // 1_000_000
