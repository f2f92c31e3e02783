"""Questions in SQL: what may be asked, and every way out of the shop that was tried."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest
from tests.factories.shop_books import more_events
from tests.factories.show_log import ShowLog, goods

from kaibo.foundation.eventlog import Batch, Writer
from kaibo.insight.batch import ask, guard
from kaibo.insight.lake.seal import Lake

OURS = ShowLog(show=7, shop=1, goods=goods(), viewers=40)
THEIRS = ShowLog(show=8, shop=2, goods=goods(), viewers=30, seed=9, first_viewer=9000)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A log of two shops; of each a part is sealed."""
    folder = tmp_path_factory.mktemp("home")
    said = Batch()
    said.add("comment", ts=OURS.start_ms, show=7, shop=1, viewer=1000, event_id=b"c" * 16,
             text="加我 13912345678，证件 11010519491231002X，邮箱 li.lei@example.com")  # fmt: skip
    for part, extra in ((0, [said]), (1, [more_events(OURS)])):
        with Writer(folder / "events", "gateway") as writer:
            for log in (OURS, THEIRS):
                for batch in list(log.batches())[part::2]:
                    writer.append(batch)
            for batch in extra:
                writer.append(batch)
        if part == 0:
            with Writer(folder / "events", "gateway", segment_bytes=1) as writer:
                writer.append(_one(98))
            Lake(folder / "lake").seal(folder / "events")
    return folder


def _one(number: int) -> Batch:
    batch = Batch()
    batch.add("like", ts=OURS.start_ms, show=7, shop=1, viewer=1, event_id=bytes([number] * 16))
    return batch


def asked(home: Path, sql: str, form: str = "json", shop: int = 1) -> bytes:
    question = ask.Question(shop, sql, form)
    return ask.answer(question, Lake(home / "lake"), home / "events", "")


def rows(home: Path, sql: str, shop: int = 1) -> list[list[object]]:
    return list(json.loads(asked(home, sql, shop=shop))["rows"])


def test_a_question_sees_the_whole_shop_sealed_or_not_and_nothing_of_another(home: Path) -> None:
    assert Lake(home / "lake").parts(), "some of it is sealed"
    assert list(Lake(home / "lake").view().unsealed(home / "events")), "some is not"
    expected = len(OURS.events) + more_events(OURS).to_arrow().num_rows + 2
    assert rows(home, "select count(*), count(distinct event_id) from events") == [[expected] * 2]
    assert rows(home, "select distinct shop_id from events") == [[1]]
    assert rows(home, "select distinct shop_id from events", shop=2) == [[2]]
    both = "with events as (select 2 as shop_id) select shop_id from events"
    assert rows(home, both) == [[2]], "a name of one's own hides the table, it opens nothing"


def test_what_persons_typed_of_themselves_is_masked(home: Path) -> None:
    ((text,),) = rows(home, "select text from events where text like '加我%'")
    assert text == "加我 [手机号]，证件 [证件号]，邮箱 [邮箱]"


ATTEMPTS = [
    "drop table events",
    "select 1; select 2",
    "select 1; drop view events",
    "delete from events",
    "insert into events select * from events",
    "update events set viewer = 0",
    "create table mine as select * from events",
    "create macro f() as 1",
    "copy events to '/tmp/out.csv'",
    "copy (select 1) to '/tmp/out.csv'",
    "attach '/tmp/x.db' as x",
    "export database '/tmp/out'",
    "install httpfs",
    "load httpfs",
    "pragma database_list",
    "set memory_limit = '64GB'",
    "reset lock_configuration",
    "call pragma_version()",
    "use memory",
    "explain select 1",
    "describe events",
    "summarize events",
    "show tables",
    "vacuum",
    "checkpoint",
    "begin",
    "prepare q as select 1",
    "execute q",
    "select * from 'events.parquet'",
    "select * from '/etc/passwd'",
    'select * from "/etc/passwd"',
    "select * from read_csv('/etc/passwd')",
    "select * from read_csv_auto('/etc/passwd')",
    "select * from read_parquet('/tmp/*.parquet')",
    "select * from parquet_scan('/tmp/*.parquet')",
    "select * from read_text('/etc/passwd')",
    "select * from read_blob('/etc/passwd')",
    "select * from read_json('/etc/passwd')",
    "select * from read_ndjson_objects('/etc/passwd')",
    "select * from glob('/**')",
    "select * from sniff_csv('/etc/passwd')",
    "select * from sqlite_scan('/tmp/x.db', 't')",
    "select * from postgres_scan('', 'public', 'members_viewer')",
    "select * from 'https://example.com/x.parquet'",
    "select * from read_parquet('s3://bucket/x.parquet')",
    "select * from duckdb_settings()",
    "select * from duckdb_secrets()",
    "select * from duckdb_tables()",
    "select * from pragma_table_info('events')",
    "select * from information_schema.tables",
    "select * from pg_catalog.pg_tables",
    "select * from sqlite_master",
    "select * from fresh",
    "select * from main.events",
    "select * from memory.main.events",
    "select * from query('select * from fresh')",
    "select * from query_table('fresh')",
    "select getenv('HOME')",
    "select current_setting('allowed_paths')",
    "select getvariable('x')",
    "select current_user",
    "select current_database()",
    "select version()",
    "select which_secret('s3://x', 's3')",
    "select write_log('x')",
    "select nextval('s')",
    "select repeat('x', 1000000000)",
    "select * from generate_series(1, 100000000000)",
    "select * from range(100000000000)",
    "select count(*) from events a, read_text('/etc/passwd') b",
    "select (select count(*) from read_text('/etc/passwd'))",
    "select * from events where text in (select content from read_text('/etc/passwd'))",
    "with x as (select * from read_text('/etc/passwd')) select * from x",
    "with x as (drop table events) select 1",
    "select * from events union all select * from fresh",
    "select * from (from fresh)",
    "select * from events, lateral (select * from fresh)",
    "select * from (select 1 as fresh) a, fresh",
    "select * from (with fresh as (select 1) select 1) a, fresh",
    "pivot fresh on kind",
    "select $1",
    "select ?",
    "",
    "你好",
    "select " + "(" * 3000 + "1" + ")" * 3000,
    "select 1 " + "-- " * 10_000,
]  # fmt: skip


