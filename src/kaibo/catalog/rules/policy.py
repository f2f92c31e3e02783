"""Hot, slow and new: what a shop's thresholds say of a product. Several may hold at once."""

from __future__ import annotations

from dataclasses import dataclass

from kaibo.catalog.rules.lifecycle import Facts

KINDS = ("hot", "slow", "new")
# Growth from next to nothing is no hit: a share of the hot threshold must be reached.
GROWTH_FLOOR = 4


@dataclass(frozen=True, slots=True)
class Thresholds:
    """A shop's numbers; units are paid units of seven days."""

    new_days: int = 30
    hot_weekly_units: int = 100
    hot_growth_percent: int = 50
    slow_weekly_units: int = 5
    slow_cover_weeks: int = 12
    task_days: int = 3


def kinds_of(facts: Facts, at: Thresholds) -> list[str]:
    """Which of `KINDS` the product is; nothing for what is not on sale."""
    if not facts.is_listed:
        return []
    is_new = facts.age_days < at.new_days
    answers = {"hot": _is_hot(facts, at), "slow": not is_new and _is_slow(facts, at), "new": is_new}
    return [kind for kind in KINDS if answers[kind]]


def _is_hot(facts: Facts, at: Thresholds) -> bool:
    last, before = facts.weekly_units[-1], facts.weekly_units[-2]
    if last >= at.hot_weekly_units:
        return True
    grows = before > 0 and 100 * (last - before) >= at.hot_growth_percent * before
    return grows and last * GROWTH_FLOOR >= at.hot_weekly_units


def _is_slow(facts: Facts, at: Thresholds) -> bool:
    """Stock that hardly moves: few units a week, or stock for too many weeks."""
    if facts.stock <= 0:
        return False
    cover = facts.cover_weeks
    return facts.recent <= 4 * at.slow_weekly_units or cover is None or cover > at.slow_cover_weeks
