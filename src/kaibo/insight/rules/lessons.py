"""Which past shows resemble a plan, and what an action changed. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import mean
from typing import Literal

from kaibo.insight.rules import control

ENOUGH_LIKENESS = 0.15
AFTER = 5  # shows after an action that are looked at
GOODS, WORDS, HOST = 0.5, 0.3, 0.2


@dataclass(frozen=True, slots=True)
class Traits:
    """What a plan and a past show are compared by."""

    title: str
    theme: str
    host_name: str
    products: frozenset[int]


@dataclass(frozen=True, slots=True)
class Likeness:
    """0 nothing in common, 1 the same; ``products``: how many they share."""

    value: float
    products: int
    same_host: bool
    words: float


@dataclass(frozen=True, slots=True)
class Effect:
    """A figure of the show with the finding and of the shows after the action was done."""

    before: float | None
    after: float | None
    shows: int
    verdict: Literal["better", "worse", "chance", "unknown"]


def likeness(plan: Traits, past: Traits) -> Likeness:
    """Half by shared products, the rest by words of title and theme and by the host."""
    shared = len(plan.products & past.products)
    either = len(plan.products | past.products)
    words = _overlap(_pairs(plan.title + " " + plan.theme), _pairs(past.title + " " + past.theme))
    host = bool(plan.host_name) and plan.host_name == past.host_name
    value = GOODS * (shared / either if either else 0) + WORDS * words + HOST * host
    return Likeness(round(value, 4), shared, host, round(words, 4))


def effect(
    before: float | None, after: Sequence[float], history: Sequence[float], higher_is_better: bool
) -> Effect:
    """``history``: the figure of all shows up to and with the finding's, oldest first.

    Better or worse only where the mean of the shows after lies outside the limits of the history;
    with too little history the difference is shown and not judged.
    """
    some = list(after[:AFTER])
    if before is None or not some:
        return Effect(before, mean(some) if some else None, len(some), "unknown")
    now = mean(some)
    chart = control.individuals([*history, now])
    return Effect(before, now, len(some), _verdict(chart, higher_is_better))


def _verdict(
    chart: control.Chart, higher_is_better: bool
) -> Literal["better", "worse", "chance", "unknown"]:
    if chart.verdict != "system":
        return chart.verdict
    is_up = chart.points[-1].signal in ("above", "run_above")
    return "better" if is_up == higher_is_better else "worse"


def _pairs(text: str) -> frozenset[str]:
    """Pairs of neighboring letters: words for a text that has no spaces between them."""
    kept = "".join(letter for letter in text.lower() if letter.isalnum())
    return frozenset(kept[place : place + 2] for place in range(len(kept) - 1))


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other) if one | other else 0.0
