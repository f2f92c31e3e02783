"""Due deliveries to their endpoints: each endpoint in its own turn, all endpoints side by side.

First tries of an endpoint go out one after the other in the order of the facts; a try that
failed comes again later, so the order is not kept across retries. A process that dies between
the answer and its note sends again: at least once, always under the same id.
"""

from __future__ import annotations

import asyncio
import random
from datetime import UTC, datetime
from typing import Any

import aiohttp
import psycopg
import structlog
from psycopg.rows import namedtuple_row

from kaibo.foundation.crypto import open_sealed
from kaibo.integrations.engine.post import Outcome, post
from kaibo.integrations.rules import backoff, signing

ROUND = 20
log = structlog.get_logger()

_DUE = """
    select e.id as endpoint_id, e.url, e.secret_cipher, e.old_secret_cipher, e.old_secret_until,
           d.id, d.event_id, d.body, d.tries, d.queued_at
    from integrations_endpoint e cross join lateral (
        select * from integrations_delivery
        where endpoint_id = e.id and state = 'pending' and next_at <= %(now)s
        order by next_at, id limit case when e.failures >= %(breaker)s then 1 else %(round)s end
    ) d
    where e.is_active and (e.paused_until is null or e.paused_until <= %(now)s)
      and not e.id = any(%(busy)s)
    order by e.id, d.next_at, d.id
"""
_LOG = """
    insert into integrations_attempt (delivery_id, at, milliseconds, status, error, answer)
    select %(id)s, %(now)s, %(ms)s, %(status)s, %(error)s, %(answer)s
    where exists (select 1 from integrations_delivery where id = %(id)s)
"""
_NOTE = """
    update integrations_delivery set state = %(state)s, attempts = attempts + 1,
        tries = tries + 1, next_at = %(next)s, delivered_at = coalesce(%(done)s, delivered_at),
        last_status = %(status)s, last_error = %(error)s
    where id = %(id)s
"""
_BREAKER = """
    select failures, failing_since, paused_until, stopped_because
    from integrations_endpoint where id = %s for update
"""
_SET_BREAKER = """
    update integrations_endpoint set failures = %s, failing_since = %s, paused_until = %s,
        stopped_because = case when %s <> '' then %s else stopped_because end,
        is_active = is_active and %s = ''
    where id = %s
"""


class Sender:
    """Sends what is due. One at a time per database (`service` holds the lock)."""

    def __init__(
        self, db: psycopg.AsyncConnection[Any], client: aiohttp.ClientSession, private: bool
    ) -> None:
        self._db = db
        self._client = client
        self._private = private
        self._turn = asyncio.Lock()  # the one connection does one thing at a time
        self._tasks: dict[int, asyncio.Task[None]] = {}

    async def step(self) -> int:
        """Start a turn for each endpoint that has something due; returns how many deliveries."""
        for endpoint, task in list(self._tasks.items()):
            if task.done():
                del self._tasks[endpoint]
                task.result()
        by_endpoint: dict[int, list[Any]] = {}
        for row in await self._due():
            by_endpoint.setdefault(row.endpoint_id, []).append(row)
        for endpoint, rows in by_endpoint.items():
            self._tasks[endpoint] = asyncio.create_task(self._send_all(rows))
        return sum(len(rows) for rows in by_endpoint.values())

    async def finish(self) -> None:
        """Wait for the tries under way."""
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)

    async def _due(self) -> list[Any]:
        asked = {
            "now": datetime.now(UTC), "breaker": backoff.BREAKER_AT, "round": ROUND,
            "busy": list(self._tasks),
        }  # fmt: skip
        async with self._turn, self._db.cursor(row_factory=namedtuple_row) as cursor:
            await cursor.execute(_DUE, asked)
            return await cursor.fetchall()

    async def _send_all(self, rows: list[Any]) -> None:
        for row in rows:
            now = datetime.now(UTC)
            headers = signing.headers(
                _secrets(row, now), str(row.event_id), int(now.timestamp()), row.body
            )
            outcome = await post(self._client, row.url, row.body, headers, self._private)
            if not await self._note(row, outcome, datetime.now(UTC)):
                return

    async def _note(self, row: Any, outcome: Outcome, now: datetime) -> bool:
        """Write down how it went; False when the endpoint is to be left alone for now."""
        good = backoff.is_success(outcome.status)
        state, next_at = _next(row, outcome, now)
        values = {
            "id": row.id, "now": now, "ms": outcome.milliseconds, "status": outcome.status,
            "error": outcome.error, "answer": outcome.answer, "state": state, "next": next_at,
            "done": now if good else None,
        }  # fmt: skip
        async with self._turn, self._db.transaction(), self._db.cursor() as cursor:
            await cursor.execute(_BREAKER, [row.endpoint_id])
            was = await cursor.fetchone()
            if was is None:  # removed meanwhile
                return False
            await cursor.execute(_LOG, values)
            await cursor.execute(_NOTE, values)
            before = backoff.Breaker(*was)
            after = (
                backoff.after_success()
                if good
                else backoff.after_failure(before, outcome.status, now)
            )
            why = after.stopped_because
            await cursor.execute(
                _SET_BREAKER,
                [after.failures, after.failing_since, after.paused_until, why, why, why,
                 row.endpoint_id],
            )  # fmt: skip
        if not good:
            log.info("webhook failed", endpoint=row.endpoint_id, error=outcome.error)
        return good or (after.paused_until is None and not why)


def _next(row: Any, outcome: Outcome, now: datetime) -> tuple[str, datetime]:
    if backoff.is_success(outcome.status):
        return "delivered", now
    if backoff.is_dead(row.queued_at, now):
        return "dead", now
    jitter = random.random()  # noqa: S311 - spreads load, guards nothing
    return "pending", now + backoff.wait(row.tries + 1, jitter, outcome.asked_wait)


def _secrets(row: Any, now: datetime) -> list[str]:
    found = [open_sealed(row.secret_cipher)]
    if row.old_secret_cipher is not None and row.old_secret_until > now:
        found.append(open_sealed(row.old_secret_cipher))
    return found
