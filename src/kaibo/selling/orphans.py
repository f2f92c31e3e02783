"""Rows of the order path that refer to nothing: what foreign keys would have refused.

The tables a rush writes have none in the database (decision 19). The order path only writes ids
that it has just read, and nothing deletes those rows; this query shows that it stays so.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

# (table, column, table referred to)
REFERENCES = (
    ("selling_order", "shop_id", "foundation_shop"),
    ("selling_order", "show_id", "planning_show"),
    ("selling_order", "buyer_id", "members_viewer"),
    ("selling_order", "address_id", "members_address"),
    ("selling_orderline", "order_id", "selling_order"),
    ("selling_orderline", "offer_id", "selling_offer"),
    ("selling_orderline", "sku_id", "catalog_sku"),
    ("selling_orderline", "snapshot_id", "selling_offersnapshot"),
    ("selling_orderuse", "order_id", "selling_order"),
    ("selling_purchasecount", "buyer_id", "members_viewer"),
    ("foundation_ledgertransfer", "debit_id", "foundation_ledgeraccount"),
    ("foundation_ledgertransfer", "credit_id", "foundation_ledgeraccount"),
)


@dataclass(frozen=True, slots=True)
class Orphans:
    """``rows`` of ``table`` whose ``column`` names no row; ``example`` is one such id."""

    table: str
    column: str
    rows: int
    example: int


def orphans() -> list[Orphans]:
    """Empty when every reference stands. Reads whole tables: for nights and tests."""
    found = []
    with connection.cursor() as cursor:
        for table, column, target in REFERENCES:
            cursor.execute(  # the names are those above
                f"select count(*), min(t.{column}) from {table} t where t.{column} is not null"  # noqa: S608
                f" and not exists (select 1 from {target} r where r.id = t.{column})"
            )
            rows, example = cursor.fetchone()
            if rows:
                found.append(Orphans(table, column, rows, example))
    return found
