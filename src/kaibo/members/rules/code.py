"""Log-in codes: how long they live, how often they may be tried."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

LIFETIME = timedelta(minutes=5)
RESEND_AFTER = timedelta(seconds=60)
MAX_ATTEMPTS = 5
# With five attempts per code, ten codes a day leave a guesser 50 of a million tries.
MAX_CODES_PER_DAY = 10

Verdict = Literal["right", "wrong", "expired"]


@dataclass(frozen=True, slots=True)
class CodeState:
    """The newest code of a phone as stored; ``attempts`` counts wrong ones."""

    expires_at: datetime
    attempts: int
    is_used: bool


def judge(state: CodeState | None, is_equal: bool, now: datetime) -> Verdict:
    """Whether a typed code lets in. A used, old or exhausted code is expired even when equal."""
    if state is None or state.is_used or now >= state.expires_at:
        return "expired"
    if state.attempts >= MAX_ATTEMPTS:
        return "expired"
    return "right" if is_equal else "wrong"


def seconds_to_wait(last_sent: datetime | None, now: datetime) -> int:
    """Whole seconds until another code may be sent; 0 when it may."""
    if last_sent is None:
        return 0
    left = (last_sent + RESEND_AFTER - now).total_seconds()
    return max(0, -int(-left // 1))


def make_code() -> str:
    """Six random digits."""
    return f"{secrets.randbelow(1_000_000):06d}"
