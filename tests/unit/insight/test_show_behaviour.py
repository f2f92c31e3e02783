"""How viewers of a show behaved, by SQL: against plain Python over the same events."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from typing import Any

import duckdb
import pytest
from tests.factories.shop_books import more_events, shop_database
from tests.factories.show_log import ShowLog, goods

from kaibo.foundation.eventlog import KIND_NAMES
from kaibo.insight.batch import ask, database, statements

LOG = ShowLog(show=7, goods=goods(), viewers=160)
BEFORE = ShowLog(show=6, goods=goods(), viewers=90, first_viewer=950, seed=3,
                 start_ms=LOG.start_ms - 86_400_000, first_order=500)  # fmt: skip
ASKED = statements.Asked(7, LOG.end_ms)
NODES = ("enter", "comment", "share", "follow", "product_view", "product_click", "favorite", "act",
         "gift", "order", "pay")  # fmt: skip


@pytest.fixture(scope="module")
def db() -> duckdb.DuckDBPyConnection:
    made = shop_database(LOG, [BEFORE])
    hosts = {LOG.goods[0].link: "阿月", LOG.goods[1].link: "云帆", LOG.goods[2].link: ""}
    for one in LOG.goods:
        made.execute("update links set host = ? where show_id = 7 and link = ?",
                     [hosts[one.link], one.link])  # fmt: skip
    return made


@pytest.fixture(scope="module")
def events() -> dict[int, list[tuple[int, bytes, str, dict[str, Any]]]]:
    """The show's rows by viewer, in the order of time."""
    found: dict[int, list[tuple[int, bytes, str, dict[str, Any]]]] = defaultdict(list)
    for batch in (*LOG.batches(), more_events(LOG)):
        for row in batch.to_arrow().to_pylist():
            if row["viewer"]:
                entry = (row["ts"], row["event_id"], KIND_NAMES[row["kind"]], row)
                found[row["viewer"]].append(entry)
    return {viewer: sorted(rows, key=lambda one: one[:2]) for viewer, rows in found.items()}


def block(db: duckdb.DuckDBPyConnection, name: str) -> list[dict[str, Any]]:
    return database.answer(db, statements.behaviour(name, ASKED))


