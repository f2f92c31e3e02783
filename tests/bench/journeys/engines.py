"""The same four questions in SQL: DuckDB and ClickHouse, each in the form it is best at."""

from __future__ import annotations

from typing import Any, Protocol

import chdb.session
import duckdb

from kaibo.foundation.eventlog import KINDS

STEPS = ("enter", "product_view", "product_click", "order", "pay")
WINDOW_MS, LOOKBACK_MS = 6 * 3_600_000, 3 * 86_400_000
K = {name: KINDS[name] for name in STEPS}
ZONE, DAY = 8 * 3_600_000, 86_400_000
QUESTIONS = ("funnel", "retention", "attribution", "rfm")


class Engine(Protocol):
    """Answers a question (see `QUESTIONS`) over a table or file; rows as tuples."""

    def load(self, parts: str) -> str:
        """A table of the engine's own, every event in the order of time; its name."""

    def cluster(self, copy: str) -> str:
        """A table of its own with the rows of our copy, by kind, viewer and time; its name."""

    def ask(self, question: str, table: str) -> list[tuple[Any, ...]]: ...


_RETENTION = (
    f"with d as (select distinct viewer, (ts + {ZONE}) DIV {DAY} as day from {{t}}"
    f" where kind = {K['enter']}), f as (select viewer, min(day) as c from d group by viewer)"
    " select c, day - c as k, count(*) as viewers from d join f using (viewer)"
    " group by c, k order by c, k"
)
_BUYERS = (
    "select viewer, max(ts) as last, sum(n) as orders, sum(amount) as paid from {t}"
    f" where kind = {K['pay']} group by viewer"
)


def _none(table: str) -> str:
    """No source: a name in the log, a code in our copy."""
    return "''" if table == "log" else "0"


class Duck:
    """DuckDB, two threads."""

    def __init__(self, folder: str) -> None:
        self.database = duckdb.connect(f"{folder}/duck.db", config={"threads": 2})

    def load(self, parts: str) -> str:
        self.database.execute(f"create table log as select * from read_parquet('{parts}')")
        return "log"

    def cluster(self, copy: str) -> str:
        self.database.execute(
            f"create table clustered as select * from {copy} order by kind, viewer, ts"
        )
        return "clustered"

    def ask(self, question: str, table: str) -> list[tuple[Any, ...]]:
        return self.database.execute(self._sql(question, table)).fetchall()

    def _sql(self, question: str, table: str) -> str:
        if question == "funnel":
            return self._funnel(table)
        if question == "retention":
            return _RETENTION.format(t=table).replace(" DIV ", " // ")
        if question == "attribution":
            return self._attribution(table)
        rfm = ", ".join(
            f"ntile(5) over (order by {one}, viewer)" for one in ("last", "orders", "paid")
        )
        return (
            f"with b as ({_BUYERS.format(t=table)}), s as (select paid, {rfm} from b)"
            " select columns(* exclude paid), count(*), sum(paid) from s group by all order by all"
        )

    def _funnel(self, table: str) -> str:
        steps = [f"s0 as (select viewer, ts, ts as begun from {table} where kind = {K['enter']})"]
        for number, step in enumerate(STEPS[1:], 1):
            steps.append(
                f"s{number} as (select e.viewer, e.ts, s.begun from"
                f" (select viewer, ts from {table} where kind = {K[step]}) e asof join"
                f" s{number - 1} s on e.viewer = s.viewer and e.ts >= s.ts"
                f" where e.ts - s.begun <= {WINDOW_MS})"
            )
        counts = ", ".join(
            f"(select count(distinct viewer) from s{number})" for number in range(len(STEPS))
        )
        return f"with {', '.join(steps)} select {counts}"

    def _attribution(self, table: str) -> str:
        return (
            f"with e as (select viewer, ts, source from {table} where kind = {K['enter']}),"
            f" p as (select viewer, ts, ts - {LOOKBACK_MS} as since, amount from {table}"
            f" where kind = {K['pay']}),"
            " l as (select p.*, e.ts as seen, e.source as last from p asof left join e"
            " on p.viewer = e.viewer and p.ts >= e.ts),"
            " b as (select l.*, e.ts as first_at, e.source as first from l asof left join e"
            " on l.viewer = e.viewer and l.since <= e.ts),"
            " m as (select amount, case when seen >= since then last else {none} end as last,"
            " case when seen >= since then first else {none} end as first from b)"
            " select s, sum(x), sum(y) from (select last as s, amount as x, 0 as y from m"
            " union all select first, 0, amount from m) group by s order by s"
        ).replace("{none}", _none(table))


