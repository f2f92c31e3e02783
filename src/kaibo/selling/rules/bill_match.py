"""A provider's bill of a day against our books, pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol


class Row(Protocol):
    """A movement on the bill; ``refund_no`` is empty for a payment."""

    @property
    def trade_no(self) -> str: ...
    @property
    def refund_no(self) -> str: ...
    @property
    def provider_no(self) -> str: ...
    @property
    def amount(self) -> int: ...
    @property
    def at(self) -> dt.datetime: ...


@dataclass(frozen=True, slots=True)
class Booked:
    """A payment or refund of ours; ``at`` when it succeeded."""

    trade_no: str
    refund_no: str
    amount: int
    state: str
    is_done: bool
    at: dt.datetime | None
    order_id: int


@dataclass(frozen=True, slots=True)
class Difference:
    """``kind`` is missing_here, missing_there, amount or state."""

    kind: str
    trade_no: str
    refund_no: str
    provider_no: str
    order_id: int | None
    ours: int | None
    theirs: int | None
    our_state: str
    at: dt.datetime | None


def compare(
    ours: Iterable[Booked], bill: Iterable[Row], day: dt.date, zone: dt.tzinfo
) -> list[Difference]:
    """What the two tell differently, payments first, by number.

    A movement that the bill does not show is missing there only when we booked it on that day.
    """
    booked = {(one.trade_no, one.refund_no): one for one in ours}
    found: list[Difference] = []
    seen: set[tuple[str, str]] = set()
    for row in bill:
        name = (row.trade_no, row.refund_no)
        seen.add(name)
        if (kind := _kind(booked.get(name), row)) is not None:
            found.append(_theirs(kind, row, booked.get(name)))
    for name, one in booked.items():
        if name not in seen and one.is_done and one.at and one.at.astimezone(zone).date() == day:
            found.append(_ours(one))
    return sorted(found, key=lambda one: (bool(one.refund_no), one.trade_no, one.refund_no))


def _kind(mine: Booked | None, row: Row) -> str | None:
    if mine is None:
        return "missing_here"
    if mine.amount != row.amount:
        return "amount"
    return None if mine.is_done else "state"


def _theirs(kind: str, row: Row, mine: Booked | None) -> Difference:
    return Difference(
        kind, row.trade_no, row.refund_no, row.provider_no,
        mine.order_id if mine else None, mine.amount if mine else None, row.amount,
        mine.state if mine else "", row.at,
    )  # fmt: skip


def _ours(mine: Booked) -> Difference:
    return Difference(
        "missing_there", mine.trade_no, mine.refund_no, "", mine.order_id, mine.amount, None,
        mine.state, mine.at,
    )  # fmt: skip
