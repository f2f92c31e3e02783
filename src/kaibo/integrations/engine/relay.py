"""Outbox rows into deliveries, by a cursor of our own: insight's ``relayed_at`` is not touched.

Ids of the outbox are given before the commit, so a row may appear below one that was already
read. What was read since the last mark is therefore read again until every transaction that was
open at the mark has ended; a delivery that is there already is not made twice.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg

from kaibo.insight.engine.relay import placed_orders
from kaibo.integrations.rules.facts import Event, event
from kaibo.integrations.rules.kinds import wants

BATCH = 1000
# How many rows are read again at most; more means that somebody holds a transaction for long.
BEHIND = 100_000

_BEGIN = """
    insert into integrations_relaycursor (id, position, floor, mark, mark_xmax)
    select 1, m, m, m, 0 from (
        select coalesce((select min(since_outbox_id) from integrations_endpoint),
                        (select max(id) from foundation_outboxmessage), 0) as m
    ) first on conflict do nothing
"""
_STATE = """
    select position, floor, mark, mark_xmax from integrations_relaycursor where id = 1 for update
"""
_HORIZON = """
    select pg_snapshot_xmin(pg_current_snapshot())::text::bigint,
           pg_snapshot_xmax(pg_current_snapshot())::text::bigint
"""
_ENDPOINTS = """
    select id, shop_id, types, takes_rehearsals, since_outbox_id
    from integrations_endpoint where is_active
"""
_ROWS = """
    select id, event_id, kind, body from foundation_outboxmessage
    where id > %s and id <= %s order by id limit %s
"""
_MOVE = """
    update integrations_relaycursor set position = %s, floor = %s, mark = %s, mark_xmax = %s
    where id = 1
"""
_DELIVER = """
    insert into integrations_delivery (endpoint_id, event_id, type, body, state, attempts, tries,
        happened_at, queued_at, next_at, last_error)
    values (%s, %s, %s, %s, 'pending', 0, 0, %s, clock_timestamp(), clock_timestamp(), '')
    on conflict (endpoint_id, event_id) do nothing
"""
LAST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Target:
    """An active endpoint and what it takes."""

    id: int
    shop_id: int
    types: list[str]
    takes_rehearsals: bool
    since_outbox_id: int

    def takes(self, row_id: int, found: Event) -> bool:
        return (
            row_id > self.since_outbox_id
            and found.shop_id == self.shop_id
            and wants(self.types, found.type)
            and (self.takes_rehearsals or not found.is_rehearsal)
        )


Row = tuple[int, uuid.UUID, str, Mapping[str, Any]]


def relay(connection: psycopg.Connection[Any]) -> int:
    """One step: new rows, and those that may have appeared late; returns how many were new."""
    with connection.transaction():
        connection.execute(_BEGIN)
        position, floor, mark, mark_xmax = _one(connection, _STATE)
        xmin, xmax = _one(connection, _HORIZON)  # before the rows are read
        fresh = connection.execute(_ROWS, [position, LAST, BATCH]).fetchall()
        if not fresh and floor == position:
            return 0
        late = connection.execute(_ROWS, [floor, position, BEHIND]).fetchall()
        _deliver(connection, [*late, *fresh])
        reached = fresh[-1][0] if fresh else position
        if xmin >= mark_xmax:  # all that were open at the mark have ended, and we read after that
            floor, mark, mark_xmax = mark, reached, xmax
        connection.execute(_MOVE, [reached, floor, mark, mark_xmax])
    return len(fresh)


def single_facts(
    connection: psycopg.Connection[Any], rows: Iterable[Row]
) -> Iterator[tuple[int, Event]]:
    """(outbox id, event) of each fact that other systems may get; a batch of orders is opened."""
    for row_id, event_id, kind, body in rows:
        facts = placed_orders(connection, body) if kind == "orders" else [(event_id, body)]
        for fact_id, fact in facts:
            plain = (
                json.loads(fact) if isinstance(fact, str) else fact
            )  # Django keeps jsonb as text
            found = event(fact_id, "order" if kind == "orders" else kind, plain)
            if found is not None:
                yield row_id, found


def _deliver(connection: psycopg.Connection[Any], rows: Sequence[Row]) -> None:
    targets = [Target(*each) for each in connection.execute(_ENDPOINTS).fetchall()]
    if not targets or not rows:
        return
    made: list[tuple[int, uuid.UUID, str, str, datetime]] = [
        (target.id, found.id, found.type, found.body, found.at)
        for row_id, found in single_facts(connection, rows)
        for target in targets
        if target.takes(row_id, found)
    ]
    if made:
        with connection.cursor() as cursor:
            cursor.executemany(_DELIVER, made)


def _one(connection: psycopg.Connection[Any], sql: str) -> tuple[int, ...]:
    found: tuple[int, ...] | None = connection.execute(sql).fetchone()
    assert found is not None
    return found
