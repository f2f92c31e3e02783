"""Traffic lights of figures against a benchmark: with hysteresis, and none on a few people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from kaibo.foundation.intervals import wilson

Light = Literal["good", "warn", "bad", "few"]
Basis = Literal["set", "default", "own"]
# What the console opens: an editor on a link, the activity form, the next segment, its phrases.
Do = Literal["price", "stock", "flash", "announce", "phrase", "activity", "next", "pin"]

# Reference only; every shop may change them (EVAL-14).
DEFAULTS: Mapping[str, float] = {
    "conversion_rate": 3.2, "stay_seconds": 180.0, "click_rate": 20.0,
    "return_visit_7d_rate": 12.0, "retention_30s": 30.0, "ad_ctr": 3.0,
    "content_rating": 4.8,
}  # fmt: skip
# What is tried first when a figure is red; an activity for the others.
ADVICE: Mapping[str, Do] = {
    "conversion_rate": "price", "orders_per_view": "price", "click_pay_rate": "price",
    "order_pay_rate": "announce", "click_rate": "flash", "product_view_rate": "pin",
    "stay_seconds": "activity", "retention_30s": "announce", "retention_60s": "activity",
}  # fmt: skip
BAD_BELOW = 0.8  # of the benchmark
BAND = 0.03  # a light changes back only so far beyond the place where it changed
WIDE = 0.5  # an interval that reaches further than this share of the benchmark tells nothing
FEW = 30


@dataclass(frozen=True, slots=True)
class Target:
    """What a figure is measured against. ``basis``: set by the shop, ours, the shop's own past."""

    metric: str
    value: float
    basis: Basis
    higher_is_better: bool = True


@dataclass(frozen=True, slots=True)
class Judged:
    """``light`` few: too few people for a light; then the interval says how little is known."""

    metric: str
    light: Light
    target: float
    basis: Basis
    score: float  # 1 stands on the benchmark, above is better
    n: int | None = None
    low: float | None = None
    high: float | None = None

    @property
    def advice(self) -> Do:
        """What is tried first when it is red."""
        return ADVICE.get(self.metric, "activity")

    def told(self) -> dict[str, Any]:
        """As pages get it."""
        return {**asdict(self), "advice": self.advice}


def judge(
    target: Target, value: float | None, n: int | None, is_share: bool, before: Light | None = None
) -> Judged | None:
    """The light of a figure; None while the figure does not exist.

    ``n`` is how many people or events it is made of, None when that says nothing; a share is in
    percent of them and gets its 95 % interval.
    """
    if value is None or target.value <= 0:
        return None
    low, high = _interval(value, n) if is_share and n is not None else (None, None)
    is_few = n is not None and _tells_nothing(n, low, high, target.value)
    score = _score(target, value)
    light: Light = "few" if is_few else colour(score, before)
    return Judged(target.metric, light, target.value, target.basis, round(score, 4), n, low, high)


def colour(score: float, before: Light | None = None) -> Light:
    """``score``: 1 stands on the benchmark, above is better; ``before`` is the light until now."""
    if score >= 1 - (BAND if before == "good" else 0):
        return "good"
    return "bad" if score < BAD_BELOW + (BAND if before == "bad" else 0) else "warn"


def worst(judged: Iterable[Judged]) -> Judged | None:
    """The red figure that is furthest below its benchmark; equals go by their id."""
    red = [one for one in judged if one.light == "bad"]
    return min(red, key=lambda one: (one.score, one.metric), default=None)


def _score(target: Target, value: float) -> float:
    if target.higher_is_better:
        return value / target.value
    return target.value / value if value > 0 else 2.0


def _interval(value: float, n: int) -> tuple[float | None, float | None]:
    found = wilson(n * value / 100, n)
    return (None, None) if found is None else (round(100 * found[0], 2), round(100 * found[1], 2))


def _tells_nothing(n: int, low: float | None, high: float | None, target: float) -> bool:
    if n < FEW:
        return True
    return low is not None and high is not None and (high - low) / 2 > WIDE * target
