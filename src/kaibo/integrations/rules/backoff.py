"""When a delivery is tried again, when it is given up, and when an endpoint rests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

FIRST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(hours=6)
DEAD_AFTER = timedelta(days=3)
# The breaker opens at this many failures in a row; while open, one delivery probes now and then.
BREAKER_AT = 5
FIRST_REST = timedelta(seconds=30)
LONGEST_REST = timedelta(hours=1)
LONGEST_ASKED = timedelta(hours=1)
GONE = 410


@dataclass(frozen=True, slots=True)
class Breaker:
    """An endpoint's failures in a row, since when, and until when nothing is sent to it."""

    failures: int
    failing_since: datetime | None
    paused_until: datetime | None
    stopped_because: str = ""


def is_success(status: int | None) -> bool:
    """A redirect is none: it would lead around the address guard."""
    return status is not None and 200 <= status < 300


def wait(tries: int, jitter: float, asked: timedelta | None = None) -> timedelta:
    """After ``tries`` failures (≥ 1): doubled each time, spread by ``jitter`` in [0, 1).

    ``asked``: what the other side's Retry-After says; it can only lengthen the wait.
    """
    doubled: timedelta = FIRST_WAIT * 2 ** min(tries - 1, 20)
    full = min(LONGEST_WAIT, doubled)
    spread = full * (0.5 + jitter / 2)
    return max(spread, min(asked or timedelta(), LONGEST_ASKED))


def is_dead(queued_at: datetime, now: datetime) -> bool:
    """Whether a delivery that failed just now is given up."""
    return now - queued_at >= DEAD_AFTER


def after_success() -> Breaker:
    return Breaker(0, None, None)


def after_failure(was: Breaker, status: int | None, now: datetime) -> Breaker:
    """410 ends the endpoint at once; three days of failures end it too."""
    failures, since = was.failures + 1, was.failing_since or now
    if status == GONE:
        return Breaker(failures, since, None, "gone")
    if now - since >= DEAD_AFTER:
        return Breaker(failures, since, None, "dead")
    rest = None
    if failures >= BREAKER_AT:
        rest = now + min(LONGEST_REST, FIRST_REST * 2 ** min(failures - BREAKER_AT, 20))
    return Breaker(failures, since, rest)


def asked_wait(header: str | None) -> timedelta | None:
    """Retry-After in seconds; the date form is not read."""
    if header is None or not header.strip().isdecimal() or len(header.strip()) > 9:
        return None
    return timedelta(seconds=int(header.strip()))
