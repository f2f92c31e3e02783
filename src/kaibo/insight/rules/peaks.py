"""Where viewers were liveliest: minutes to look at again in the recording (DATA-15)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any

KINDS = ("comments", "likes", "shares", "followers")
MOST = 6
APART_MS = 3 * 60_000


@dataclass(frozen=True, slots=True)
class Peak:
    """A minute's start (Unix ms), its interactions, and how often the mean that is."""

    at: int
    n: int
    times: float


def per_minute(minutes: Sequence[Mapping[str, Any]]) -> list[tuple[int, int]]:
    """(minute, interactions) in time order: comments, likes, shares, new followers."""
    return [
        (one["at"], sum(int(one["values"].get(kind) or 0) for kind in KINDS)) for one in minutes
    ]


def peaks(minutes: Sequence[Mapping[str, Any]]) -> list[Peak]:
    """The liveliest minutes in time order: a sigma above the mean, three minutes apart.

    Of two close ones the livelier stays, of equal ones the earlier.
    """
    rows = per_minute(minutes)
    if not rows:
        return []
    mean = sum(n for _, n in rows) / len(rows)
    bar = mean + sqrt(sum((n - mean) ** 2 for _, n in rows) / len(rows))
    taken: list[Peak] = []
    for at, n in sorted(rows, key=lambda one: (-one[1], one[0])):
        is_alone = all(abs(at - other.at) >= APART_MS for other in taken)
        if n > bar and is_alone and len(taken) < MOST:
            taken.append(Peak(at, n, round(n / mean, 1)))
    return sorted(taken, key=lambda one: one.at)
