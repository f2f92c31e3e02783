"""Writes batches of orders: decided here, verified and committed by `selling_place`.

The common batch is decided on what the process remembers and stands at once. When the database
refuses it, nothing of it was written; the facts are read anew, the batch is decided again in the
order of arrival, and what stands is sent again.

When PostgreSQL goes away in the middle, the outcome is unknown. The same batch is sent again with
the same keys: what had been committed comes back as the order it made then.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

import asyncpg
import structlog

from kaibo.orders.columns import STATEMENT, arguments, deltas
from kaibo.orders.coupons import coupon_plan
from kaibo.orders.decide import Decider, Draft, Refusal, Repeat, Verdict
from kaibo.orders.facts import Facts
from kaibo.orders.memory import Memory
from kaibo.orders.reads import Reader
from kaibo.selling.contracts import BuyRequest, BuyResult

PAY_SECONDS = 15 * 60
TRIES = 4  # of a batch before its wishes are tried one by one
_IDS = 4096
_TAKE_IDS = """
select nextval(pg_get_serial_sequence('selling_order', 'id')) from generate_series(1, $1)
"""
# The outcome is unknown or nothing happened; in both cases the same batch is sent again.
_RETRY = (
    OSError,
    asyncio.TimeoutError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # cut in the middle of a message
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.TransactionRollbackError,
    asyncpg.UndefinedFunctionError,  # migrations have not run yet
    asyncpg.UndefinedTableError,
    asyncpg.UndefinedColumnError,
    asyncpg.InvalidCatalogNameError,  # the database is being created
)
_log: Any = structlog.get_logger("kaibo.orders")
T = TypeVar("T")


@dataclass(slots=True)
class Batch:
    """Requests with the verdicts on them and the facts these stand on."""

    requests: Sequence[BuyRequest]
    facts: Facts
    verdicts: list[Verdict]
    changes: dict[int, int] = field(default_factory=dict)

    @property
    def drafts(self) -> list[Draft]:
        return [one for one in self.verdicts if isinstance(one, Draft)]

    @property
    def refused(self) -> list[BuyRequest]:
        return [one.request for one in self.verdicts if isinstance(one, Refusal)]


@dataclass(frozen=True, slots=True)
class Outcome:
    """Results in the order of the requests, and units left by room and offer."""

    results: list[BuyResult]
    left: dict[int, dict[int, int]]


class Refused(Exception):
    """The database does not agree with what a batch was decided on; nothing was written."""


class Writer:
    """Prepares and commits batches; reconnects for ever."""

    def __init__(self, dsn: str, pay_seconds: int = PAY_SECONDS) -> None:
        self._dsn = dsn
        self._pay_seconds = pay_seconds
        self._connections: dict[str, Any] = {}
        self._memory = Memory()
        self._decider = Decider(coupon_plan)
        self._ids: list[int] = []  # descending
        self._on_its_way: dict[int, int] = {}  # changes of the batch that is being committed
        self.refusals: Counter[str] = Counter()  # why the database refused batches

    async def write(self, requests: Sequence[BuyRequest]) -> Outcome:
        """Prepare and commit. Buyers and keys of one call must be distinct."""
        return await self.commit(await self.prepare(requests))

    async def prepare(self, requests: Sequence[BuyRequest]) -> Batch:
        """Decide on what is known, while another batch may be on its way to the disk."""
        return await self._for_ever("read", lambda: self._prepare(requests))

    async def commit(self, batch: Batch) -> Outcome:
        """Does not return before PostgreSQL answered. One call at a time."""
        try:
            return await self._commit(batch)
        except asyncpg.PostgresError as error:
            return await self._one_by_one(batch.requests, error)
        finally:
            self._on_its_way = {}

    async def close(self) -> None:
        """Close the connections after the last commit."""
        for connection in self._connections.values():
            await connection.close(timeout=5)
        self._connections.clear()

    async def _prepare(self, requests: Sequence[BuyRequest]) -> Batch:
        reader = Reader(await self._connection("read"))
        facts = await self._memory.facts(requests, reader)
        taken = {account: -units for account, units in self._on_its_way.items() if units < 0}
        verdicts = self._decider.decide(requests, facts, _now_ms(), taken)
        return Batch(requests, facts, verdicts)

    async def _commit(self, batch: Batch) -> Outcome:
        if refused := batch.refused:
            await self._for_ever("write", lambda: self._decide_again(batch, refused))
        for _ in range(TRIES):
            try:
                return await self._for_ever("write", lambda: self._place(batch))
            except Refused as why:
                self.refusals[str(why)] += 1
                await self._for_ever("write", lambda: self._decide_again(batch, batch.requests))
        return await self._one_by_one(batch.requests, None)

    async def _decide_again(self, batch: Batch, doubtful: Sequence[BuyRequest]) -> None:
        """Decide the whole batch with a fresh look at what the doubtful ones depend on."""
        reader = Reader(await self._connection("write"))  # the other one is preparing
        batch.facts.counts.clear()
        await self._memory.look_again(doubtful, batch.facts, reader)
        batch.verdicts = self._decider.decide(batch.requests, batch.facts, _now_ms())

    async def _place(self, batch: Batch) -> Outcome:
        drafts = batch.drafts
        if not drafts:
            return self._outcome(batch, {}, 0)
        connection = await self._connection("write")
        await self._number(drafts, connection)
        self._on_its_way = batch.changes = deltas(drafts)
        now = dt.datetime.now(dt.UTC)
        expires = now + dt.timedelta(seconds=self._pay_seconds)
        values = arguments(drafts, batch.facts, batch.changes, now, expires)
        try:
            balances = await connection.fetchval(STATEMENT, *values)
        except asyncpg.PostgresError as error:
            if (why := _disagrees(error)) is not None:
                raise Refused(why) from error
            raise
        until = int(expires.timestamp() * 1000)
        self._memory.wrote(drafts, until, dict(zip(batch.changes, balances, strict=True)))
        return self._outcome(batch, batch.changes, until)

    async def _number(self, drafts: Sequence[Draft], connection: Any) -> None:
        """Give ascending ids; those of an attempt whose outcome is unknown are kept."""
        if len(self._ids) < len(drafts):
            rows = await connection.fetch(_TAKE_IDS, _IDS)
            self._ids = [row[0] for row in reversed(rows)] + self._ids
        for draft in drafts:
            if not draft.order_id:
                draft.order_id = self._ids.pop()

    def _outcome(self, batch: Batch, changes: dict[int, int], expires_at: int) -> Outcome:
        offers = {r.offer_id for r in batch.requests if r.quote_id is None}
        left = self._memory.left(changes, offers)
        units = {offer: n for by_offer in left.values() for offer, n in by_offer.items()}
        results = [_result(one, expires_at, units) for one in batch.verdicts]
        return Outcome(results, left)

    async def _one_by_one(
        self, requests: Sequence[BuyRequest], error: asyncpg.PostgresError | None
    ) -> Outcome:
        """A request that PostgreSQL refuses must not take the others of its batch with it."""
        if len(requests) == 1:
            _log.error("orders.refused", error=repr(error), request=repr(requests[0]))
            return Outcome([refusal(requests[0], "try_again")], {})
        made = Outcome([], {})
        for request in requests:
            one = await self.write([request])
            made.results.extend(one.results)
            for room, left in one.left.items():
                made.left.setdefault(room, {}).update(left)
        return made

    async def _for_ever(self, name: str, attempt: Callable[[], Awaitable[T]]) -> T:
        """Try again while PostgreSQL is away; only this attempt's own connection is given up."""
        delay = 0.05
        while True:
            try:
                return await attempt()
            except _RETRY as error:
                _log.warning("orders.retry", error=repr(error))
                self._drop(name)
                await asyncio.sleep(delay)
                delay = min(delay * 2, 1.0)

    async def _connection(self, name: str) -> Any:
        known = self._connections.get(name)
        if known is None or known.is_closed():
            known = self._connections[name] = await connect(self._dsn)
        return known

    def _drop(self, name: str) -> None:
        connection = self._connections.pop(name, None)
        if connection is not None:
            with contextlib.suppress(Exception):
                connection.terminate()
        self._memory.forget()


