"""Answers one question in a process of its own: ``python -m kaibo.insight.batch.ask``.

The question comes as JSON on standard input, the answer goes to standard output. What runs was
checked by `guard`, in a DuckDB that holds the tables of one shop and may touch nothing else; the
process itself has limits of memory and time, and whoever started it ends it when it is late.
"""

from __future__ import annotations

import os
import re
import resource
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb
import msgspec
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

from kaibo.foundation.config import config
from kaibo.insight.batch import database, drivers, guard, load, statements
from kaibo.insight.batch.question import SECONDS, Ask, Question
from kaibo.insight.batch.tables import TABLES
from kaibo.insight.lake.again import undisturbed
from kaibo.insight.lake.seal import Lake
from kaibo.insight.registry import METRICS, shown
from kaibo.insight.registry.metric import Metric

MEMORY_MB = 1024
PAGE_ROWS = 1000
EXPORT_ROWS = 200_000
# A part was deleted: a locked DuckDB says that it may not look whether the name is a folder.
GONE = (duckdb.IOException, duckdb.PermissionException)
_PROCESS_BYTES = 6 * 1024**3  # address space: DuckDB, Arrow and the interpreter map far more
# Locked in this order; afterwards no setting can be changed back.
_LOCKS = (
    "set autoinstall_known_extensions = false",
    "set autoload_known_extensions = false",
    "set allow_community_extensions = false",
    "set allow_persistent_secrets = false",
    "set enable_external_access = false",
    "set lock_configuration = true",
)


class Refused(Exception):
    """The question cannot be answered. ``code`` and ``values`` say why."""

    def __init__(self, code: str, **values: str | int) -> None:
        super().__init__(code)
        self.code, self.values = code, values


def answer(question: Question, lake: Lake, log: Path, dsn: str) -> bytes:
    """The answer in its form, without days that are deleted meanwhile. Raises Refused."""
    try:
        return undisturbed(lambda: _answer(question, lake, log, dsn), *GONE)
    except GONE as error:
        raise _failed(error) from None


def _answer(question: Question, lake: Lake, log: Path, dsn: str) -> bytes:
    if question.asks:
        return of_asks(question, lake, log, dsn)
    if question.within:
        return of_newcomers(question, lake, log, dsn)
    if question.shows:
        return of_shows(question, lake, log, dsn)
    if question.show is not None:
        return of_show(question, question.show, lake, log, dsn)
    try:
        checked = guard.check(question.sql)
    except guard.BadQuestion as error:
        raise Refused(error.code, **error.values) from None
    with _database() as db:
        load.fill(db, question.shop, checked.tables, lake, log, dsn)
        lock(db)
        return _told(run(db, checked.sql, _most(question.form) + 1), question.form)


def of_show(question: Question, show: int, lake: Lake, log: Path, dsn: str) -> bytes:
    """JSON of a show: every metric by id, not rounded, or tables of how its viewers behaved."""
    asked = statements.Asked(show, question.now, question.rehearsal)
    with _database() as db:
        load.fill(db, question.shop, TABLES, lake, log, dsn)
        work = behaviour if question.form == "behaviour" else figures
        return msgspec.json.encode(work(db, asked))


def of_newcomers(question: Question, lake: Lake, log: Path, dsn: str) -> bytes:
    """JSON of what newcomers did and whether they came back; see ``drivers``."""
    with _database() as db:
        load.fill(db, question.shop, ("events",), lake, log, dsn)
        found = drivers.drivers(db, question.now, question.days, question.within)
    return msgspec.json.encode(found)


def of_shows(question: Question, lake: Lake, log: Path, dsn: str) -> bytes:
    """JSON of each show's metrics in halves; see ``halves``."""
    with _database() as db:
        load.fill(db, question.shop, TABLES, lake, log, dsn)
        database.keep_visits(db)
        found = [
            {"show": show} | halves(db, statements.Asked(show, question.now), question.grain)
            for show in question.shows
        ]
    return msgspec.json.encode(found)


def of_asks(question: Question, lake: Lake, log: Path, dsn: str) -> bytes:
    """JSON of each ask's shows, {show: {started, until, rows: [{g, id, …}]}}; null when late."""
    late = time.monotonic() + SECONDS
    texts = [
        {show: statements.parts(one.grain, statements.Asked(show, question.now), _metrics(one))
         for show in one.shows}
        for one in question.asks
    ]  # fmt: skip
    with _database() as db:
        whole = " ".join(text for one in texts for text in one.values())
        load.fill(db, question.shop, tables_in(whole), lake, log, dsn)
        if "from visits" in whole or "join visits" in whole:
            database.keep_visits(db)
        found = [_of_ask(db, one, question.now, late) for one in texts]
    return msgspec.json.encode(found)


def _of_ask(
    db: duckdb.DuckDBPyConnection, texts: Mapping[int, str], now: int, late: float
) -> dict[int, Any] | None:
    found: dict[int, Any] = {}
    for show, text in texts.items():
        if time.monotonic() > late:
            return None
        (times,) = database.answer(db, statements.span(statements.Asked(show, now))) or [{}]
        found[show] = {**times, "rows": database.answer(db, text)}
    return found


