"""The same statements for ClickHouse, the engine beyond one machine.

SQLGlot translates; what it cannot know stands here: settings under which ClickHouse joins and
aggregates as SQL says, and hand-written forms of the journey questions (`journeys`).
"""

from __future__ import annotations

import sqlglot
from sqlglot import exp

# Empty sides of joins and sums are NULL, as in SQL, not 0 or ''.
SETTINGS = {"join_use_nulls": 1, "aggregate_functions_null_for_empty": 1}


def clickhouse(text: str) -> str:
    """A statement for DuckDB as one for ClickHouse, with its settings."""
    tree = sqlglot.parse_one(text, read="duckdb")
    for node in list(tree.find_all(exp.IntDiv)):
        node.replace(exp.Anonymous(this="intDiv", expressions=[node.this, node.expression]))
    settings = ", ".join(f"{name} = {value}" for name, value in SETTINGS.items())
    return f"{tree.sql(dialect='clickhouse')} settings {settings}"
