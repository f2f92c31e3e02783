"""Why the GMV changed: exact shares of the change, over factors and over groups.

GMV is a product of factors: impressions × entering rate × orders per view × order value. The
change between two shows is shared by the Shapley value of that product: each factor's mean effect
over every order in which the factors could have changed. It is computed in fractions, so that the
shares add up to the change exactly, and zeros need no special case (the log-mean has none at 0).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, pairwise
from math import factorial, floor, prod

# Levels of the chain, outermost first; each factor is a level per unit of the level before it.
SHOW_CHAIN = ("impressions", "pv", "paid_orders", "gmv")
CHANNEL_CHAIN = ("pv", "paid_orders", "gmv")
PRODUCT_CHAIN = ("product_views", "paid_orders", "gmv")
OTHER = ""


@dataclass(frozen=True, slots=True)
class Factor:
    """``id`` is the level; ``per`` the level it is counted per ("" for the outermost).

    ``before`` and ``after`` are None where nothing stood in the denominator; ``effect`` is the
    part of the change that the factor made, minor units.
    """

    id: str
    per: str
    before: float | None
    after: float | None
    effect: int


@dataclass(frozen=True, slots=True)
class Part:
    """A group's change in minor units, and its factors; they add up to the change."""

    key: str
    before: int
    after: int
    factors: tuple[Factor, ...] = ()

    @property
    def effect(self) -> int:
        return self.after - self.before


Counts = Mapping[str, float | int | None]


def shapley(before: Sequence[Fraction], after: Sequence[Fraction]) -> list[Fraction]:
    """Each factor's share of Π after − Π before; the shares add up to it exactly."""
    size = len(before)
    return [
        (after[one] - before[one]) * _weight_of_others(before, after, one) for one in range(size)
    ]


def _weight_of_others(before: Sequence[Fraction], after: Sequence[Fraction], one: int) -> Fraction:
    """The mean product of the other factors over every order of change."""
    others = [place for place in range(len(before)) if place != one]
    total = Fraction(0)
    for count in range(len(others) + 1):
        orders = factorial(count) * factorial(len(others) - count)
        for changed in combinations(others, count):
            values = [after[place] if place in changed else before[place] for place in others]
            total += Fraction(orders, factorial(len(before))) * prod(values)
    return total


def factors(before: Counts, after: Counts, chain: Sequence[str] = SHOW_CHAIN) -> list[Factor]:
    """The change of the chain's last level over its factors.

    A level that is 0 where a later one is not cannot carry it and is left out: a room without
    impressions is explained from its views on.
    """
    levels = _usable(before, after, chain)
    old, new = _ratios(before, levels), _ratios(after, levels)
    pairs = [_filled(left, right) for left, right in zip(old, new, strict=True)]
    exact = shapley([left for left, _ in pairs], [right for _, right in pairs])
    effects = whole(exact)
    return [
        Factor(level, per, _shown(left), _shown(right), effect)
        for level, per, left, right, effect in zip(
            levels, ("", *levels), old, new, effects, strict=False
        )
    ]


def whole(parts: Sequence[Fraction]) -> list[int]:
    """The parts in whole units with the same sum, by largest remainder; ties by place.

    The sum of the parts must be whole.
    """
    found = [floor(part) for part in parts]
    rest = int(sum(parts, Fraction(0))) - sum(found)
    order = sorted(range(len(parts)), key=lambda place: (found[place] - parts[place], place))
    for place in order[:rest]:
        found[place] += 1
    return found


def parts(
    before: Mapping[str, Counts],
    after: Mapping[str, Counts],
    change: tuple[int, int],
    chain: Sequence[str] = (),
) -> list[Part]:
    """The change by group, largest first; what no group carries is the part `OTHER`.

    ``change`` is the whole before and after in minor units; the parts add up to it exactly.
    """
    found = [
        _part(key, before.get(key, {}), after.get(key, {}), chain) for key in _keys(before, after)
    ]
    old = change[0] - sum(one.before for one in found)
    new = change[1] - sum(one.after for one in found)
    if old or new:
        found.append(Part(OTHER, old, new))
    sold = [one for one in found if one.before or one.after]
    return sorted(sold, key=lambda one: (-abs(one.effect), one.key))


def _keys(before: Iterable[str], after: Iterable[str]) -> list[str]:
    return list(dict.fromkeys([*before, *after]))


def _part(key: str, before: Counts, after: Counts, chain: Sequence[str]) -> Part:
    old, new = _count(before, "gmv"), _count(after, "gmv")
    return Part(key, old, new, tuple(factors(before, after, chain)) if chain else ())


def _usable(before: Counts, after: Counts, chain: Sequence[str]) -> list[str]:
    """Levels that every later level can be counted per, in both shows."""
    return [
        level
        for place, level in enumerate(chain)
        if all(
            _count(side, level) or not any(_count(side, later) for later in chain[place + 1 :])
            for side in (before, after)
        )
    ]


def _ratios(counts: Counts, levels: Sequence[str]) -> list[Fraction | None]:
    found: list[Fraction | None] = [Fraction(_count(counts, levels[0]))]
    for upper, lower in pairwise(levels):
        bottom = _count(counts, upper)
        found.append(Fraction(_count(counts, lower), bottom) if bottom else None)
    return found


def _filled(before: Fraction | None, after: Fraction | None) -> tuple[Fraction, Fraction]:
    """A ratio of nothing has not changed: it takes the other show's value."""
    known = before if before is not None else after
    left = known if known is not None else Fraction(0)
    return left, after if after is not None else left


def _count(counts: Counts, level: str) -> int:
    return int(counts.get(level) or 0)


def _shown(value: Fraction | None) -> float | None:
    return None if value is None else float(value)
