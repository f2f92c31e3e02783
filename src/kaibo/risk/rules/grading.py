"""From weights to a grade: friction first, decay, and nothing on one event. Pure."""

from __future__ import annotations

from kaibo.risk.contracts import Grade

# Written with every decision, so that figures of different rules are never mixed.
MODEL = "2026-11.1"
FRICTION, SHADOW, HOLD, BLOCK = 2.0, 4.0, 5.0, 11.0
# From here on the evidence is strong enough to skip friction.
STRONG = 6.0
# Friction is felt this long before anything stronger.
FRICTION_MS = 20_000
HALF_LIFE_MS = 10 * 60_000
# Passing a challenge speaks for a person, but not against strong evidence.
PASSED_NATS = 1.5
PASSED_MS = 10 * 60_000
LEAST_DEEDS = 2
# How people are (new, silent, behind one address) never punishes without what they do.
CIRCUMSTANCES = frozenset({"hollow_accounts", "only_entries"})
LEAST_OWN = 1.5


def faded(nats: float, age_ms: int) -> float:
    """What a weight is still worth after ``age_ms``."""
    return nats if age_ms <= 0 else nats * 2.0 ** (-age_ms / HALF_LIFE_MS)


def grade_of(score: float) -> Grade:
    """The grade the sum of weights (nats) stands for."""
    if score >= BLOCK:
        return Grade.BLOCK
    if score >= HOLD:
        return Grade.HOLD
    if score >= SHADOW:
        return Grade.SHADOW
    return Grade.FRICTION if score >= FRICTION else Grade.NONE


def step(score: float, friction_ms: int, deeds: int, reasons: int) -> Grade:
    """The grade now; ``friction_ms``: how long the viewer has had one, -1: has none."""
    wanted = grade_of(score)
    if wanted == Grade.BLOCK and reasons < 2:
        wanted = Grade.HOLD
    if wanted <= Grade.FRICTION:
        return wanted
    if deeds < LEAST_DEEDS or (score < STRONG and friction_ms < FRICTION_MS):
        return Grade.FRICTION
    return wanted
