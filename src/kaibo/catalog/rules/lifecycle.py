"""The stage of a product's life, by a rule that is stated and has no memory.

Facts are eight weeks of paid units (oldest first), age, stock and margin. Compared are the last
four weeks with the four before. A difference counts only when it is larger than chance would make
it (twice the standard deviation of two Poisson counts), so that 3 units after 2 are no growth:

1. delisted  — staff took it off sale.
2. intro     — on sale for fewer days than the shop calls new.
3. decline   — nothing sold in four weeks; or 30 % fewer, beyond chance; or 30 % fewer while the
               margin fell by five points or more.
4. growth    — 20 % more, beyond chance.
5. mature    — everything else.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

WEEKS = 8
GROWS, SHRINKS = 1.2, 0.7
MARGIN_FALL_BP = 500
SHORT_COVER_WEEKS, LONG_COVER_WEEKS = 2, 12


class Stage(StrEnum):
    INTRO = "intro"
    GROWTH = "growth"
    MATURE = "mature"
    DECLINE = "decline"
    DELISTED = "delisted"


class Advice(StrEnum):
    """What to do next; pages say it in words."""

    STOCK_UP = "stock_up"  # 补货
    SHOW_MORE = "show_more"  # 多安排讲解
    COLLECT_REVIEWS = "collect_reviews"  # 收集评价
    CHANGE_OFFER = "change_offer"  # 换卖点或机制
    GUARD_MARGIN = "guard_margin"  # 守住毛利
    BUNDLE = "bundle"  # 做组合
    KEEP = "keep"  # 维持
    CLEAR = "clear"  # 清仓
    DELIST = "delist"  # 下架
    DISPOSE = "dispose"  # 处理余货
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Facts:
    """What the rule reads. ``weekly_units`` has `WEEKS` numbers, oldest first.

    Margins are basis points of the net sales of the last and the previous four weeks; None
    without sales.
    """

    age_days: int
    weekly_units: tuple[int, ...]
    stock: int
    is_listed: bool
    margin_bp: int | None = None
    margin_before_bp: int | None = None

    @property
    def recent(self) -> int:
        return sum(self.weekly_units[-4:])

    @property
    def before(self) -> int:
        return sum(self.weekly_units[-8:-4])

    @property
    def margin_change_bp(self) -> int | None:
        if self.margin_bp is None or self.margin_before_bp is None:
            return None
        return self.margin_bp - self.margin_before_bp

    @property
    def cover_weeks(self) -> float | None:
        """Weeks the stock lasts at the pace of the last four; None when nothing sells."""
        return self.stock / (self.recent / 4) if self.recent else None


@dataclass(frozen=True, slots=True)
class Verdict:
    stage: Stage
    advice: Advice


def verdict(facts: Facts, new_days: int) -> Verdict:
    """The stage and what to do about it."""
    stage = stage_of(facts, new_days)
    return Verdict(stage, advice_for(stage, facts))


def stage_of(facts: Facts, new_days: int) -> Stage:
    if not facts.is_listed:
        return Stage.DELISTED
    if facts.age_days < new_days:
        return Stage.INTRO
    if _declines(facts):
        return Stage.DECLINE
    if facts.recent >= GROWS * facts.before and _beyond_chance(facts):
        return Stage.GROWTH
    return Stage.MATURE


def advice_for(stage: Stage, facts: Facts) -> Advice:
    return {
        Stage.DELISTED: _for_delisted,
        Stage.INTRO: _for_intro,
        Stage.GROWTH: _for_growth,
        Stage.MATURE: _for_mature,
        Stage.DECLINE: _for_decline,
    }[stage](facts)


def _declines(facts: Facts) -> bool:
    if facts.recent == 0:
        return True
    if facts.recent > SHRINKS * facts.before:
        return False
    fell = facts.margin_change_bp is not None and facts.margin_change_bp <= -MARGIN_FALL_BP
    return fell or _beyond_chance(facts)


def _beyond_chance(facts: Facts) -> bool:
    return abs(facts.recent - facts.before) > 2 * math.sqrt(facts.recent + facts.before)


def _for_delisted(facts: Facts) -> Advice:
    return Advice.DISPOSE if facts.stock > 0 else Advice.NOTHING


def _for_intro(facts: Facts) -> Advice:
    if facts.stock <= 0:
        return Advice.STOCK_UP
    if facts.recent == 0 and facts.age_days >= 14:
        return Advice.CHANGE_OFFER
    return Advice.COLLECT_REVIEWS if facts.recent else Advice.SHOW_MORE


def _for_growth(facts: Facts) -> Advice:
    cover = facts.cover_weeks
    return Advice.STOCK_UP if cover is not None and cover < SHORT_COVER_WEEKS else Advice.SHOW_MORE


def _for_mature(facts: Facts) -> Advice:
    change, cover = facts.margin_change_bp, facts.cover_weeks
    if change is not None and change <= -MARGIN_FALL_BP:
        return Advice.GUARD_MARGIN
    if cover is not None and cover < SHORT_COVER_WEEKS:
        return Advice.STOCK_UP
    if cover is not None and cover > LONG_COVER_WEEKS:
        return Advice.BUNDLE
    return Advice.KEEP


def _for_decline(facts: Facts) -> Advice:
    return Advice.CLEAR if facts.stock > 0 else Advice.DELIST
