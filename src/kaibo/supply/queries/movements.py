"""Every move of goods, newest first, by pages of ids.

Moves of orders stand in no index by account (`ledger.BULK`): they are left out of a SKU's list
and found by their order instead (reason and reference).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.db import connection

from kaibo.supply.names import sku_names

PAGE, MOST = 100, 50_000


@dataclass(frozen=True, slots=True)
class MoveFilter:
    """``before``: only moves with a smaller id. Times are aware; None: no bound."""

    sku_id: int | None = None
    warehouse_id: int | None = None
    reason: str = ""
    actor_id: int | None = None
    since: dt.datetime | None = None
    until: dt.datetime | None = None
    before: int | None = None


@dataclass(frozen=True, slots=True)
class Movement:
    """Units that went from one place to another."""

    id: int
    sku_id: int
    from_place: str
    from_id: int
    to_place: str
    to_id: int
    units: int
    reason: str
    ref_id: int | None
    actor_id: int | None
    at: dt.datetime


def movements(shop_id: int, wanted: MoveFilter, limit: int = PAGE) -> list[Movement]:
    """One page of a shop's moves of goods."""
    values = {
        "shop": shop_id, "sku": wanted.sku_id, "house": wanted.warehouse_id,
        "reason": wanted.reason or None, "actor": wanted.actor_id, "since": wanted.since,
        "until": wanted.until, "before": wanted.before, "limit": limit,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_MOVES, values)
        return [Movement(*row) for row in cursor.fetchall()]


def csv_rows(shop_id: int, wanted: MoveFilter) -> Iterator[list[str]]:
    """The moves as rows of a sheet, header first; at most `MOST`."""
    yield ["编号", "时间", "SKU", "从", "到", "件数", "原因", "单据", "经手人编号"]
    page, left = movements(shop_id, wanted, 1000), MOST
    while page and left > 0:
        names = sku_names({row.sku_id for row in page})
        for row in page[:left]:
            yield _cells(row, names)
        left -= len(page)
        page = movements(shop_id, replace(wanted, before=page[-1].id), 1000)


def _cells(row: Movement, names: dict[int, str]) -> list[str]:
    return [
        str(row.id), row.at.isoformat(timespec="seconds"), names.get(row.sku_id, str(row.sku_id)),
        f"{row.from_place}:{row.from_id}", f"{row.to_place}:{row.to_id}", str(row.units),
        row.reason, str(row.ref_id or ""), str(row.actor_id or ""),
    ]  # fmt: skip


# With a SKU the accounts are few, and each side has an index of its own.
_MOVES = """
with mine as (
    select id, subject_id, place, place_id from foundation_ledgeraccount
    where shop_id = %(shop)s and book = 'stock'
      and (%(sku)s::bigint is null or subject_id = %(sku)s)
), chosen as (
    select id from mine
    where %(house)s::bigint is null or (place = 'warehouse' and place_id = %(house)s)
), moved as (
    select t.id from chosen join foundation_ledgertransfer t on t.debit_id = chosen.id
    where t.reason not in ('order', 'coupon') {bounds}
    union
    select t.id from chosen join foundation_ledgertransfer t on t.credit_id = chosen.id
    where t.reason not in ('order', 'coupon') {bounds}
)
select t.id, source.subject_id, source.place, source.place_id, target.place, target.place_id,
       t.amount, t.reason, t.ref_id, t.actor_id, t.at
from moved
join foundation_ledgertransfer t on t.id = moved.id
join mine source on source.id = t.debit_id
join mine target on target.id = t.credit_id
order by t.id desc limit %(limit)s
""".replace(
    "{bounds}",
    """
      and (%(reason)s::text is null or t.reason = %(reason)s)
      and (%(actor)s::bigint is null or t.actor_id = %(actor)s)
      and (%(since)s::timestamptz is null or t.at >= %(since)s)
      and (%(until)s::timestamptz is null or t.at < %(until)s)
      and (%(before)s::bigint is null or t.id < %(before)s)""",
)
