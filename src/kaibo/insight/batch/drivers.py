"""What viewers did in their first show, and whether they came back: counts with and without."""

from __future__ import annotations

from typing import Any

import duckdb

from kaibo.insight.batch import database

DAY_MS = 86_400_000
# What the event log tells of a viewer's first show, per viewer. The order is that of the page.
DID = {
    "stay_60s": "sum(case when kind in ('heartbeat', 'leave') then ms else 0 end) >= 60000",
    "stay_300s": "sum(case when kind in ('heartbeat', 'leave') then ms else 0 end) >= 300000",
    "comment": "bool_or(kind = 'comment')",
    "like": "bool_or(kind = 'like')",
    "follow": "bool_or(kind = 'follow')",
    "product_click": "bool_or(kind = 'product_click')",
    "claim": "bool_or(kind = 'claim')",
    "pay": "bool_or(kind = 'pay')",
    "stall": "bool_or(kind = 'qoe' and ms > 0 and text not like '%first_frame')",
}


def drivers(
    db: duckdb.DuckDBPyConnection, now: int, days: int, within: int
) -> list[dict[str, Any]]:
    """Rows of {driver, source, met, met_back, rest, rest_back}: viewers whose first enter ever in
    the shop lies in the ``days`` before the last ``within``, so that their time to return is over;
    back: entered another show within ``within`` days. ``source`` only of the driver "source".
    """
    db.execute(f"create or replace temp table newcomers as {_newcomers(now, days, within)}")
    return [*_did(db), *_sources(db)]


def _newcomers(now: int, days: int, within: int) -> str:
    """One row per viewer: source, back, and a flag per thing done."""
    last, patience = now - within * DAY_MS, within * DAY_MS
    flags = ", ".join(f'coalesce({text}, false) as "{name}"' for name, text in DID.items())
    return f"""with came as (
        select viewer, show_id, ts, event_id, source from events
        where kind = 'enter' and viewer <> 0 and not rehearsal and ts <= {now}
    ), placed as (
        select *, row_number() over (partition by viewer order by ts, event_id) as r from came
    ), cohort as (
        select viewer, show_id, ts, coalesce(source, '') as source from placed
        where r = 1 and ts > {last - days * DAY_MS} and ts <= {last}
    ), back as (
        select distinct c.viewer as viewer from cohort c join came b on b.viewer = c.viewer
        where b.show_id <> c.show_id and b.ts > c.ts and b.ts <= c.ts + {patience}
    ), did as (
        select c.viewer as viewer, {flags}
        from cohort c join events e on e.viewer = c.viewer and e.show_id = c.show_id
        where not e.rehearsal group by c.viewer
    )
    select c.viewer as viewer, c.source as source, b.viewer is not null as back,
           d.* exclude (viewer)
    from cohort c join did d on d.viewer = c.viewer left join back b on b.viewer = c.viewer"""  # noqa: S608


def _did(db: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    found = [database.answer(db, _counted(f'n."{name}"'))[0] for name in DID]
    return [{"driver": name, "source": None, **row} for name, row in zip(DID, found, strict=True)]


def _sources(db: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """Entry sources, those with most viewers first."""
    names = database.answer(
        db, "select source from newcomers group by source order by count(*) desc, source limit 12"
    )
    found = []
    for row in names:
        source = str(row["source"])
        condition = "n.source = '{}'".format(source.replace("'", "''"))
        counted = database.answer(db, _counted(condition))[0]
        found.append({"driver": "source", "source": source, **counted})
    return found


def _counted(condition: str) -> str:
    return f"""select count(*) filter ({condition}) as met,
        count(*) filter ({condition} and n.back) as met_back,
        count(*) filter (not {condition}) as rest,
        count(*) filter (not {condition} and n.back) as rest_back from newcomers n"""  # noqa: S608
