"""The loops of the process: relay, send, sweep. Each survives what it talks to."""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any

import psycopg
import structlog

from kaibo.foundation.config import Config
from kaibo.integrations.engine.post import session
from kaibo.integrations.engine.relay import relay
from kaibo.integrations.engine.sender import Sender

STEP_SECONDS = 0.3
SWEEP_SECONDS = 3600.0
# Delivered and dead ones are kept this long, to be looked at and replayed.
_SWEEP = """
    delete from integrations_delivery where id in (
        select id from integrations_delivery where state <> 'pending'
        and queued_at < now() - interval '30 days' order by id limit 10000)
"""
# Two senders would double every request: the second waits until the first is gone.
_LOCK = "select pg_try_advisory_lock(22338, 1)"  # rooms lock in key space 19266
log = structlog.get_logger()


class Service:
    """Webhooks of one installation."""

    def __init__(self, config: Config) -> None:
        self.config = config
        self.stop = asyncio.Event()

    async def run(self) -> None:
        """Until ``stop`` is set; the database may come and go meanwhile."""
        wait = STEP_SECONDS
        while not self.stop.is_set():
            try:
                await self._until_failure()
                wait = STEP_SECONDS
            except (psycopg.Error, OSError) as error:
                log.warning("webhooks wait", error=str(error).strip()[:200], seconds=wait)
                await self._pause(wait)
                wait = min(wait * 2, 3.0)

    async def _until_failure(self) -> None:
        dsn, private = self.config.dsn, self.config.webhooks_private
        async with await psycopg.AsyncConnection.connect(
            dsn, autocommit=True, connect_timeout=3
        ) as db:
            await self._alone(db)
            with psycopg.connect(dsn, autocommit=True, connect_timeout=3) as outbox:
                async with session(private) as client:
                    sender = Sender(db, client, private)
                    try:
                        await self._steps(outbox, db, sender)
                    finally:
                        await sender.finish()

    async def _steps(
        self, outbox: psycopg.Connection[Any], db: psycopg.AsyncConnection[Any], sender: Sender
    ) -> None:
        clock = asyncio.get_running_loop()
        swept_at = clock.time() - SWEEP_SECONDS
        while not self.stop.is_set():
            moved = await asyncio.to_thread(relay, outbox)
            sent = await sender.step()
            if clock.time() - swept_at >= SWEEP_SECONDS:
                swept_at = clock.time()
                await asyncio.to_thread(outbox.execute, _SWEEP)
            await self._pause(0.02 if moved or sent else STEP_SECONDS)

    async def _alone(self, db: psycopg.AsyncConnection[Any]) -> None:
        while not self.stop.is_set():
            row = await (await db.execute(_LOCK)).fetchone()
            if row is not None and row[0]:
                return
            await self._pause(1.0)

    async def _pause(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.stop.wait(), seconds)
