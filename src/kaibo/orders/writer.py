"""The one connection that writes orders: a batch is one statement and one commit.

When PostgreSQL goes away in the middle, the outcome is unknown. The same batch is sent again
with the same keys: what had been committed comes back as the order it made then.
"""

from __future__ import annotations

import asyncio
import contextlib
import uuid
from collections.abc import Sequence
from typing import Any

import asyncpg
import structlog

from kaibo.selling.contracts import BuyRequest, BuyResult

PAY_SECONDS = 15 * 60
STATEMENT = (
    "select ord, code, order_id, amount, expires_ms, price, units_left, is_repeat"
    " from selling_buy_batch($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)"
)
# The outcome is unknown or nothing happened; in both cases the same batch is sent again.
_RETRY = (
    OSError,
    asyncio.TimeoutError,
    asyncpg.InterfaceError,
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.TransactionRollbackError,
    asyncpg.UndefinedFunctionError,  # migrations have not run yet
    asyncpg.InvalidCatalogNameError,  # the database is being created
)
AGAIN = "again"
_log: Any = structlog.get_logger("kaibo.orders")


class Writer:
    """Writes batches of orders; reconnects for ever."""

    def __init__(self, dsn: str, pay_seconds: int = PAY_SECONDS) -> None:
        self._dsn = dsn
        self._pay_seconds = pay_seconds
        self._connection: Any = None

    async def write(self, requests: Sequence[BuyRequest]) -> list[BuyResult]:
        """The committed results in the order of ``requests``; code `AGAIN` asks to be resent.

        Buyers and keys of one call must be distinct. Does not return before PostgreSQL answered.
        """
        delay = 0.05
        while True:
            try:
                return await self._once(requests)
            except _RETRY as error:
                _log.warning("orders.retry", error=repr(error), batch=len(requests))
                await self._drop()
                await asyncio.sleep(delay)
                delay = min(delay * 2, 1.0)
            except asyncpg.PostgresError as error:
                return await self._one_by_one(requests, error)

    async def close(self) -> None:
        """Close the connection after the last commit."""
        if self._connection is not None:
            await self._connection.close(timeout=5)
            self._connection = None

    async def _once(self, requests: Sequence[BuyRequest]) -> list[BuyResult]:
        if self._connection is None:
            self._connection = await connect(self._dsn)
        rows = await self._connection.fetch(STATEMENT, *columns(requests), self._pay_seconds)
        return [_result(requests[row[0] - 1], row) for row in rows]

    async def _one_by_one(
        self, requests: Sequence[BuyRequest], error: asyncpg.PostgresError
    ) -> list[BuyResult]:
        """A request that PostgreSQL refuses must not take the others of its batch with it."""
        if len(requests) == 1:
            _log.error("orders.refused", error=repr(error), request=repr(requests[0]))
            return [refusal(requests[0], "try_again")]
        return [result for one in requests for result in await self.write([one])]

    async def _drop(self) -> None:
        if self._connection is not None:
            with contextlib.suppress(Exception):
                self._connection.terminate()
            self._connection = None


async def connect(dsn: str) -> Any:
    """A connection whose commits are on disk when they are answered."""
    return await asyncpg.connect(
        dsn,
        timeout=5,
        command_timeout=30,
        server_settings={"synchronous_commit": "on", "application_name": "kaibo-orders"},
    )


def columns(requests: Sequence[BuyRequest]) -> list[list[Any]]:
    """The requests as the arrays that `selling_buy_batch` takes, column by column."""
    return [
        [uuid.UUID(bytes=r.key) for r in requests],
        [r.room_id for r in requests],
        [r.show_id for r in requests],
        [r.buyer_id for r in requests],
        [r.offer_id for r in requests],
        [r.quantity for r in requests],
        [r.price for r in requests],
        [r.address_id for r in requests],
        [r.segment_run_id for r in requests],
        [r.pinned_link_id for r in requests],
        [r.video_ms for r in requests],
        [r.source for r in requests],
        [r.is_rehearsal for r in requests],
    ]


def refusal(request: BuyRequest, code: str) -> BuyResult:
    """An answer without an order."""
    return BuyResult(request.ref, code, None, None, None, None, None)


def _result(request: BuyRequest, row: Any) -> BuyResult:
    _, code, order_id, amount, expires_ms, price, left, is_repeat = row
    return BuyResult(request.ref, code, order_id, amount, expires_ms, price, left, is_repeat)
