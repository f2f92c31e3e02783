"""The company an account keeps: who enters beside it, round after round. Pure, bounded.

Every entry looks, when its moment is over, at a sample of those who entered within a second. The
sample takes the accounts of the smallest hash, so that the same ones are seen each time. For each
of them a sequential test runs: together as a ring is (nearly always) or as chance brings it (by
the share of the round that fell into that second). Only when several companions stand out does
it count, because among many the luckiest always stands out.
"""

from __future__ import annotations

import math
from bisect import insort
from collections import deque

from kaibo.risk.rules.account import Account

LOOK_AFTER_MS = 6000
# Looked at in one turn.
LOOKS = 200
_SLOT_MS = 250
# Half widths of the windows: a tight script, and one that scatters.
_WINDOWS = ((1, 0), (4, 1))
_SAMPLE = 16
_ROUNDS = 64
_KNOWN = 48
_TOGETHER = 0.88
# The luckiest of some thirty companions, by chance alone.
_LUCK = 2.6
_NEEDED = 4
# Log delays of one person vary at least so much.
_PACE = 0.4
_EVEN = 1.5
_MOST = 6.5


class Round:
    """One activity: who entered, and a sample of them for each quarter of a second."""

    __slots__ = ("counts", "entered", "samples")

    def __init__(self) -> None:
        self.entered: set[int] = set()
        self.counts: dict[int, int] = {}
        self.samples: dict[int, list[tuple[int, int]]] = {}


class Company:
    """The rounds of one room."""

    def __init__(self) -> None:
        self._rounds: dict[int, Round] = {}
        self._waiting: deque[tuple[int, int, int, int, int]] = deque()

    def take(self, account: Account, target: int, at: int, delay: int) -> None:
        """Remember an entry; ``delay`` as in `Signal`."""
        found = self._rounds.get(target)
        if found is None:
            found = self._rounds[target] = Round()
            if len(self._rounds) > _ROUNDS:
                del self._rounds[next(iter(self._rounds))]
        slot = at // _SLOT_MS
        found.entered.add(account.viewer)
        found.counts[slot] = found.counts.get(slot, 0) + 1
        sample = found.samples.setdefault(slot, [])
        insort(sample, (_mixed(account.viewer), account.viewer))
        del sample[_SAMPLE:]
        self._waiting.append((at + LOOK_AFTER_MS, account.viewer, target, slot, delay))

    def due(self, now: int) -> list[tuple[int, int, int, int]]:
        """(viewer, activity, slot, delay) of the entries whose moment is over."""
        found: list[tuple[int, int, int, int]] = []
        while self._waiting and self._waiting[0][0] <= now and len(found) < LOOKS:
            found.append(self._waiting.popleft()[1:])
        return found

    def learn(self, account: Account, target: int, slot: int, delay: int, at: int) -> bool:
        """Take the entry into the account's tests; True when a weight was set."""
        round_ = self._rounds.get(target)
        if round_ is None:
            return False
        best, together = 0.0, 0
        for half, number in _WINDOWS:
            slots = range(slot - half, slot + half + 1)
            known = account.company[number]
            reach = half * _SLOT_MS + _SLOT_MS // 2
            habit = pace_share(account, delay, reach)
            self._test(account.viewer, known, round_, slots, habit)
            nats, many = _strength(known)
            if nats > best:
                best, together = nats, many
        if best <= 0.0:
            account.reasons.pop("same_company", None)
            return False
        return account.blame("same_company", min(_MOST, best), at, {"together": together})

    def _test(
        self, viewer: int, known: dict[int, float], round_: Round, slots: range, habit: float
    ) -> None:
        beside = sorted(one for slot in slots for one in round_.samples.get(slot, ()))[:_SAMPLE]
        bound = beside[-1][0] if len(beside) == _SAMPLE else 1 << 62
        count = sum(round_.counts.get(slot, 0) for slot in slots)
        share = min(0.9, max(0.04, habit, count / max(20, len(round_.entered))))
        here = {who for _, who in beside if who != viewer}
        for who in here:
            known[who] = known.get(who, 0.0) + math.log(_TOGETHER / share)
        for who in list(known):
            if who not in here and _mixed(who) <= bound and who in round_.entered:
                known[who] += math.log((1 - _TOGETHER) / (1 - share))
                if known[who] < 0.0:
                    del known[who]
        while len(known) > _KNOWN:
            del known[min(known, key=lambda who: known[who])]


def _strength(known: dict[int, float]) -> tuple[float, int]:
    """The test of the companion that only `_NEEDED` - 1 others beat, and how many stand out."""
    best = sorted(known.values(), reverse=True)
    if len(best) < _NEEDED:
        return 0.0, 0
    return best[_NEEDED - 1] - _LUCK, sum(1 for one in best if one > _LUCK)


def pace_share(account: Account, delay: int, reach: int) -> float:
    """How often the account would come within ``reach`` ms of ``delay``, at its own pace.

    Colleagues who are all quick meet again and again; those a script calls meet at any delay.
    A pace more even than a person's (weight of `same_delay`) is no excuse.
    """
    if delay < 0 or account.delay_n < 3:
        return 0.0
    even = account.reasons.get("same_delay", (0.0, 0, {}))[0] / _EVEN
    if even >= 1.0:
        return 0.0
    spread = max(_PACE, math.sqrt(account.delay_square / (account.delay_n - 1)))
    edges = (max(50, delay - reach), delay + reach)
    early, late = (
        (math.log(edge) - account.delay_mean) / (spread * math.sqrt(2)) for edge in edges
    )
    return (1.0 - even) * (math.erf(late) - math.erf(early)) / 2


def companions(account: Account) -> set[int]:
    """Those who stand out."""
    return {who for known in account.company for who, nats in known.items() if nats > 2 * _LUCK}


def _mixed(viewer: int) -> int:
    """A fixed order of accounts that has nothing to do with when they were made."""
    return (viewer * 0x9E3779B97F4A7C15 >> 7) & 0xFFFFFFFFFFFF