async def connect(dsn: str) -> Any:
    """A connection whose commits are on disk when they are answered.

    Its plans are made while tables may be empty and kept, so whole-table scans are off.
    """
    return await asyncpg.connect(
        dsn,
        timeout=5,
        command_timeout=30,
        server_settings={
            "synchronous_commit": "on",
            "application_name": "kaibo-orders",
            "enable_seqscan": "off",
        },
    )


def refusal(request: BuyRequest, code: str) -> BuyResult:
    """An answer without an order."""
    return BuyResult(request.ref, code, None, None, None, None, None)


def _disagrees(error: asyncpg.PostgresError) -> str | None:
    """What the database refused, when a fresh look may mend it."""
    state: str = error.sqlstate or ""
    if state.startswith("KB"):
        return str(error)
    return str(error.constraint_name) if state in ("23505", "23514") else None


def _result(verdict: Verdict, expires_at: int, left: dict[int, int]) -> BuyResult:
    request = verdict.request
    units = left.get(request.offer_id)
    if isinstance(verdict, Draft):
        pay = verdict.recipe.plan.pay_amount
        return BuyResult(
            request.ref, "", verdict.order_id, pay, expires_at, verdict.price or None, units
        )
    if isinstance(verdict, Repeat):
        made = verdict.made
        return BuyResult(
            request.ref, "", made.order_id, made.amount, made.expires_at, None, units, True
        )
    return BuyResult(request.ref, verdict.code, None, verdict.amount, None, verdict.price, units)


def _now_ms() -> int:
    return time.time_ns() // 1_000_000