def _metrics(ask: Ask) -> list[Metric]:
    return [METRICS[name] for name in ask.metrics]


def tables_in(text: str) -> list[str]:
    """Documented tables whose name stands in a statement."""
    words = set(re.findall(r"[a-z_]+", text))
    return [name for name in TABLES if name in words]


def halves(db: duckdb.DuckDBPyConnection, asked: statements.Asked, grain: str) -> dict[str, Any]:
    """{started, until, rows: [{g, id, id__of, …}], completion}; no rows without an event."""
    (times,) = database.answer(db, statements.span(asked)) or [{}]
    return {
        **times, "rows": database.answer(db, statements.parts(grain, asked)),
        "completion": database.answer(db, statements.behaviour("completion", asked)),
    }  # fmt: skip


def figures(db: duckdb.DuckDBPyConnection, asked: statements.Asked) -> dict[str, Any]:
    """Every metric of a show that SQL gives; empty while it has no event."""
    rows = database.answer(db, statements.statement("show", asked))
    return {name: value for name, value in rows[0].items() if name != "g"} if rows else {}


def behaviour(db: duckdb.DuckDBPyConnection, asked: statements.Asked) -> dict[str, Any]:
    """Rows of every block of ``behaviour.sql``, and the metrics by host on air."""
    found: dict[str, Any] = {
        name: database.answer(db, statements.behaviour(name, asked))
        for name in statements.behaviours()
    }
    hosts = database.answer(db, statements.statement("host", asked))
    found["hosts"] = [
        {"host": row.pop("g"), "values": {name: shown(value) for name, value in row.items()}}
        for row in hosts
    ]
    return found


def _database() -> duckdb.DuckDBPyConnection:
    db = duckdb.connect(config={"threads": 1, "memory_limit": f"{MEMORY_MB}MB"})
    db.execute("set temp_directory = ''")
    return db


def lock(db: duckdb.DuckDBPyConnection) -> None:
    """From here on the database reads what it holds and nothing else."""
    for one in _LOCKS:
        db.execute(one)


def run(db: duckdb.DuckDBPyConnection, sql: str, most: int, seconds: float = SECONDS) -> pa.Table:
    """At most ``most`` rows. Raises Refused for a question that is late, too large or wrong, an
    error of ``GONE`` for a part that is not there."""
    timer = threading.Timer(seconds, db.interrupt)
    timer.start()
    try:
        return db.sql(f"select * from ({sql}) limit {most}").to_arrow_table()  # noqa: S608 - checked
    except duckdb.InterruptException:
        raise Refused("too_slow", seconds=int(seconds)) from None
    except duckdb.OutOfMemoryException:
        raise Refused("too_large", megabytes=MEMORY_MB) from None
    except GONE:
        raise
    except duckdb.Error as error:
        raise _failed(error) from None
    finally:
        timer.cancel()


def _failed(error: Exception) -> Refused:
    return Refused("failed", why=str(error).split("\n")[0][:300])


def _most(form: str) -> int:
    return PAGE_ROWS if form == "json" else EXPORT_ROWS


def _told(table: pa.Table, form: str) -> bytes:
    most = _most(form)
    is_cut, table = table.num_rows > most, table.slice(0, most)
    if form == "json":
        types = [str(kind) for kind in table.schema.types]
        rows = [list(row.values()) for row in _unique(table).to_pylist()]
        page = {"columns": table.column_names, "types": types, "rows": rows, "is_cut": is_cut}
        return msgspec.json.encode(page, enc_hook=str)
    sink = pa.BufferOutputStream()
    if form == "csv":
        pyarrow.csv.write_csv(_flat(table), sink)
    else:
        pyarrow.parquet.write_table(table, sink)
    return bytes(sink.getvalue())


def _unique(table: pa.Table) -> pa.Table:
    """Columns under numbers, for two may have one name."""
    return table.rename_columns([str(number) for number in range(table.num_columns)])


def _flat(table: pa.Table) -> pa.Table:
    """Lists and structures as text: a CSV has no others."""
    for number, kind in enumerate(table.schema.types):
        if pa.types.is_nested(kind):
            texts = pa.array([str(one) for one in table.column(number).to_pylist()], pa.string())
            table = table.set_column(number, table.schema.names[number], texts)
    return table


def main() -> int:
    """0 with the answer, 2 with {"code", …} of a refusal."""
    resource.setrlimit(resource.RLIMIT_CPU, (int(SECONDS) * 2, int(SECONDS) * 2 + 5))
    resource.setrlimit(resource.RLIMIT_AS, (_PROCESS_BYTES, _PROCESS_BYTES))
    os.nice(10)
    question = msgspec.json.decode(sys.stdin.buffer.read(), type=Question)
    settings = config()
    try:
        sys.stdout.buffer.write(
            answer(question, Lake(settings.lake), settings.events, settings.dsn)
        )
    except Refused as error:
        sys.stdout.buffer.write(msgspec.json.encode({"code": error.code, **error.values}))
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
