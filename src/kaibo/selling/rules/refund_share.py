"""What units of an order are worth when they come back, pure. Amounts in minor units.

Every part is cut from the running total (`part * done // quantity`), as `promotions.rules.refund`
does it, so that any sequence of partial refunds adds up to exactly what was paid and never to
more. Points pay for goods first, then credit does, and what is left of credit pays for shipping.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SoldLine:
    """``cost`` is what the line's buyer paid in all ways: amount - discount; ``done`` units are
    back already."""

    line_id: int
    quantity: int
    cost: int
    discount: int
    done: int = 0
    is_gift: bool = False


@dataclass(frozen=True, slots=True)
class Sold:
    """An order as it was paid: Σ cost + shipping = money + points + credit."""

    lines: Sequence[SoldLine]
    shipping: int
    points: int
    credit: int
    is_shipping_back: bool = False


@dataclass(frozen=True, slots=True)
class Worth:
    """Money through the provider, points (their money worth), credit, and discount given."""

    money: int = 0
    points: int = 0
    credit: int = 0
    discount: int = 0

    def plus(self, other: Worth) -> Worth:
        return Worth(
            self.money + other.money,
            self.points + other.points,
            self.credit + other.credit,
            self.discount + other.discount,
        )


@dataclass(frozen=True, slots=True)
class Share:
    """One refund: money by line and for shipping, and how far the order is back before and after.

    ``is_whole``: no unit of the order stays with the buyer. ``has_shipping``: the fee is back.
    """

    lines: Mapping[int, int]
    money: int
    before: Worth
    after: Worth
    total: Worth
    is_whole: bool
    has_shipping: bool

    def of(self, book: str, amount: int) -> int:
        """What of ``amount`` that the order moved in a book of the ledger comes back now."""
        if book == "coupon":
            return amount if self.is_whole else 0
        name = {"points": "points", "credit": "credit"}.get(book, "discount")
        before, after, total = (getattr(one, name) for one in (self.before, self.after, self.total))
        if self.is_whole and book != "credit":
            return amount - (amount * before // total if total else 0)
        return amount * after // total - amount * before // total if total else 0


def split(total: int, weights: Sequence[int]) -> list[int]:
    """``total`` in whole parts by weight; the parts add up to it, none above its weight."""
    whole, seen, given, parts = sum(weights), 0, 0, []
    for weight in weights:
        seen += weight
        until = total * seen // whole if whole else 0
        parts.append(until - given)
        given = until
    return parts


def costs(sold: Sold) -> tuple[dict[int, Worth], Worth]:
    """What each line and shipping cost, part by part."""
    goods = [line.cost for line in sold.lines]
    points = split(min(sold.points, sum(goods)), goods)
    rest = [cost - part for cost, part in zip(goods, points, strict=True)]
    credit = split(min(sold.credit, sum(rest)), rest)
    worths = {
        line.line_id: Worth(left - paid, part, paid, line.discount)
        for line, part, left, paid in zip(sold.lines, points, rest, credit, strict=True)
    }
    on_shipping = Worth(
        sold.shipping - (sold.points - sum(points)) - (sold.credit - sum(credit)),
        sold.points - sum(points),
        sold.credit - sum(credit),
    )
    return worths, on_shipping


def share(sold: Sold, units: Mapping[int, int], with_shipping: bool) -> Share:
    """What ``units`` (line id to number) bring back; raises ValueError when they are not there."""
    _check(sold, units)
    worths, shipping = costs(sold)
    done = {line.line_id: line.done for line in sold.lines}
    then = {line: n + units.get(line, 0) for line, n in done.items()}
    quantities = {line.line_id: line.quantity for line in sold.lines}
    has_shipping = with_shipping or sold.is_shipping_back
    before = _sum(worths, done, quantities, shipping if sold.is_shipping_back else Worth())
    after = _sum(worths, then, quantities, shipping if has_shipping else Worth())
    lines = {
        line: _part(worths[line].money, then[line], quantities[line])
        - _part(worths[line].money, done[line], quantities[line])
        for line in units
    }
    total = _sum(worths, quantities, quantities, shipping)
    money = after.money - before.money
    return Share(lines, money, before, after, total, then == quantities, has_shipping)


def rest_of(sold: Sold) -> dict[int, int]:
    """All units that are not back yet."""
    return {
        line.line_id: line.quantity - line.done for line in sold.lines if line.quantity > line.done
    }


def with_gifts(sold: Sold, units: Mapping[int, int]) -> dict[int, int]:
    """These units, and all gifts when nothing that they were given for stays sold."""
    stays = any(
        line.quantity - line.done > units.get(line.line_id, 0)
        for line in sold.lines
        if not line.is_gift
    )
    gifts = {line.line_id for line in sold.lines if line.is_gift}
    rest = {} if stays else {line: n for line, n in rest_of(sold).items() if line in gifts}
    return dict(units) | rest


def _check(sold: Sold, units: Mapping[int, int]) -> None:
    left = {line.line_id: line.quantity - line.done for line in sold.lines}
    for line, asked in units.items():
        if not 0 < asked <= left.get(line, 0):
            raise ValueError(f"line {line}: {asked} units asked back, {left.get(line, 0)} are left")


def _sum(
    worths: Mapping[int, Worth],
    done: Mapping[int, int],
    quantities: Mapping[int, int],
    shipping: Worth,
) -> Worth:
    total = shipping
    for line, worth in worths.items():
        n, all_units = done[line], quantities[line]
        total = total.plus(
            Worth(
                _part(worth.money, n, all_units),
                _part(worth.points, n, all_units),
                _part(worth.credit, n, all_units),
                _part(worth.discount, n, all_units),
            )
        )
    return total


def _part(amount: int, done: int, quantity: int) -> int:
    return amount * done // quantity
