"""Short or over: stock against safety stock, ceiling and the pace of sale."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

SHORT_DAYS = 7
OVER_DAYS = 90


class Level(StrEnum):
    """How the stock of a SKU stands."""

    OUT = "out"
    SHORT = "short"
    OVER = "over"
    FINE = "fine"


@dataclass(frozen=True, slots=True)
class Verdict:
    """``days``: how long the units last at the recent pace; None: nothing was sold recently."""

    level: Level
    reason: str
    days: float | None


def days_of_cover(units: int, sold: int, days: int) -> float | None:
    """Days the units last when ``sold`` units left in the last ``days`` days."""
    return None if sold <= 0 or days <= 0 else units * days / sold


def judge(units: int, safety: int, ceiling: int | None, sold: int, days: int) -> Verdict:
    """``units``: free and on links; ``sold`` units in the last ``days`` days.

    A SKU without safety stock, ceiling and sales is fine: nobody said what it should have.
    """
    cover = days_of_cover(units, sold, days)
    if units <= 0 and (sold > 0 or safety > 0):
        return Verdict(Level.OUT, "none_left", cover)
    if units < safety:
        return Verdict(Level.SHORT, "below_safety", cover)
    if cover is not None and cover < SHORT_DAYS:
        return Verdict(Level.SHORT, "few_days", cover)
    if ceiling is not None and units > ceiling:
        return Verdict(Level.OVER, "above_ceiling", cover)
    if cover is not None and cover > OVER_DAYS:
        return Verdict(Level.OVER, "many_days", cover)
    return Verdict(Level.FINE, "", cover)


@dataclass(frozen=True, slots=True)
class PinFacts:
    """A SKU of a link as it stands the moment before it is presented; units.

    ``left``: on this link, ``free``: in the warehouses, ``elsewhere``: on other links,
    ``sold``: ordered on this link since the show began.
    """

    left: int
    free: int
    elsewhere: int
    sold: int
    safety: int
    ceiling: int | None


@dataclass(frozen=True, slots=True)
class PinRisk:
    """``reason``: none_left, below_pace, below_safety or above_ceiling; units expected to sell."""

    level: Level
    reason: str
    expected: int


def expected_units(sold: int, seconds_on_air: int, segment_seconds: int) -> int:
    """Units one presentation sells at the pace of this show so far, rounded up."""
    if sold <= 0 or seconds_on_air <= 0:
        return 0
    return -(-sold * segment_seconds // max(seconds_on_air, segment_seconds))


def pin_risk(facts: PinFacts, seconds_on_air: int, segment_seconds: int) -> PinRisk | None:
    """What to say before the link is presented; None: nothing."""
    expected = expected_units(facts.sold, seconds_on_air, segment_seconds)
    if facts.left <= 0:
        return PinRisk(Level.OUT, "none_left", expected)
    if facts.left < expected:
        return PinRisk(Level.SHORT, "below_pace", expected)
    available = facts.left + facts.free + facts.elsewhere
    if available < facts.safety:
        return PinRisk(Level.SHORT, "below_safety", expected)
    if facts.ceiling is not None and available > facts.ceiling:
        return PinRisk(Level.OVER, "above_ceiling", expected)
    return None
