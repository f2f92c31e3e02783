"""Lots: first expired, first out; nothing past its date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Shelf(StrEnum):
    """A lot's date against today."""

    FINE = "fine"
    SOON = "soon"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class LotUnits:
    """A lot and its units in one warehouse; without a date it does not expire."""

    id: int
    lot_no: str
    expires_on: dt.date | None
    units: int


def shelf(expires_on: dt.date | None, today: dt.date, warning_days: int) -> Shelf:
    """``expires_on`` is the last good day."""
    if expires_on is None:
        return Shelf.FINE
    if expires_on < today:
        return Shelf.EXPIRED
    return Shelf.SOON if (expires_on - today).days <= warning_days else Shelf.FINE


def pick(lots: Iterable[LotUnits], units: int, today: dt.date) -> list[tuple[int, int]]:
    """(lot, units) to take, first expired first; expired lots are left; may be fewer than asked.

    Fewer means that the rest lies in no lot: goods from before lots were kept.
    """
    good = [lot for lot in lots if lot.expires_on is None or lot.expires_on >= today]
    good.sort(key=lambda lot: (lot.expires_on or dt.date.max, lot.id))
    taken = []
    for lot in good:
        part = min(units, lot.units)
        if part > 0:
            taken.append((lot.id, part))
            units -= part
    return taken


def expired_units(lots: Iterable[LotUnits], today: dt.date) -> int:
    """Units past their date."""
    return sum(lot.units for lot in lots if lot.expires_on is not None and lot.expires_on < today)
