"""The ladder: warn, limit, pause, ban. Pure; what was done before fades with time.

Every penalty carries points. A month halves them, so that an old quarrel weighs little; the sum
with the new ones names the step that is suggested. A person may choose another one.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

Step = Literal["warn", "limit", "pause", "ban"]
Measure = Literal["none", "mute", "shadow", "ban"]
STEPS: tuple[Step, ...] = ("warn", "limit", "pause", "ban")
HALVED_AFTER = timedelta(days=30)

# What a breach weighs.
CAUSES: dict[str, int] = {
    "spam": 2, "contact": 3, "abuse": 3, "offsite": 2, "fake": 3, "complaint": 1, "false_report": 2,
    "fraud": 6, "gambling": 6, "porn": 6, "drugs": 6, "cheat": 4, "other": 2,
}  # fmt: skip
# From this sum on, the step; warn below the first.
_FROM: tuple[tuple[float, Step], ...] = ((11.5, "ban"), (6.5, "pause"), (3.5, "limit"))
_MINUTES: dict[Step, int | None] = {"warn": 0, "limit": 60, "pause": 3 * 24 * 60, "ban": None}
_MEASURES: dict[Step, tuple[Measure, ...]] = {
    "warn": ("none",), "limit": ("mute", "shadow"), "pause": ("ban",), "ban": ("ban",),
}  # fmt: skip
LONGEST_MINUTES = 365 * 24 * 60


@dataclass(frozen=True, slots=True)
class Past:
    """A penalty that was not revoked."""

    points: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Sentence:
    """A step and what holds, for how many minutes (None: until revoked, 0 for a warning)."""

    step: Step
    measure: Measure
    minutes: int | None


def standing(past: Iterable[Past], now: datetime) -> float:
    """Points that are left of former penalties at ``now``."""
    return math.fsum(
        each.points * math.exp2(-(max(timedelta(), now - each.at) / HALVED_AFTER)) for each in past
    )


def suggest(past: Iterable[Past], cause: str, now: datetime) -> Sentence:
    """The next step for a breach of this kind."""
    total = standing(past, now) + CAUSES.get(cause, CAUSES["other"])
    step: Step = next((step for least, step in _FROM if total >= least), "warn")
    return Sentence(step, _MEASURES[step][0], _MINUTES[step])


def automatic(grade: int, suggested: Sentence) -> Sentence:
    """What the guard may do alone: at most pause; a ban without end is a person's.

    Grade 2 limits in the shadow, 3 warns at most, 4 takes the suggested step.
    """
    if grade <= 1 or grade == 3:
        return Sentence("warn", "none", 0)
    if grade == 2:
        return Sentence("limit", "shadow", _MINUTES["limit"])
    return Sentence("pause", "ban", _MINUTES["pause"]) if suggested.step == "ban" else suggested


def is_sound(sentence: Sentence) -> bool:
    """Whether step, measure and term belong together."""
    if sentence.measure not in _MEASURES[sentence.step]:
        return False
    if sentence.step == "warn":
        return not sentence.minutes
    if sentence.minutes is None:
        return sentence.step == "ban"
    return 0 < sentence.minutes <= LONGEST_MINUTES
