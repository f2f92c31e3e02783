"""What goes with coming back: against plain Python over the same events, and ranked by hand."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import duckdb
import pyarrow as pa
import pytest
from tests.factories.shop_books import more_events
from tests.factories.show_log import ShowLog, goods

from kaibo.foundation.eventlog import KIND_NAMES
from kaibo.insight.batch import database
from kaibo.insight.batch.drivers import DAY_MS, DID, drivers
from kaibo.insight.rules.drivers import driver, least, ranked

START = 1_800_000_000_000
# A show now and one 3 and 12 days before it; viewers overlap.
LOGS = [
    ShowLog(show=7, goods=goods(), viewers=160, first_viewer=970, start_ms=START),
    ShowLog(show=6, goods=goods(), viewers=90, first_viewer=950, seed=3, first_order=500,
            start_ms=START - 3 * DAY_MS),
    ShowLog(show=5, goods=goods(), viewers=140, first_viewer=1000, seed=4, first_order=900,
            start_ms=START - 12 * DAY_MS),
]  # fmt: skip
NOW = START + 5 * DAY_MS


@pytest.fixture(scope="module")
def rows() -> list[dict[str, Any]]:
    found = [
        row for log in LOGS for batch in (*log.batches(), more_events(log))
        for row in batch.to_arrow().to_pylist()
    ]  # fmt: skip
    return sorted(found, key=lambda row: (row["ts"], row["event_id"]))


@pytest.fixture(scope="module")
def db() -> duckdb.DuckDBPyConnection:
    made = duckdb.connect()
    batches = [batch.to_arrow() for log in LOGS for batch in (*log.batches(), more_events(log))]
    made.register("log", pa.Table.from_batches(batches))
    database.create_events(made, ["log"])
    return made


def done(rows: list[dict[str, Any]]) -> set[str]:
    """What a viewer did, of the rows of the first show."""
    kinds = {KIND_NAMES[row["kind"]] for row in rows}
    watched = sum(row["ms"] for row in rows if KIND_NAMES[row["kind"]] in ("heartbeat", "leave"))
    stalled = any(
        KIND_NAMES[row["kind"]] == "qoe" and row["ms"] and not row["text"].endswith("first_frame")
        for row in rows
    )
    stays = {"stay_60s": watched >= 60_000, "stay_300s": watched >= 300_000, "stall": stalled}
    return (kinds & DID.keys()) | {name for name, is_so in stays.items() if is_so}


@pytest.mark.capability("DATA-18")
@pytest.mark.parametrize(("days", "within"), [(5, 4), (30, 4), (30, 10)])
def test_return_rates_with_and_without_each_thing_done(
    db: duckdb.DuckDBPyConnection, rows: list[dict[str, Any]], days: int, within: int
) -> None:
    mine: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        if row["viewer"]:
            mine[row["viewer"]].append(row)
    counts: dict[tuple[str, str | None], list[int]] = defaultdict(lambda: [0, 0])
    total = [0, 0]
    last = NOW - within * DAY_MS
    for seen in mine.values():
        enters = [row for row in seen if KIND_NAMES[row["kind"]] == "enter"]
        if not enters or not last - days * DAY_MS < enters[0]["ts"] <= last:
            continue
        first = enters[0]
        is_back = any(
            row["show"] != first["show"] and row["ts"] <= first["ts"] + within * DAY_MS
            for row in enters
        )
        did = done([row for row in seen if row["show"] == first["show"]])
        things = [(name, None) for name in did] + [("source", first["source"])]
        for counted in (total, *(counts[thing] for thing in things)):
            counted[0] += 1
            counted[1] += is_back
    assert 0 < total[1] < total[0]
    found = drivers(db, NOW, days, within)
    assert [one["driver"] for one in found][: len(DID)] == list(DID)
    for one in found:
        met = counts[one["driver"], one["source"]]
        assert [one["met"], one["met_back"]] == met, one
        assert [one["rest"], one["rest_back"]] == [total[0] - met[0], total[1] - met[1]]
    sources = {thing[1] for thing in counts if thing[0] == "source"}
    assert {one["source"] for one in found[len(DID) :]} == sources


def test_a_shop_without_newcomers_has_no_rates(db: duckdb.DuckDBPyConnection) -> None:
    found = drivers(db, START - 90 * DAY_MS, 30, 7)
    assert [sum(one[name] for name in ("met", "rest")) for one in found] == [0] * len(DID)
    assert ranked(driver(row.pop("driver"), **row) for row in found)[0].says == "unknown"


def test_the_surest_and_largest_stands_first_and_few_last() -> None:
    wide = driver("pay", None, 40, 24, 400, 100)  # +35 points of few
    sure = driver("follow", None, 2000, 1000, 2000, 500)  # +25 of many
    against = driver("stall", None, 1000, 100, 1000, 300)  # −20 of many
    nothing = driver("like", None, 900, 300, 900, 300)
    few = driver("claim", None, 20, 20, 900, 100)
    found = ranked([few, nothing, wide, against, sure])
    assert [one.driver for one in found] == ["follow", "pay", "stall", "like", "claim"]
    assert [one.says for one in found] == ["higher", "higher", "lower", "unclear", "few"]
    assert [round(least(one), 1) for one in found[:4]] == [22.1, 19.0, 16.6, 0.0]
    twins = [driver("source", name, 90, 30, 900, 300) for name in ("乙", "甲", "")]
    assert ranked(twins) == ranked(twins[::-1])
