"""Entries faster than an eye, or with the same delay every time. Pure, O(1) a signal."""

from __future__ import annotations

import math

from kaibo.risk.rules.account import Account

# From light to finger a person needs at least this, without the way of the frame.
FASTEST_MS = 200
# Log delays of a person vary at least so much from one time to the next; a script's so little.
_PERSON, _SCRIPT = 0.35, 0.13
# It is asked after each entry, so that some run of luck is found.
_LUCK = 1.2
_MOST = 6.5
# A few times are luck: a handful bring no more than friction.
_NATS_PER_TIME = 0.6


def act(account: Account, at: int, delay: int) -> None:
    """An entry ``delay`` ms after it became possible; -1 says nothing."""
    if delay < 0:
        return
    if delay < FASTEST_MS:
        account.instant += 1
        nats = min(_MOST, 1.5 * account.instant - 0.5)
        account.blame("too_fast", nats, at, {"times": account.instant, "ms": delay})
    _remember(account, math.log(max(delay, 20)))
    _same_delay(account, at)


def _remember(account: Account, value: float) -> None:
    """Welford's mean and sum of squares of log delays."""
    account.delay_n += 1
    before = value - account.delay_mean
    account.delay_mean += before / account.delay_n
    account.delay_square += before * (value - account.delay_mean)


def _same_delay(account: Account, at: int) -> None:
    """Log-likelihood ratio of a script's spread against a person's."""
    n, square = account.delay_n, account.delay_square
    if n < 5:
        return
    for_script = (n - 1) * math.log(_PERSON / _SCRIPT)
    nats = for_script - square / 2 * (1 / _SCRIPT**2 - 1 / _PERSON**2) - _LUCK
    figures = {"times": n, "ms": round(math.exp(account.delay_mean))}
    spread = round(math.sqrt(square / (n - 1)), 2)
    most = min(_MOST, _NATS_PER_TIME * n)
    if not account.blame("same_delay", min(most, nats), at, {**figures, "spread": spread}):
        account.reasons.pop("same_delay", None)
