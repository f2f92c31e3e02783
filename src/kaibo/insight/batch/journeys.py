"""Questions about journeys as SQL for both engines, over a table ``events`` of one shop.

ClickHouse has words of its own for funnels and for joins to the latest row before, so these are
written by hand and not translated. The compiled passes of `behaviour` answer the same, faster.
"""

# ruff: noqa: S608 -- kinds and whole numbers of this package; no text of a user enters

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

Engine = Literal["duckdb", "clickhouse"]
_DAY_MS, _SHANGHAI_MS = 86_400_000, 28_800_000


def funnel(engine: Engine, steps: Sequence[str], window_ms: int) -> str:
    """One row: viewers who reached each step in order, all within the window of the first."""
    return (_funnel_duckdb if engine == "duckdb" else _funnel_clickhouse)(steps, window_ms)


def _funnel_duckdb(steps: Sequence[str], window_ms: int) -> str:
    """Each step joins the youngest chain that led to the one before."""
    made = [
        "s0 as (select viewer, ts, ts as begun from events"
        f" where kind = '{steps[0]}' and viewer <> 0)"
    ]
    made += [
        f"s{number} as (select v.viewer, v.ts, max(s.begun) as begun from"
        f" (select viewer, ts from events where kind = '{step}' and viewer <> 0) v"
        f" asof join (select viewer, ts, max(begun) over (partition by viewer order by ts) as begun"
        f" from s{number - 1}) s on v.viewer = s.viewer and v.ts >= s.ts"
        f" where v.ts - s.begun <= {window_ms} group by v.viewer, v.ts)"
        for number, step in enumerate(steps[1:], 1)
    ]
    counts = ", ".join(
        f"(select count(distinct viewer) from s{number}) as step_{number + 1}"
        for number in range(len(steps))
    )
    return f"with {', '.join(made)} select {counts}"


def _funnel_clickhouse(steps: Sequence[str], window_ms: int) -> str:
    kinds = ", ".join(f"kind = '{step}'" for step in steps)
    counts = ", ".join(
        f"countIf(level >= {number}) as step_{number}" for number in range(1, len(steps) + 1)
    )
    return (
        f"select {counts} from (select viewer, windowFunnel({window_ms})(toUInt64(ts), {kinds})"
        " as level from events where viewer != 0 group by viewer)"
    )


def attribution(engine: Engine, lookback_ms: int) -> str:
    """Rows (source, first, last): paid money by the visit before it, minor units; '' none.

    First and last of several visits of one millisecond go by the event id. ClickHouse has no join
    by a range of time: what lies outside the look-back falls in its aggregates.
    """
    touched = (_touched_duckdb if engine == "duckdb" else _touched_clickhouse)(
        f"v.ts <= p.ts and v.ts >= p.ts - {lookback_ms}"
    )
    return (
        f"with touched as ({touched}) select source, cast(sum(one) as bigint) as first_touch,"
        " cast(sum(two) as bigint) as last_touch from (select f as source, amount as one, 0 as two"
        " from touched union all select l, 0, amount from touched) x"
        " group by source order by last_touch desc, source"
    )


_VISITS = "(select viewer, ts, event_id, source from events where kind = 'enter') v"
_PAID = "(select event_id, viewer, ts, amount from events where kind = 'pay' and viewer <> 0) p"


def _touched_duckdb(within: str) -> str:
    return (
        "select any_value(p.amount) as amount,"
        " coalesce(arg_min(v.source, (v.ts, v.event_id)), '') as f,"
        " coalesce(arg_max(v.source, (v.ts, v.event_id)), '') as l"
        f" from {_PAID} left join {_VISITS} on v.viewer = p.viewer and {within}"
        " group by p.event_id"
    )


def _touched_clickhouse(within: str) -> str:
    return (
        "select any(p.amount) as amount,"
        f" argMinIf(v.source, (v.ts, v.event_id), {within}) as f,"
        f" argMaxIf(v.source, (v.ts, v.event_id), {within}) as l"
        f" from {_PAID} left join {_VISITS} on v.viewer = p.viewer group by p.event_id"
    )


def retention(engine: Engine, first_day: int, days: int) -> str:
    """Rows (cohort, later, viewers): days from ``first_day`` of the first enter and of others."""
    at = f"(ts + {_SHANGHAI_MS})"
    day = f"{at} // {_DAY_MS}" if engine == "duckdb" else f"intDiv({at}, {_DAY_MS})"
    return (
        f"with d as (select distinct viewer, {day} - {first_day} as day from events"
        " where kind = 'enter' and viewer <> 0),"
        " f as (select viewer, min(day) as cohort from d group by viewer)"
        " select f.cohort as cohort, d.day - f.cohort as later, count(*) as viewers"
        " from d join f on f.viewer = d.viewer"
        f" where f.cohort >= 0 and d.day < {days} group by f.cohort, d.day - f.cohort"
        " order by cohort, later"
    )


def rfm(engine: Engine) -> str:
    """Rows (viewer, last, orders, paid, recency, frequency, money); scores 1–5, ties by viewer."""
    frame = (
        "" if engine == "duckdb" else " rows between unbounded preceding and unbounded following"
    )
    scores = ", ".join(
        f"ntile(5) over (order by {column}, viewer{frame}) as {name}"
        for column, name in (("last", "recency"), ("orders", "frequency"), ("paid", "money"))
    )
    return (
        "with b as (select viewer, max(ts) as last, sum(n) as orders, sum(amount) as paid"
        " from events where kind = 'pay' and viewer <> 0 group by viewer)"
        f" select viewer, last, orders, paid, {scores} from b order by viewer"
    )
