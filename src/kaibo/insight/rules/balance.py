"""Whether a plan trades the long term away for the show at hand (EVAL-07)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from kaibo.insight.rules.score import LONG_TERM, OWN_SHOWS

STAGES = ("start", "grow", "mature")
# Percent of the score per stage: first people who come back, then volume, then yield.
WEIGHTS: dict[str, dict[str, int]] = {
    "start": {"efficiency": 20, "effect": 30, "experience": 50},
    "grow": {"efficiency": 30, "effect": 40, "experience": 30},
    "mature": {"efficiency": 40, "effect": 30, "experience": 30},
}
LONG_TERM_MIN = 30


@dataclass(frozen=True, slots=True)
class Balance:
    """``share``: percent of the plan's weight on goals of the long term; None without goals.

    ``lowered`` are goals of the long term set below the shop's own median while ``raised``, goals
    of the short term, are set above it.
    """

    share: float | None
    minimum: int
    is_short: bool
    lowered: tuple[str, ...]
    raised: tuple[str, ...]


def balance(
    goals: Sequence[Mapping[str, Any]], own: Mapping[str, Sequence[float]],
    weights: Mapping[str, int], minimum: int,
) -> Balance:  # fmt: skip
    """``goals`` as the plan has them: metric, dimension, target, higher_is_better."""
    share = _share(goals, weights)
    below = tuple(one["metric"] for one in goals if _side(one, own) < 0 and _is_long(one))
    above = tuple(one["metric"] for one in goals if _side(one, own) > 0 and not _is_long(one))
    is_traded = bool(below and above)
    return Balance(share, minimum, share is not None and share < minimum,
                   below if is_traded else (), above if is_traded else ())  # fmt: skip


def _share(goals: Sequence[Mapping[str, Any]], weights: Mapping[str, int]) -> float | None:
    """A dimension's weight is split evenly over its goals."""
    sizes: dict[str, int] = {}
    for goal in goals:
        sizes[goal["dimension"]] = sizes.get(goal["dimension"], 0) + 1
    total = sum(weights[name] for name in sizes)
    if not total:
        return None
    long = sum(weights[g["dimension"]] / sizes[g["dimension"]] for g in goals if _is_long(g))
    return round(100 * long / total, 1)


def _is_long(goal: Mapping[str, Any]) -> bool:
    return goal["metric"] in LONG_TERM


def _side(goal: Mapping[str, Any], own: Mapping[str, Sequence[float]]) -> int:
    """1: the target asks for more than the shop's median, −1: for less, 0: equal or unknown."""
    past = own.get(goal["metric"], ())
    if len(past) < OWN_SHOWS:
        return 0
    usual = median(past)
    target = float(goal["target"])
    better = 1 if goal["higher_is_better"] else -1
    return better * (int(target > usual) - int(target < usual))
