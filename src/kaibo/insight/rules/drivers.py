"""What goes with coming back: the return rate with and without each thing done, and how sure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kaibo.insight.rules.compare import Part, Says, compare


@dataclass(frozen=True, slots=True)
class Driver:
    """Counts of viewers; ``difference`` with − without in percent points, 95 % (Newcombe)."""

    driver: str
    source: str | None
    met: int
    met_back: int
    rest: int
    rest_back: int
    difference: float | None
    low: float | None
    high: float | None
    says: Says


def driver(
    name: str, source: str | None, met: int, met_back: int, rest: int, rest_back: int
) -> Driver:
    found = compare("share", [Part(met_back, met)], [Part(rest_back, rest)], 100)
    counts = (met, met_back, rest, rest_back)
    return Driver(name, source, *counts, found.difference, found.low, found.high, found.says)


def ranked(drivers: Iterable[Driver]) -> list[Driver]:
    """Those first whose difference is at least so large whatever chance did; few people last."""
    return sorted(drivers, key=_place)


def _place(one: Driver) -> tuple[bool, float, float, str, str]:
    is_unsure = one.says in ("few", "unknown")
    return (
        is_unsure, -least(one), -abs(one.difference or 0.0), one.driver, one.source or "",
    )  # fmt: skip


def least(one: Driver) -> float:
    """The size of the interval's bound nearer to 0; 0 where it holds 0."""
    if one.low is None or one.high is None:
        return 0.0
    return max(one.low, -one.high, 0.0)
