"""Reading counters: E(x), U(x), amounts and times of one grain. Pure, and exact where it can be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Protocol

from kaibo.foundation.eventlog import KINDS
from kaibo.insight.rules.sampling import estimate, relative_error

Grain = str  # show, minute, segment, product, channel


class PeopleLike(Protocol):
    """Who did what in a cell, see `kaibo.insight.engine.state.People`."""

    halvings: int

    def marked(self, kinds: tuple[str, ...]) -> int: ...
    def stayed(self, ms: int) -> int: ...
    def traders(self, kind: str) -> int: ...


class CellLike(Protocol):
    """Counters of a grain, see `kaibo.insight.engine.state.Cell`."""

    @property
    def count(self) -> Mapping[int, int]: ...
    @property
    def amount(self) -> Mapping[int, int]: ...
    @property
    def quantity(self) -> Mapping[int, int]: ...
    @property
    def watch_ms(self) -> int: ...
    @property
    def orders(self) -> Mapping[int, int]: ...
    @property
    def presented_amount(self) -> int: ...
    @property
    def people(self) -> PeopleLike: ...


@dataclass(frozen=True)
class View:
    """A cell with what its grain adds: its time, who was present, what was asked of it.

    ``live_ms`` is D, the time on air that the grain covers; ``present`` the number present at
    each second of it; ``online`` who is here now; ``known`` numbers that the cell does not hold.
    """

    cell: CellLike
    grain: Grain = "show"
    live_ms: int = 0
    present: Mapping[int, int] = field(default_factory=dict)
    online: int | None = None
    presented_ms: int = 0
    script: tuple[int, int] | None = None  # executed and scripted segments
    known: Mapping[str, int] = field(default_factory=dict)  # counted elsewhere, by name

    def e(self, *kinds: str) -> int:
        """E(x): events of these kinds, weighted by ``n``; orders of a link are distinct orders."""
        return sum(self._events(KINDS[kind]) for kind in kinds)

    def u(self, *kinds: str) -> int:
        """U(x): distinct viewers with any of these kinds."""
        return estimate(self.cell.people.marked(kinds), self.cell.people.halvings)

    def error(self, *kinds: str) -> float:
        """Relative standard error of `u`; 0 while it is exact."""
        return relative_error(self.cell.people.marked(kinds), self.cell.people.halvings)

    def traders(self, kind: str) -> int:
        """Distinct buyers with a trade kind; always exact."""
        return self.cell.people.traders(kind)

    def amount(self, kind: str) -> int:
        """Money in minor units."""
        return self.cell.amount.get(KINDS[kind], 0)

    def units(self, kind: str) -> int:
        return self.cell.quantity.get(KINDS[kind], 0)

    def stayed(self, seconds: int) -> int:
        """Distinct viewers who watched at least so long in this grain."""
        return estimate(self.cell.people.stayed(seconds * 1000), self.cell.people.halvings)

    def peak(self) -> int:
        return max(self.present.values(), default=0)

    def _events(self, kind: int) -> int:
        if self.grain == "product" and kind in self.cell.orders:
            return self.cell.orders[kind]
        return self.cell.count.get(kind, 0)


def curve(presence: Mapping[int, int]) -> dict[int, int]:
    """How many were present in each second in which it changed, from the changes per second."""
    seconds = sorted(presence)
    return dict(zip(seconds, accumulate(presence[second] for second in seconds), strict=True))


def presented_ms(marks: list[tuple[int, str, int | None]], until: int) -> dict[int, int]:
    """How long each link was presented, from (ts, pin or unpin, link) in time order.

    A pin ends the one before it; the last one ends at ``until``.
    """
    total: dict[int, int] = {}
    pinned, since = None, 0
    for ts, kind, link in [*marks, (until, "unpin", None)]:
        if pinned is not None:
            total[pinned] = total.get(pinned, 0) + max(0, min(ts, until) - since)
        pinned, since = (link, ts) if kind == "pin" else (None, ts)
    return total
