"""What a lower price did: before, during and after, elasticity and margin (PROM-08). Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kaibo.foundation.elasticity import arc

MINUTE = 60_000
LONGEST_MS = 15 * MINUTE  # of a price change that nobody took back


@dataclass(frozen=True, slots=True)
class Sold:
    """A paid line: when it was ordered (Unix ms), its money after discounts, its cost."""

    link: int
    at: int
    units: int
    sales: int
    cost: int


@dataclass(frozen=True, slots=True)
class Deal:
    """A flash sale or a changed price of a link, [start, end) in Unix ms."""

    kind: str
    link: int
    start: int
    end: int
    price: int


@dataclass(frozen=True, slots=True)
class Stretch:
    """Sums of a stretch; ``price`` paid per unit, None without a sale. Money in minor units."""

    minutes: float
    units: int
    sales: int
    margin: int
    price: float | None

    @property
    def pace(self) -> float:
        """Units per minute."""
        return self.units / self.minutes if self.minutes else 0.0


@dataclass(frozen=True, slots=True)
class Effect:
    """Percent changes during against before; ``elasticity`` None when too little was sold.

    Elasticity and its 95 % interval are those of `foundation.elasticity.arc`, before to during.
    """

    deal: Deal
    before: Stretch
    during: Stretch
    after: Stretch
    price_change: float | None
    sales_change: float | None
    elasticity: float | None
    elasticity_low: float | None
    elasticity_high: float | None


def deals(marks: Sequence[Mapping[str, Any]], ended_at: int) -> list[Deal]:
    """Flash sales and price changes of the show, in time order; each ends with the next."""
    found = []
    for place, mark in enumerate(marks):
        if mark["kind"] not in ("flash_start", "price") or mark["link"] is None:
            continue
        end = _end(mark, marks[place + 1 :], ended_at)
        if end - mark["at"] >= MINUTE:
            found.append(Deal(mark["kind"], mark["link"], mark["at"], end, mark["amount"]))
    return found


def _end(mark: Mapping[str, Any], later: Iterable[Mapping[str, Any]], ended_at: int) -> int:
    over = ("flash_stop",) if mark["kind"] == "flash_start" else ("price", "flash_start")
    stops = [one["at"] for one in later if one["offer"] == mark["offer"] and one["kind"] in over]
    limit = ended_at if mark["kind"] == "flash_start" else mark["at"] + LONGEST_MS
    return int(min([limit, ended_at, *stops]))


def effect(deal: Deal, lines: Iterable[Sold], began_at: int, ended_at: int) -> Effect:
    """The link's sales in the deal and in equally long stretches around it, within the show."""
    own = [line for line in lines if line.link == deal.link]
    length = deal.end - deal.start
    before = _stretch(own, max(began_at, deal.start - length), deal.start)
    during = _stretch(own, deal.start, deal.end)
    after = _stretch(own, deal.end, min(ended_at, deal.end + length))
    found = arc(_arc(before), _arc(during))
    told = (found.value, found.low, found.high) if found else (None, None, None)
    return Effect(
        deal, before, during, after, _change(before.price, during.price),
        _change(_rate(before), _rate(during)), *told,
    )  # fmt: skip


def _stretch(lines: Sequence[Sold], start: int, end: int) -> Stretch:
    inside = [line for line in lines if start <= line.at < end]
    units, sales = sum(line.units for line in inside), sum(line.sales for line in inside)
    margin = sales - sum(line.cost for line in inside)
    return Stretch(
        max(0, end - start) / MINUTE, units, sales, margin, sales / units if units else None
    )


def _rate(one: Stretch) -> float | None:
    """Money per minute."""
    return one.sales / one.minutes if one.minutes else None


def _change(old: float | None, new: float | None) -> float | None:
    return round(100 * (new - old) / old, 1) if old and new is not None else None


def _arc(one: Stretch) -> tuple[int, float, float]:
    return one.units, one.minutes, one.price or 0.0
