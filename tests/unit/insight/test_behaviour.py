"""Journeys against DuckDB's exact answers, over random logs, runs and merges."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from kaibo.foundation.eventlog import KINDS
from kaibo.insight.behaviour.questions import Attribution, Funnel, Retention, Rfm, ask
from kaibo.insight.lake.cluster import Copy, Memory

DAY0, DAY_MS, ZONE_MS = 20_000, 86_400_000, 8 * 3_600_000
WINDOW, LOOKBACK = 12 * 3_600_000, 3 * DAY_MS
STEPS = ("enter", "product_view", "product_click", "order", "pay")
SOURCES = ("", "feed", "follow", "直播间分享")
DRAWN = (*STEPS, *STEPS[:3], "comment", "heartbeat")
TYPES = {"event_id": pa.binary(16), "kind": pa.uint8(), "n": pa.int32()}
Sql = Callable[..., list[tuple[object, ...]]]


def events(seed: int, rows: int = 3000, viewers: int = 25, days: int = 6) -> pa.Table:
    """A log of many short visits; times collide often, as bursts do."""
    chance = random.Random(seed)
    lines = [event(chance, days, viewers) for _ in range(rows)]
    columns = {name: pa.array([line[name] for line in lines], TYPES.get(name)) for name in lines[0]}
    return pa.table(columns).sort_by("ts")


def event(chance: random.Random, days: int, viewers: int) -> dict[str, object]:
    minute = chance.randrange(days * 1440 // 8) * 8
    kind = chance.choice(DRAWN)
    return {
        "event_id": chance.randbytes(16),
        "ts": DAY0 * DAY_MS - ZONE_MS + minute * 60_000 + chance.choice((0, 0, 1, 30_000)),
        "kind": KINDS[kind], "show": 1 + minute // 1440, "viewer": chance.randrange(viewers),
        "link": chance.choice((None, 3, 4)),
        "amount": chance.randrange(1, 90_000) if kind == "pay" else 0,
        "n": chance.choice((0, 1, 1)) if kind == "pay" else 1,
        "source": chance.choice(SOURCES),
    }  # fmt: skip


def copied(table: pa.Table, folder: Path, cuts: int, shuffle: int = 0) -> Copy:
    """The copy of the table, written in ``cuts`` runs."""
    copy = Copy(folder / f"viewers-{cuts}-{shuffle}")
    size = -(-table.num_rows // cuts)
    chunks = [table.slice(at, size) for at in range(0, table.num_rows, size)]
    random.Random(shuffle).shuffle(chunks)
    for number, chunk in enumerate(chunks):
        path = folder / f"{cuts}-{shuffle}-{number}.parquet"
        pq.write_table(chunk, path)
        copy.add([path], [path.name])
    return copy


@pytest.fixture(params=[1, 2, 3])
def log(request: pytest.FixtureRequest) -> pa.Table:
    return events(request.param)


@pytest.fixture
def sql(log: pa.Table) -> Sql:
    database = duckdb.connect()
    database.register("log", log)
    database.execute("create view e as select * from log where viewer > 0")
    return lambda text: database.execute(text).fetchall()


def chain_sql(group: str) -> str:
    """Reached viewers per step; each later step joins the youngest chain before it."""
    made = [
        f"s0 as (select viewer, {group} as g, ts, ts as begun from e where kind = {KINDS['enter']})"
    ]
    for number, step in enumerate(STEPS[1:], 1):
        made.append(
            f"s{number} as (select a.viewer, b.g, a.ts, max(b.begun) as begun from e a"
            f" join s{number - 1} b on a.viewer = b.viewer and b.ts <= a.ts"
            f" where a.kind = {KINDS[step]} group by all having a.ts - max(b.begun) <= {WINDOW})"
        )
    counts = " union all ".join(
        f"select g, {number}, count(distinct viewer) from s{number} group by g"
        for number in range(len(STEPS))
    )
    return f"with {', '.join(made)} {counts}"


@pytest.mark.capability("TRAF-21")
@pytest.mark.parametrize("cuts", [1, 4])
def test_the_funnel_is_exact(log: pa.Table, sql: Sql, tmp_path: Path, cuts: int) -> None:
    funnel = Funnel(STEPS, WINDOW)
    ask(copied(log, tmp_path, cuts).open(), funnel)
    wanted: dict[object, list[int]] = {}
    for group in ("null::varchar", "source"):
        for name, step, count in sql(chain_sql(group)):
            wanted.setdefault(name, [0] * len(STEPS))[int(str(step))] = int(str(count))
    assert {row.source: row.reached for row in funnel.rows()} == wanted
    assert wanted[None][-1] > 0, "the log has whole chains"


@pytest.mark.parametrize("cuts", [1, 4])
def test_retention_is_exact(log: pa.Table, sql: Sql, tmp_path: Path, cuts: int) -> None:
    retention = Retention(DAY0 + 1, 4)
    ask(copied(log, tmp_path, cuts).open(), retention)
    wanted = np.zeros((4, 4), np.int64)
    for cohort, later, count in sql(
        f"with d as (select distinct viewer, (ts + {ZONE_MS}) // {DAY_MS} - {DAY0 + 1} as day"
        f" from e where kind = {KINDS['enter']}),"
        " f as (select viewer, min(day) as c from d group by viewer)"
        " select c, day - c, count(*) from d join f using (viewer)"
        " where c >= 0 and day < 4 group by all"
    ):
        wanted[int(str(cohort)), int(str(later))] = int(str(count))
    assert np.array_equal(retention.kept, wanted)


def test_a_cohort_is_the_first_day_ever(tmp_path: Path) -> None:
    """Who came before the first day asked for is in no cohort, however often they return."""
    table = events(4, rows=4000, viewers=900)
    asked = Retention(DAY0 + 2, 3)
    ask(copied(table, tmp_path, 2).open(), asked)
    rows = [row for row in table.to_pylist() if row["kind"] == KINDS["enter"] and row["viewer"]]
    first: dict[int, int] = {}
    for row in rows:
        first.setdefault(row["viewer"], (row["ts"] + ZONE_MS) // DAY_MS - DAY0 - 2)
    sizes = [sum(day == cohort for day in first.values()) for cohort in range(3)]
    assert asked.kept[:, 0].tolist() == sizes
    assert min(sizes) > 0


@pytest.mark.parametrize("cuts", [1, 4])
def test_attribution_adds_up_to_the_cent(
    log: pa.Table, sql: Sql, tmp_path: Path, cuts: int
) -> None:
    attribution = Attribution(LOOKBACK)
    ask(copied(log, tmp_path, cuts).open(), attribution)
    found = attribution.rows()
    touch = (
        "select coalesce({pick}(t.source, (t.ts, t.event_id)), '') as s, p.amount from e p"
        " left join e t on t.viewer = p.viewer and t.kind = {enter} and t.ts <= p.ts"
        " and t.ts >= p.ts - {lookback} where p.kind = {pay} group by p.event_id, p.amount"
    )
    for column, pick in ((1, "arg_min"), (2, "arg_max")):
        text = touch.format(pick=pick, enter=KINDS["enter"], pay=KINDS["pay"], lookback=LOOKBACK)
        wanted = dict(sql(f"select s, sum(amount) from ({text}) group by s"))
        assert {row[0]: row[column] for row in found if row[column]} == wanted
    paid = sql(f"select sum(amount) from e where kind = {KINDS['pay']}")[0][0]
    assert sum(row[1] for row in found) == sum(row[2] for row in found) == paid


def rows(rfm: Rfm) -> list[tuple[int, ...]]:
    return list(zip(*(column.tolist() for column in rfm.table()), strict=True))


def test_rfm_breaks_ties_by_viewer(log: pa.Table, sql: Sql, tmp_path: Path) -> None:
    rfm = Rfm()
    ask(copied(log, tmp_path, 2).open(), rfm)
    wanted = sql(
        "with b as (select viewer, max(ts) as last, sum(n) as orders, sum(amount) as paid from e"
        f" where kind = {KINDS['pay']} group by viewer)"
        " select viewer, last, orders, paid, ntile(5) over (order by last, viewer),"
        " ntile(5) over (order by orders, viewer), ntile(5) over (order by paid, viewer)"
        " from b order by viewer"
    )
    assert rows(rfm) == wanted


def test_merged_runs_in_any_order_answer_the_same(log: pa.Table, tmp_path: Path) -> None:
    answers = []
    for shuffle in (1, 2):
        copy = copied(log, tmp_path, 5, shuffle)
        for _ in range(2):
            funnel, kept, rfm = Funnel(STEPS, WINDOW), Retention(DAY0, 6), Rfm()
            ask(copy.open(), funnel, kept, rfm)
            answers.append((funnel.rows(), kept.kept.tolist(), rows(rfm)))
            copy.merge()
        assert len(copy.index().runs) == 1
        assert len(copy.covered()) == 5
    assert answers[0] == answers[1] == answers[2] == answers[3]


def test_rows_in_memory_answer_like_a_copy(log: pa.Table, tmp_path: Path) -> None:
    """Alone, and as the young rows on top of a copy of the older ones."""
    half = log.num_rows // 2
    old = copied(log.slice(0, half), tmp_path, 2)
    answers = []
    for journeys in (
        copied(log, tmp_path, 1).open(),
        Memory([log]),
        Memory([log.slice(half)], old.open()),
    ):
        funnel, kept, rfm = Funnel(STEPS, WINDOW), Retention(DAY0, 6), Rfm()
        touch = Attribution(LOOKBACK)
        ask(journeys, funnel, kept, rfm, touch)
        answers.append((funnel.rows(), kept.kept.tolist(), rows(rfm), touch.rows()))
    assert answers[0] == answers[1] == answers[2]


@pytest.mark.parametrize(
    "steps", [("enter",), ("enter", "heartbeat"), ("enter", "pay", "enter"), ("pay", "nonsense")]
)
def test_a_funnel_that_makes_no_sense_says_why(steps: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="give"):
        Funnel(steps, WINDOW)


def test_an_empty_copy_answers_nothing(tmp_path: Path) -> None:
    funnel, rfm = Funnel(STEPS, WINDOW), Rfm()
    ask(Copy(tmp_path / "none").open(), funnel, rfm)
    assert funnel.rows()[0].reached == [0] * 5
    assert rows(rfm) == []
