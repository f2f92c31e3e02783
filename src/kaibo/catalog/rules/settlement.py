"""What partners of co-branded SKUs get: exact in minor units, and refunds give back exactly.

The partner gets of a line a function of what is left of it, ``share(net − refunded)``, rounded
half up. Each period counts the change of that function, so the periods add up to the share of
what was kept, however often a line was refunded in part.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Term:
    """A partner's share of a SKU on the days in [starts, ends]; basis points."""

    partner: str
    sku_id: int
    share_bp: int
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class Line:
    """A paid order line; ``returns`` are (units refunded, when)."""

    order_id: int
    sku_id: int
    quantity: int
    net: int  # amount less discount, minor units
    paid_at: datetime
    paid_on: date  # in the shop's zone: which term holds
    returns: Sequence[tuple[int, datetime]] = ()


@dataclass(slots=True)
class Row:
    """A partner's sums of one SKU in a period; money in minor units."""

    partner: str
    sku_id: int
    share_bp: int
    orders: int = 0
    units: int = 0
    net_paid: int = 0
    refunded: int = 0
    partner_amount: int = 0
    _orders: set[int] = field(default_factory=set)


def share(amount: int, share_bp: int) -> int:
    """Half up; ``amount`` is not negative."""
    return (amount * share_bp + 5000) // 10_000


def settle(
    lines: Iterable[Line], terms: Sequence[Term], start: datetime, end: datetime
) -> list[Row]:
    """Payments and refunds in [start, end) by partner, SKU and share."""
    rows: dict[tuple[str, int, int], Row] = {}
    for line in lines:
        for term in _holding(terms, line.sku_id, line.paid_on):
            key = (term.partner, line.sku_id, term.share_bp)
            _count(rows.setdefault(key, Row(*key)), line, start, end)
    kept = [row for row in rows.values() if row.net_paid or row.refunded or row.orders]
    return sorted(kept, key=lambda row: (row.partner, row.sku_id, row.share_bp))


def _holding(terms: Sequence[Term], sku_id: int, day: date) -> list[Term]:
    return [
        term
        for term in terms
        if term.sku_id == sku_id
        and term.starts_on <= day
        and (term.ends_on is None or day <= term.ends_on)
    ]


def _count(row: Row, line: Line, start: datetime, end: datetime) -> None:
    if start <= line.paid_at < end:
        row._orders.add(line.order_id)
        row.orders = len(row._orders)
        row.units += line.quantity
        row.net_paid += line.net
        row.partner_amount += share(line.net, row.share_bp)
    before, after = _given_back(line, start), _given_back(line, end)
    row.refunded += after - before
    row.partner_amount -= share(line.net - before, row.share_bp)
    row.partner_amount += share(line.net - after, row.share_bp)


def _given_back(line: Line, until: datetime) -> int:
    """What of the line went back before ``until``: cut from the running total of units, as refunds
    are, so that the last unit takes the rest."""
    units = sum(units for units, at in line.returns if at < until)
    return line.net * min(units, line.quantity) // line.quantity
