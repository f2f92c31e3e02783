"""ClickHouse (chdb, in the process) gives what DuckDB gives: golden tests over the same rows."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import chdb.session
import duckdb
import pytest
from tests.factories.shop_books import shop_database
from tests.factories.show_log import ShowLog, goods
from tests.unit.insight.test_behaviour import DAY0, LOOKBACK, STEPS, WINDOW, rows
from tests.unit.insight.test_behaviour import events as random_log

from kaibo.insight.batch import database, dialects, journeys, statements
from kaibo.insight.batch.tables import TABLES
from kaibo.insight.behaviour.questions import Attribution, Funnel, Retention, Rfm, ask
from kaibo.insight.lake.cluster import Memory

LOG = ShowLog(show=7, goods=goods(), viewers=160, rated=True)
BEFORE = ShowLog(show=6, goods=goods(), viewers=90, first_viewer=950, seed=3,
                 start_ms=LOG.start_ms - 86_400_000, first_order=500)  # fmt: skip
LATER = ShowLog(show=8, goods=goods(), viewers=90, first_viewer=1050, seed=4,
                start_ms=LOG.start_ms + 3 * 86_400_000, first_order=900)  # fmt: skip
NOW = LOG.end_ms + 40 * 86_400_000
Click = Callable[[str], list[dict[str, Any]]]


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[chdb.session.Session]:
    made = chdb.session.Session(str(tmp_path_factory.mktemp("click")))
    yield made
    made.close()


def copied(db: duckdb.DuckDBPyConnection, names: list[str], session: Any, folder: Path) -> Click:
    """Copy tables of DuckDB into ClickHouse; returns who answers there."""
    for name in names:
        path = folder / f"{name}.parquet"
        db.execute(f"copy (select * from {name}) to '{path}' (format parquet)")
        session.query(f"drop table if exists {name}")
        session.query(
            f"create table {name} engine = Memory as select * from file('{path}', Parquet)"
        )

    def click(text: str) -> list[dict[str, Any]]:
        quoted = "output_format_json_quote_64bit_integers = 0"
        joint = ", " if " settings " in text else " settings "
        return list(json.loads(str(session.query(text + joint + quoted, "JSON")))["data"])

    return click


@pytest.mark.parametrize("grain", statements.KEYS)
def test_every_metric_is_the_same_in_both_engines(grain: str, session: Any, tmp_path: Path) -> None:
    db = shop_database(LOG, [BEFORE, LATER])
    click = copied(db, list(TABLES), session, tmp_path)
    session.query(f"create or replace view visits as {database.VISITS}")
    text = statements.statement(grain, statements.Asked(7, NOW))
    duck = database.answer(db, text)
    assert click(dialects.clickhouse(text)) == duck
    sizes = {"show": 1, "minute": 21, "segment": 3, "product": 3, "channel": 5, "host": 1}
    assert len(duck) == sizes[grain]
    if grain == "show":
        empty = {name for name, value in duck[0].items() if not value} - {"g"}
        assert not empty, "the generated show has something for every metric"


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_journeys_are_the_same_in_both_engines_and_in_the_compiled_passes(
    seed: int, session: Any, tmp_path: Path
) -> None:
    table = random_log(seed)
    db = duckdb.connect()
    db.register("log", table)
    kinds = " ".join(f"when {code} then '{name}'" for name, code in database.CODES.items())
    db.execute(
        "create table events as select hex(event_id) as event_id, ts, viewer, amount, n, source,"
        f" case kind {kinds} end as kind from log"
    )
    click = copied(db, ["events"], session, tmp_path)

    def both(question: Callable[..., str], *wish: Any) -> list[dict[str, Any]]:
        duck = database.answer(db, question("duckdb", *wish))
        assert click(question("clickhouse", *wish)) == duck
        return duck

    funnel, touch = Funnel(STEPS, WINDOW), Attribution(LOOKBACK)
    kept, rfm = Retention(DAY0 + 1, 4), Rfm()
    ask(Memory([table]), funnel, touch, kept, rfm)
    (reached,) = both(journeys.funnel, STEPS, WINDOW)
    assert list(reached.values()) == funnel.rows()[0].reached
    assert [tuple(row.values()) for row in both(journeys.attribution, LOOKBACK)] == touch.rows()
    for row in both(journeys.retention, DAY0 + 1, 4):
        assert kept.kept[row["cohort"], row["later"]] == row["viewers"]
    scores = [tuple(row.values()) for row in both(journeys.rfm)]
    assert scores == rows(rfm)
