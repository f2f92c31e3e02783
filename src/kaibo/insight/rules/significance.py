"""Whether a rate really changed: two counts over two exposures."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

ENOUGH = 10.0  # so many events must be expected in the later stretch
SURE = 3.5  # standard errors; many rates are looked at every second, for hours
LARGE = 0.3  # a smaller fall is not worth a person's look


@dataclass(frozen=True, slots=True)
class Change:
    """Rates per unit of exposure, and how many standard errors lie between them."""

    now: float
    before: float
    z: float

    @property
    def share(self) -> float:
        """-0.4: four tenths less than before."""
        return self.now / self.before - 1 if self.before else 0.0


def change(count: float, exposure: float, count_before: float, before: float) -> Change | None:
    """Compare two Poisson rates; None without exposure in either stretch.

    z is of the difference under the hypothesis that the rate is one and the same, negative for a
    fall.
    """
    if exposure <= 0 or before <= 0 or count + count_before <= 0:
        return None
    now, then = count / exposure, count_before / before
    pooled = (count + count_before) / (exposure + before)
    return Change(now, then, (now - then) / sqrt(pooled * (1 / exposure + 1 / before)))


def fell(count: float, exposure: float, count_before: float, before: float) -> Change | None:
    """The change if it is a fall that is large and no chance, else None."""
    found = change(count, exposure, count_before, before)
    if found is None or found.before * exposure < ENOUGH:
        return None
    return found if found.z <= -SURE and found.share <= -LARGE else None


def rose(count: float, exposure: float, count_before: float, before: float) -> Change | None:
    """The same upward; ``ENOUGH`` events must have come."""
    if before <= 0:
        return None
    found = change(count, exposure, count_before, before)
    if found is None or count < ENOUGH:
        return None
    return found if found.z >= SURE else None
