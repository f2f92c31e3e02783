"""What a buyer gets back for units of an order.

A unit returns its share of what its line really cost: money, points and credit each. Shares are
cut from the running total, so any sequence of partial refunds of a line adds up to exactly what
was paid for it and never to more. Promotions are not reckoned again for the units that stay.
Shipping returns once, when the caller says so (nothing was sent, or the seller is at fault).
A gift whose condition the kept goods no longer meet comes back; kept, its stated worth is taken
off the refund, never below zero.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Worth:
    """Money, store credit and points (as their money worth), in minor units."""

    money: int = 0
    credit: int = 0
    points: int = 0

    @property
    def total(self) -> int:
        return self.money + self.credit + self.points

    def plus(self, other: Worth) -> Worth:
        """Both together."""
        money, credit = self.money + other.money, self.credit + other.credit
        return Worth(money, credit, self.points + other.points)

    def less(self, amount: int) -> Worth:
        """Without ``amount``: money first, then credit, then points; never below zero."""
        money = min(self.money, amount)
        credit = min(self.credit, amount - money)
        points = min(self.points, amount - money - credit)
        return Worth(self.money - money, self.credit - credit, self.points - points)


@dataclass(frozen=True, slots=True)
class SoldLine:
    """A line of an order: what it cost and how many of its units went back already."""

    offer_id: int
    quantity: int
    cost: Worth
    refunded: int = 0


@dataclass(frozen=True, slots=True)
class Refund:
    """What goes back, per line and in total."""

    lines: dict[int, Worth]
    shipping: Worth
    gifts_deducted: int
    total: Worth


def units_worth(line: SoldLine, units: int) -> Worth:
    """What the next ``units`` of the line return; raises ValueError when so many are not left."""
    if not 0 <= units <= line.quantity - line.refunded:
        left = line.quantity - line.refunded
        raise ValueError(f"Offer {line.offer_id}: {units} units asked back, {left} are left.")
    cost = line.cost
    return Worth(*(_share(line, units, part) for part in (cost.money, cost.credit, cost.points)))


def refund(
    lines: Sequence[SoldLine],
    units: Mapping[int, int],
    *,
    shipping: Worth | None = None,
    gift_worth_kept: int = 0,
) -> Refund:
    """The refund of ``units`` (offer id → number).

    ``shipping`` is what was paid for it and goes back now; ``gift_worth_kept`` the stated worth of
    gifts that should have come back. Raises ValueError for unknown offers and too many units.
    """
    known = {line.offer_id for line in lines}
    strange = sorted(set(units) - known)
    if strange:
        raise ValueError(f"Offers {strange} are not in this order.")
    parts = {
        one.offer_id: units_worth(one, units[one.offer_id])
        for one in lines
        if one.offer_id in units
    }
    total = shipping or Worth()
    for part in parts.values():
        total = total.plus(part)
    rest = total.less(max(gift_worth_kept, 0))
    return Refund(parts, shipping or Worth(), total.total - rest.total, rest)


def keeps_gift(threshold: int, counts: str, kept_amount: int, kept_units: int) -> bool:
    """Whether the goods that stay still earn the gift; without goods there is none."""
    return kept_units > 0 and (kept_amount if counts == "amount" else kept_units) >= threshold


def _share(line: SoldLine, units: int, part: int) -> int:
    done = line.refunded
    return part * (done + units) // line.quantity - part * done // line.quantity
