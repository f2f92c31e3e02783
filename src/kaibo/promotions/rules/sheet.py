"""The working sheet of one cart: its lines as columns, in ascending offer id."""

from __future__ import annotations

from dataclasses import dataclass, field

from kaibo.promotions.contracts import Cart, CartLine
from kaibo.promotions.rules.compiled import Rule

MOST_LINES = 200
MOST_UNITS = 10_000  # of one cart


@dataclass(slots=True)
class Part:
    """What one promotion takes off: per line index, with the units it discounts."""

    rule: Rule
    amounts: dict[int, int]
    units: int = 1

    @property
    def total(self) -> int:
        return sum(self.amounts.values())


@dataclass(slots=True)
class Sheet:
    """Columns by line index. ``tags`` are the goods after unit prices, ``runs`` their units."""

    lines: list[CartLine]
    goods: list[int]
    tags: list[int]
    runs: list[list[tuple[int, int]]]  # per line: (unit price, units), cheapest part first
    unit_parts: list[Part] = field(default_factory=list)
    known: dict[int, list[int]] = field(default_factory=dict)

    def inside(self, mask: int) -> list[int]:
        """The lines of a mask, ascending; the same list for the same mask, not to be changed."""
        found = self.known.get(mask)
        if found is None:
            found = self.known[mask] = indexes(mask)
        return found


def open_sheet(cart: Cart) -> Sheet:
    """The sheet before any promotion; raises ValueError when the cart makes no sense."""
    lines = sorted(cart.lines, key=lambda line: line.offer_id)
    _check(lines)
    goods = [line.quantity * line.unit_price for line in lines]
    runs = [[(line.unit_price, line.quantity)] for line in lines]
    return Sheet(lines, goods, goods.copy(), runs)


def indexes(mask: int) -> list[int]:
    """The lines of a mask, ascending."""
    found = []
    while mask:
        low = mask & -mask
        found.append(low.bit_length() - 1)
        mask ^= low
    return found


def mask_of(amounts: dict[int, int]) -> int:
    """The mask of the lines named."""
    mask = 0
    for index in amounts:
        mask |= 1 << index
    return mask


def _check(lines: list[CartLine]) -> None:
    if len(lines) > MOST_LINES:
        raise ValueError(f"The cart has {len(lines)} lines; {MOST_LINES} are the most.")
    units = 0
    for index, line in enumerate(lines):
        if line.quantity < 1 or line.unit_price < 0 or line.weight_g < 0:
            raise ValueError(
                f"Offer {line.offer_id}: {line.quantity} units at {line.unit_price}; "
                "the quantity is at least 1, price and weight are not negative."
            )
        if index and lines[index - 1].offer_id == line.offer_id:
            raise ValueError(f"Offer {line.offer_id} stands twice; add the quantities up.")
        units += line.quantity
    if units > MOST_UNITS:
        raise ValueError(f"The cart has {units} units; {MOST_UNITS} are the most.")
