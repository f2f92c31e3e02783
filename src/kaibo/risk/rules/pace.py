"""Likes: more taps than a hand can keep up, and taps that never rest. Pure, O(1) a signal."""

from __future__ import annotations

import math

from kaibo.risk.rules.account import Account

# A hand recovers about four taps a second; what goes beyond adds up to fatigue.
RECOVERY = 4.0
TIRED = 500.0
_TIRED_STEP = 80.0
# Share of the last minutes spent tapping.
DUTY_MS = 140_000.0
RESTLESS = 0.82
_GAP_MS = 2500
_MOST = 6.5
# Two thumbs reach 14 a second; averaged over `_RATE_S` seconds.
FASTEST, _RATE_S = 15.0, 8.0
_RATE_MOST = 4.5


def like(account: Account, at: int, n: int) -> bool:
    """Take ``n`` likes at ``at``; True when a weight was set."""
    rested = (at - account.fatigue_at) / 1000
    account.fatigue = max(0.0, account.fatigue - rested * RECOVERY) + n
    account.fatigue_at = at
    account.rate = account.rate * math.exp(-rested / _RATE_S) + n / _RATE_S
    _keep_duty(account, at)
    return _too_many(account, at) | _tired(account, at) | _restless(account, at)


def _keep_duty(account: Account, at: int) -> None:
    """An average over time of whether the finger is tapping, with memory `DUTY_MS`."""
    gap = at - account.duty_at
    kept = math.exp(-gap / DUTY_MS)
    tapping = 1.0 if gap <= _GAP_MS else 0.0
    account.duty = account.duty * kept + tapping * (1.0 - kept)
    account.duty_at = at


def _tired(account: Account, at: int) -> bool:
    nats = min(_MOST, (account.fatigue - TIRED) / _TIRED_STEP)
    if nats <= 0.0:
        return False
    return account.blame("like_fatigue", nats, at, {"excess": round(account.fatigue)})


def _too_many(account: Account, at: int) -> bool:
    nats = min(_RATE_MOST, (account.rate - FASTEST) * 0.8)
    if nats <= 0.0:
        return False
    return account.blame("like_rate", nats, at, {"per_second": round(account.rate, 1)})


def _restless(account: Account, at: int) -> bool:
    if account.duty <= RESTLESS:
        return False
    nats = min(_MOST, (account.duty - RESTLESS) * 50.0)
    return account.blame("like_endurance", nats, at, {"share": round(account.duty, 2)})
