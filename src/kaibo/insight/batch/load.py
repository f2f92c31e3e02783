"""Fills a shop's database: sealed parts in place, the unsealed rest and the books copied in."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import duckdb
import psycopg
import pyarrow as pa

from kaibo.insight.batch import database
from kaibo.insight.batch.tables import BOOKS, EVENTS
from kaibo.insight.lake.seal import PLAIN, Lake


def fill(
    db: duckdb.DuckDBPyConnection, shop: int, tables: Collection[str], lake: Lake, log: Path,
    dsn: str,
) -> None:  # fmt: skip
    """Create those of the documented tables that are asked for, of one shop alone."""
    if EVENTS.name in tables:
        _events(db, shop, lake, log)
    wanted = [one for one in BOOKS if one.name in tables]
    if wanted:
        with psycopg.connect(dsn, connect_timeout=5) as connection:
            connection.read_only = True
            for one in wanted:
                rows = connection.execute(one.source, {"shop": shop}).fetchall()
                database.create(db, one.name, database.arrow(one, rows))


def _events(db: duckdb.DuckDBPyConnection, shop: int, lake: Lake, log: Path) -> None:
    """Every event once, also while a segment is sealed."""
    view = lake.view()
    parts = view.parts(shop=str(shop))
    young = [table for place, table in view.unsealed(log) if place.startswith(f"shop={shop}/")]
    database.create(db, "fresh", pa.concat_tables([PLAIN.empty_table(), *young]))
    sources = ["fresh"]
    if parts:
        paths = ", ".join("'" + str(path).replace("'", "''") + "'" for path in parts)
        db.execute(f"set allowed_paths = [{paths}]")
        sources.append(f"read_parquet([{paths}], union_by_name = true, hive_partitioning = false)")
    database.create_events(db, sources)
