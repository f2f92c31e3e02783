"""The live fold and the SQL over the rows tell the same, metric by metric, to the last digit."""

from __future__ import annotations

from typing import Any

import duckdb
import pytest
from tests.factories.shop_books import more_events, shop_database
from tests.factories.show_log import ShowLog, goods

from kaibo.insight import registry
from kaibo.insight.batch import database, statements
from kaibo.insight.engine import query
from kaibo.insight.engine.fold import Folds
from kaibo.insight.engine.state import Key
from kaibo.insight.registry.metric import shown

LOG = ShowLog(show=7, goods=goods(), viewers=160, rated=True)
END = LOG.end_ms
GRAINS = {"minute": "minutes", "segment": "segments", "product": "links", "channel": "sources"}
KEYS = {"minute": "at", "segment": "run", "product": "link", "channel": "source"}


@pytest.fixture(scope="module")
def live() -> dict[str, Any]:
    folds = Folds()
    for batch in (*LOG.batches(), more_events(LOG)):
        folds.add(batch.to_arrow())
    return query.metrics(folds.shows[Key(7, False)], END)


@pytest.fixture(scope="module")
def db() -> duckdb.DuckDBPyConnection:
    return shop_database(LOG)


def asked(grain: str, db: duckdb.DuckDBPyConnection) -> dict[Any, dict[str, Any]]:
    text = statements.statement(grain, statements.Asked(7, END))
    return {row.pop("g"): row for row in database.answer(db, text)}


def both(grain: str) -> set[str]:
    return {one.id for one in statements.measured(grain)} & set(registry.live_ids(grain))


def test_every_total_of_the_fold_equals_the_sql(
    live: dict[str, Any], db: duckdb.DuckDBPyConnection
) -> None:
    totals, (row,) = live["totals"], asked("show", db).values()
    wanted = both("show")
    assert len(wanted) >= 65
    assert set(registry.live_ids()) - wanted == {"online", "completion_rate"}
    assert {one: shown(row[one]) for one in wanted} == {one: totals[one] for one in wanted}


@pytest.mark.parametrize("grain", GRAINS)
def test_every_part_of_the_fold_equals_the_sql(
    grain: str, live: dict[str, Any], db: duckdb.DuckDBPyConnection
) -> None:
    found, wanted = asked(grain, db), both(grain)
    parts = {one[KEYS[grain]]: one["values"] for one in live[GRAINS[grain]]}
    if grain == "minute":
        found = {key * 60_000: row for key, row in found.items()}
    assert found.keys() == parts.keys()
    assert len(wanted) >= 20
    for key, values in parts.items():
        assert {one: shown(found[key][one]) for one in wanted} == {o: values[o] for o in wanted}