class Click:
    """ClickHouse in the process (chdb), two threads."""

    def __init__(self, folder: str) -> None:
        self.session = chdb.session.Session(f"{folder}/click")
        self.session.query("set max_threads = 2, schema_inference_make_columns_nullable = 0")

    def load(self, parts: str) -> str:
        self.session.query(
            "create table log engine = MergeTree order by (show, ts) as"
            f" select * from file('{parts}', Parquet)"
        )
        return "log"

    def cluster(self, copy: str) -> str:
        self.session.query(
            "create table clustered engine = MergeTree order by (kind, viewer, ts) as"
            f" select * from {copy}"
        )
        return "clustered"

    def ask(self, question: str, table: str) -> list[tuple[Any, ...]]:
        in_order = int(table == "clustered")  # slower, or an error, elsewhere
        sql = f"{self._sql(question, table)} settings optimize_aggregation_in_order = {in_order}"
        text = str(self.session.query(sql, "TabSeparated"))
        return [tuple(line.split("\t")) for line in text.splitlines()]

    def _sql(self, question: str, table: str) -> str:
        if question == "funnel":
            return self._funnel(table)
        if question == "retention":
            return (
                _RETENTION.format(t=table)
                .replace("(ts", "intDiv(ts", 1)
                .replace(f") DIV {DAY}", f", {DAY})")
            )
        if question == "attribution":
            return self._attribution(table)
        rfm = ", ".join(
            f"ntile(5) over (order by {one}, viewer rows between unbounded preceding"
            f" and unbounded following) as {one}5"
            for one in ("last", "orders", "paid")
        )
        return (
            f"with b as ({_BUYERS.format(t=table)}), s as (select paid, {rfm} from b)"
            " select last5, orders5, paid5, count(*), sum(paid) from s group by all order by all"
        )

    def _funnel(self, table: str) -> str:
        kinds = ", ".join(f"kind = {K[step]}" for step in STEPS)
        counts = ", ".join(f"countIf(level >= {number})" for number in range(1, len(STEPS) + 1))
        return (
            f"select {counts} from (select viewer, windowFunnel({WINDOW_MS})"
            f"(toUInt64(ts), {kinds}) as level from {table}"
            f" where kind in ({', '.join(str(code) for code in K.values())}) group by viewer)"
        )

    def _attribution(self, table: str) -> str:
        none = _none(table)
        return (
            f"with e as (select viewer, ts, source from {table} where kind = {K['enter']}),"
            f" p as (select viewer, ts, ts - {LOOKBACK_MS} as since, amount from {table}"
            f" where kind = {K['pay']}),"
            " l as (select p.viewer as viewer, p.since as since, p.amount as amount, e.ts as seen,"
            " e.source as last from p asof left join e on p.viewer = e.viewer and p.ts >= e.ts),"
            " b as (select l.amount as amount, l.seen as seen, l.since as since, l.last as last,"
            " e.source as first from l asof left join e"
            " on l.viewer = e.viewer and l.since <= e.ts),"
            f" m as (select amount, if(seen >= since and seen > 0, last, {none}) as last,"
            f" if(seen >= since and seen > 0, first, {none}) as first from b)"
            " select s, sum(x), sum(y) from (select last as s, amount as x, 0 as y from m"
            " union all select first, 0, amount from m) group by s order by s"
        )
