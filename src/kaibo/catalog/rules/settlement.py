"""What partners of co-branded SKUs get: exact in minor units, and refunds give back exactly.

The partner gets of a line a function of what is left of it, ``share(net − refunded)``, rounded
half up. Each period counts the change of that function, so the periods add up to the share of
what was kept, however often a line was refunded in part.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import accumulate


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
    sku_id: int
    quantity: int
    net: int  # amount less discount, minor units


@dataclass(frozen=True, slots=True)
class PaidOrder:
    """An order with all its lines and its refunds ``(amount, when)`` in time order."""

    order_id: int
    paid_at: datetime
    paid_on: date  # in the shop's zone: which term holds
    lines: Sequence[Line]
    refunds: Sequence[tuple[int, datetime]] = ()


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
    orders: Iterable[PaidOrder], terms: Sequence[Term], start: datetime, end: datetime
) -> list[Row]:
    """Payments and refunds in [start, end) by partner, SKU and share."""
    rows: dict[tuple[str, int, int], Row] = {}
    for order in orders:
        for place, line in enumerate(order.lines):
            for term in _holding(terms, line.sku_id, order.paid_on):
                key = (term.partner, line.sku_id, term.share_bp)
                row = rows.setdefault(key, Row(*key))
                _count(row, order, place, start, end)
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


def _count(row: Row, order: PaidOrder, place: int, start: datetime, end: datetime) -> None:
    line = order.lines[place]
    if start <= order.paid_at < end:
        row._orders.add(order.order_id)
        row.orders = len(row._orders)
        row.units += line.quantity
        row.net_paid += line.net
        row.partner_amount += share(line.net, row.share_bp)
    back_before = _given_back(order, place, start)
    back_after = _given_back(order, place, end)
    row.refunded += back_after - back_before
    row.partner_amount -= share(line.net - back_before, row.share_bp)
    row.partner_amount += share(line.net - back_after, row.share_bp)


def _given_back(order: PaidOrder, place: int, until: datetime) -> int:
    """What of a line was refunded before ``until``.

    An order's refunds are spread over its lines by what they cost; beyond the goods they are
    shipping, which no partner shares.
    """
    total = sum(line.net for line in order.lines)
    refunded = min(sum(amount for amount, at in order.refunds if at < until), total)
    if not refunded:
        return 0
    ends = list(accumulate((line.net for line in order.lines), initial=0))
    return refunded * ends[place + 1] // total - refunded * ends[place] // total
