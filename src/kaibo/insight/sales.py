"""The order tables' own sums of a show, by the named blocks of ``sales.sql``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from django.db import connection

from kaibo.insight.rules.promotion import Sold

_BLOCK = re.compile(r"^-- (\w+) --$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Sales:
    """Sums of orders; money in minor units."""

    orders: int
    gmv_created: int
    order_buyers: int
    paid_orders: int
    gmv: int
    buyers: int
    units: int
    refunded_orders: int
    refund_amount: int


@dataclass(frozen=True, slots=True)
class LinkSales:
    link: int
    paid_orders: int
    units: int
    gmv: int


@dataclass(frozen=True, slots=True)
class StreamBreak:
    """Unix ms; ``ended_at`` is None when the stream did not come back."""

    started_at: int
    ended_at: int | None


def sales(show_id: int) -> Sales:
    return Sales(**_rows("totals", show_id)[0])


def link_sales(show_id: int) -> list[LinkSales]:
    return [LinkSales(**row) for row in _rows("links", show_id)]


def facts_waiting(show_id: int) -> int:
    """Committed facts of the show that the relay has not written to the log yet."""
    return int(_rows("waiting", show_id)[0]["waiting"])


def heard(show_id: int) -> dict[str, int]:
    """Questions, reports and rivals' prices of a show: how many."""
    return dict(_rows("heard", show_id)[0])


def recorded(show_id: int) -> list[dict[str, Any]]:
    """Stretches of video of a show: room, started_at, ended_at."""
    return _rows("recorded", show_id)


def sold(show_id: int) -> list[Sold]:
    """Paid lines of a show by the time of the order."""
    return [Sold(**row) for row in _rows("sold", show_id)]


def stream_breaks(show_id: int) -> list[StreamBreak]:
    """Stretches in which no picture arrived, in time order."""
    found: list[StreamBreak] = []
    down: int | None = None
    for row in _rows("breaks", show_id):
        if row["state"] == "down" and down is None:
            down = row["at"]
        elif row["state"] == "up" and down is not None:
            found.append(StreamBreak(down, row["at"]))
            down = None
    return found if down is None else [*found, StreamBreak(down, None)]


@cache
def statement(name: str) -> str:
    """The SQL block of that name."""
    text = files("kaibo.insight").joinpath("sales.sql").read_text(encoding="utf-8")
    parts = _BLOCK.split(text)
    return dict(zip(parts[1::2], parts[2::2], strict=True))[name].strip().rstrip(";")


def _rows(name: str, show_id: int) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(statement(name), {"show": show_id})
        names = [column.name for column in cursor.description or []]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
