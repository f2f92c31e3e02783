"""A DuckDB database with the tables of one shop, filled from the log and from PostgreSQL."""

# ruff: noqa: S608 -- names of our own tables; no text of a user enters

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import duckdb
import pyarrow as pa

from kaibo.foundation.eventlog import KIND_NAMES, SCHEMA
from kaibo.insight.batch.tables import BOOKS, EVENTS, Table, renamed

_TYPES = {
    "bigint": pa.int64(), "varchar": pa.string(), "boolean": pa.bool_(), "double": pa.float64(),
    "timestamp": pa.timestamp("ms"),
}  # fmt: skip
# Numbers of persons in what was typed: identity cards (a phone may hide in one), mobile phones,
# mail addresses.
MASKED = (
    (r"\d{17}[\dXx]", "[证件号]"),
    (r"1[3-9]\d{9}", "[手机号]"),
    (r"[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+", "[邮箱]"),
)
CODES = {name: code for code, name in KIND_NAMES.items()}

# Every enter of a known viewer, as the blocks of `known.sql` read them.
VISITS = "select viewer, ts, show_id, rehearsal from events where kind = 'enter' and viewer <> 0"


def arrow(table: Table, rows: Iterable[Sequence[Any]] = ()) -> pa.Table:
    """Rows, in the order of the table's columns, as Arrow."""
    schema = pa.schema([(column.name, _TYPES[column.type]) for column in table.columns])
    columns = list(zip(*rows, strict=True)) or [()] * len(table.columns)
    return pa.Table.from_arrays(
        [pa.array(column, kind.type) for column, kind in zip(columns, schema, strict=True)],
        schema=schema,
    )


def create(db: duckdb.DuckDBPyConnection, name: str, table: pa.Table) -> None:
    """Copy an Arrow table into the database under a name of `tables.TABLES`."""
    db.register("_incoming", table)
    db.execute(f"create table {name} as select * from _incoming")
    db.unregister("_incoming")


def create_books(db: duckdb.DuckDBPyConnection, found: Mapping[str, pa.Table]) -> None:
    """Every table of the books; those not given stay empty."""
    for one in BOOKS:
        create(db, one.name, found.get(one.name, arrow(one)))


def create_events(db: duckdb.DuckDBPyConnection, sources: Sequence[str]) -> None:
    """Views ``events``, of relations with the log's columns (kind as code), each event once, and
    ``visits``."""
    union = " union all by name ".join(f"select * from {one}" for one in sources)
    kinds = " ".join(f"when {code} then '{name}'" for code, name in KIND_NAMES.items())
    replaced = {
        "event_id": "hex(event_id)", "kind": f"case kind {kinds} else 'unknown' end",
        "text": _masked("text"), "local_at": "make_timestamp((ts + 28800000) * 1000)",
    }  # fmt: skip
    made = {renamed(name): f'"{name}"' for name in SCHEMA.names} | replaced
    columns = ", ".join(f"{made[one.name]} as {one.name}" for one in EVENTS.columns)
    db.execute(f"create view events as select {columns} from ({union})")
    db.execute(f"create view visits as {VISITS}")


def keep_visits(db: duckdb.DuckDBPyConnection) -> None:
    """Read them once, for statements about many shows: 40 bytes each."""
    db.execute(f"drop view visits; create table visits as {VISITS}")


def answer(db: duckdb.DuckDBPyConnection, text: str) -> list[dict[str, Any]]:
    """Rows of a statement as dicts."""
    found = db.execute(text)
    names = [column[0] for column in found.description or []]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def _masked(column: str) -> str:
    for pattern, mask in MASKED:
        column = f"regexp_replace({column}, '{pattern}', '{mask}', 'g')"
    return column
