"""How sales answered to a changed price between two stretches of time."""

from __future__ import annotations

from dataclasses import dataclass
from math import log, sqrt

from kaibo.foundation.intervals import Z95

LEAST_UNITS = 10  # in each stretch
LEAST_CHANGE = 0.01  # of the price, as a logarithm: below it there is no arc to speak of


@dataclass(frozen=True, slots=True)
class Arc:
    """−2: one percent cheaper, about two percent more sold. ``low``–``high``: 95 % interval."""

    value: float
    low: float
    high: float


def arc(before: tuple[int, float, float], during: tuple[int, float, float]) -> Arc | None:
    """Of (units, length in any unit of time, average price) each: ln(units a time) over ln(price).

    The interval is that of the ratio of two Poisson counts, exp(±1.96·√(1/n₀ + 1/n₁)). None when a
    stretch sold under ten units, had no time or no price, or the price moved by less than 1 %.
    """
    (units, length, price), (more, while_, cheaper) = before, during
    if min(units, more) < LEAST_UNITS or min(length, while_, price, cheaper) <= 0:
        return None
    shift = log(cheaper / price)
    if abs(shift) < LEAST_CHANGE:
        return None
    rise, spread = log((more / while_) / (units / length)), Z95 * sqrt(1 / units + 1 / more)
    low, high = sorted(((rise - spread) / shift, (rise + spread) / shift))
    return Arc(round(rise / shift, 2), round(low, 2), round(high, 2))