@pytest.mark.parametrize("sql", ATTEMPTS)
def test_every_way_out_is_refused(home: Path, sql: str) -> None:
    with pytest.raises(ask.Refused) as refused:
        asked(home, sql)
    assert refused.value.code in {
        "not_read", "not_one", "not_select", "not_allowed", "no_table", "no_function", "too_long",
    }  # fmt: skip


@pytest.mark.parametrize(
    "sql",
    [
        "select * from read_text('/etc/passwd')", "select * from '/etc/passwd'",
        "copy (select 1) to '/tmp/kaibo-out.csv'", "set enable_external_access = true",
        "attach '/tmp/kaibo-x.db' as x", "install httpfs", "set lock_configuration = false",
        "select * from read_parquet('https://example.com/x.parquet')",
        "set memory_limit = '64GB'", "set allowed_paths = ['/etc/passwd']",
    ],
)  # fmt: skip
def test_the_database_itself_is_locked_behind_the_guard(home: Path, sql: str) -> None:
    """What the guard refuses would fail as well if it came through."""
    with duckdb.connect(config={"threads": 1}) as db:
        ask.load.fill(db, 1, {"events"}, Lake(home / "lake"), home / "events", "")
        ask.lock(db)
        assert db.execute("select count(*) from events").fetchall()[0][0] > 0
        with pytest.raises(duckdb.Error):
            db.execute(sql).fetchall()


@pytest.mark.parametrize(
    "sql",
    [
        "select kind, sum(n) as times, count(distinct viewer) as people from events"
        " where show_id = 7 group by kind having sum(n) > 3 order by times desc",
        "with v as (select viewer, min(ts) as first from events where kind = 'enter' group by 1)"
        " select date_trunc('minute', make_timestamp(first * 1000)) as at, count(*) from v"
        " group by all order by 1",
        "select viewer, ts - lag(ts) over (partition by viewer order by ts) as gap from events"
        " qualify row_number() over (partition by viewer order by ts) <= 2",
        "select median(ms), quantile_cont(ms, 0.95), avg(ms) filter (where ms > 0) from events",
        "select kind, list(distinct source), arg_max(viewer, ts) from events group by kind",
        "select case when amount > 0 then round(amount / 100.0, 2) else 0 end as yuan, lower(kind),"
        " coalesce(text, ''), strftime(local_at, '%H:%M') as hm from events limit 5",
        "select count(*) from events a join events b on a.viewer = b.viewer and a.ts < b.ts",
        "select * exclude (text) from events union all select * exclude (text) from events",
        "from events select count(*)",
        "select regexp_extract(text, '[0-9]+') from events where text is not null",
    ],
)  # fmt: skip
def test_what_analysts_ask_is_answered(home: Path, sql: str) -> None:
    assert rows(home, sql)


def test_limits_of_rows_time_and_memory(home: Path) -> None:
    page = json.loads(asked(home, "select 1 as x from events a, events b"))
    assert (len(page["rows"]), page["is_cut"]) == (ask.PAGE_ROWS, True)
    endless = "select count(*) from events a, events b, events c, events d"
    with duckdb.connect(config={"threads": 1, "memory_limit": "80MB"}) as db:
        db.execute("set temp_directory = ''")
        ask.load.fill(db, 1, {"events"}, Lake(home / "lake"), home / "events", "")
        ask.lock(db)
        with pytest.raises(ask.Refused, match="too_slow"):
            ask.run(db, endless, 10, seconds=0.3)
        with pytest.raises(ask.Refused, match="too_large"):
            ask.run(db, "select list(a.text || b.kind || a.event_id || b.event_id)"
                        " from events a, events b, events c", 10)  # fmt: skip
        with pytest.raises(ask.Refused, match="failed") as failed:
            ask.run(db, "select no_such_column from events", 10)
    assert "no_such_column" in str(failed.value.values["why"])


def test_csv_and_parquet_carry_the_same_rows(home: Path, tmp_path: Path) -> None:
    sql = (
        "select kind, sum(n)::bigint as times, list(distinct source) as sources from events"
        " group by kind"
    )
    (tmp_path / "out.parquet").write_bytes(asked(home, sql, "parquet"))
    table = pq.read_table(tmp_path / "out.parquet")
    assert table.column_names == ["kind", "times", "sources"]
    text = asked(home, sql, "csv").decode()
    assert text.splitlines()[0] == '"kind","times","sources"'
    assert len(text.splitlines()) == table.num_rows + 1


def test_the_guard_runs_what_it_read_not_what_was_typed() -> None:
    checked = guard.check("select /* hidden */ 1 -- tail\n from events")
    assert checked.sql == "SELECT 1 FROM events"
    assert checked.tables == {"events"}