@pytest.mark.capability("DATA-14")
def test_decision_time_of_each_sku_with_its_distribution(
    db: duckdb.DuckDBPyConnection, events: Any
) -> None:
    took: dict[int, list[int]] = defaultdict(list)
    for rows in events.values():
        paid, seen = {}, {}
        for ts, _, kind, row in rows:
            if kind == "pay":
                paid.setdefault((row["link"], row["sku"]), ts)
            if kind == "product_view":
                seen.setdefault(row["link"], ts)
        for (link, sku), at in paid.items():
            if link in seen and at >= seen[link]:
                took[sku].append(at - seen[link])
    found = {row["sku"]: row for row in block(db, "decision")}
    assert found.keys() == took.keys()
    for sku, times in took.items():
        row = found[sku]
        times.sort()
        assert row["buyers"] == len(times)
        assert row["half_ms"] == times[-(-len(times) // 2) - 1], "the lower median"
        assert row["within_1m"] == sum(ms < 60_000 for ms in times)
        parts = ("within_1m", "within_5m", "within_15m", "later")
        assert sum(row[part] for part in parts) == len(times)


@pytest.mark.capability("DATA-17")
def test_paths_and_where_they_end(db: duckdb.DuckDBPyConnection, events: Any) -> None:
    moves: Counter[tuple[str, str]] = Counter()
    reached: Counter[str] = Counter()
    ends: Counter[str] = Counter()
    for rows in events.values():
        nodes = [kind for _, _, kind, _ in rows if kind in NODES]
        path = [one for place, one in enumerate(nodes) if place == 0 or nodes[place - 1] != one]
        if not path:
            continue
        moves.update(zip(path, [*path[1:], "exit"], strict=True))
        reached.update(set(path))
        ends[path[-1]] += 1
    assert {(row["node"], row["next"]): row["times"] for row in block(db, "steps")} == moves
    drops = {row["node"]: (row["viewers"], row["dropped"]) for row in block(db, "nodes")}
    assert drops == {node: (count, ends[node]) for node, count in reached.items()}
    assert sum(moves[node, "exit"] for node in NODES) == sum(ends.values())


@pytest.mark.capability("DATA-16")
def test_stages_of_the_life_cycle_with_their_exits(
    db: duckdb.DuckDBPyConnection, events: Any
) -> None:
    level = {"pay": 5, "order": 4, "product_click": 3, "product_view": 2, "enter": 1,
             "heartbeat": 1, "leave": 1}  # fmt: skip
    farthest = Counter(
        max(level[kind] for _, _, kind, _ in rows if kind in level)
        for rows in events.values()
        if any(kind in level for _, _, kind, _ in rows)
    )
    exits: Counter[int] = Counter()
    for row in block(db, "stages"):
        exits[row["stage"]] += row["exits"]
    assert exits == farthest
    assert any(row["segment"] for row in block(db, "stages")), "what ran when they left"


def test_completion_by_the_minute_of_entry(db: duckdb.DuckDBPyConnection, events: Any) -> None:
    entered: Counter[int] = Counter()
    stayed: Counter[int] = Counter()
    for rows in events.values():
        first = next((ts for ts, _, kind, _ in rows if kind == "enter"), None)
        if first is None:
            continue
        minute = first // 60_000 * 60_000
        entered[minute] += 1
        stayed[minute] += any(
            kind in ("heartbeat", "leave")
            and ts > LOG.end_ms - 60_000
            and ts - row["ms"] < LOG.end_ms
            for ts, _, kind, row in rows
        )
    rows_found = block(db, "completion")
    assert {row["minute"]: row["entered"] for row in rows_found} == entered
    assert {row["minute"]: row["stayed"] for row in rows_found} == stayed
    assert sum(stayed.values()) > 0


def test_new_viewers_against_returning_ones(db: duckdb.DuckDBPyConnection, events: Any) -> None:
    before = {columns["viewer"] for kind, columns in BEFORE.events if kind == "enter"}
    before |= {
        row["viewer"]
        for row in more_events(BEFORE).to_arrow().to_pylist()
        if KIND_NAMES[row["kind"]] == "enter"
    }
    came = {viewer for viewer, rows in events.items() if any(one[2] == "enter" for one in rows)}
    new, again = block(db, "returning")
    assert (new["is_new"], again["is_new"]) == (True, False)
    assert new["uv"] == len(came - before)
    assert again["uv"] == len(came & before) > 0
    paid = sum(sale.amount for sale in LOG.sales if sale.paid_ms)
    assert new["gmv"] + again["gmv"] == paid


def test_the_busiest_minutes_of_interaction(db: duckdb.DuckDBPyConnection, events: Any) -> None:
    minutes: Counter[int] = Counter()
    for rows in events.values():
        for ts, _, kind, row in rows:
            if kind in ("like", "comment", "share", "follow", "gift"):
                minutes[ts // 60_000 * 60_000] += row["n"]
    wanted = sorted(minutes.items(), key=lambda one: (-one[1], one[0]))[:20]
    found = [(row["minute"], row["interactions"]) for row in block(db, "peaks")]
    assert found == wanted


@pytest.mark.capability("LIVE-06")
def test_sales_and_kpis_split_by_the_host_on_air(db: duckdb.DuckDBPyConnection) -> None:
    """Links name their host; the third has none, so the show's host was on air."""
    found = {row["host"]: row["values"] for row in ask.behaviour(db, ASKED)["hosts"]}
    third = LOG.minutes * 60_000 // 3
    runs = {"云帆": {LOG.first_run + 1}, "阿月": {LOG.first_run, LOG.first_run + 2}}
    assert found.keys() == runs.keys()
    for host, mine in runs.items():
        rows = [(kind, row) for kind, row in LOG.events if row["segment_run"] in mine]
        paid = sum(row["amount"] for kind, row in rows if kind == "pay")
        assert found[host]["gmv"] == paid > 0
        assert found[host]["uv"] == len({row["viewer"] for kind, row in rows if kind == "enter"})
        assert found[host]["gmv_per_minute"] == round(paid * 60_000 / (third * len(mine)), 4)
        for kpi in ("stay_seconds", "retention_30s", "interaction_rate", "conversion_rate"):
            assert found[host][kpi] is not None
    total = sum(values["gmv"] for values in found.values())
    assert total == sum(sale.amount for sale in LOG.sales if sale.paid_ms)
    assert json.dumps(found)
