"""Orders written inside a test's own transaction, through the real decision and SQL function."""

from __future__ import annotations

import contextlib
import datetime as dt
import re
import uuid
from collections.abc import Coroutine, Sequence
from typing import TYPE_CHECKING, Any

from asyncpg.pgproto.pgproto import UUID
from django.db import connection

from kaibo.orders.columns import ARGUMENTS, arguments, deltas
from kaibo.orders.coupons import coupon_plan
from kaibo.orders.decide import Decider, Draft, Refusal
from kaibo.orders.facts import Facts
from kaibo.orders.reads import Reader
from kaibo.selling.contracts import BuyRequest

if TYPE_CHECKING:
    from tests.factories.selling import Stage


class _Here:
    """What `Reader` asks of an asyncpg connection, answered by Django's connection."""

    async def fetch(self, statement: str, *values: Any) -> list[Any]:
        text, order = _numbered(statement)
        with connection.cursor() as cursor:
            cursor.execute(text, [_plain(values[n - 1]) for n in order])
            names = [column.name for column in cursor.description or []]
            return [_Row(names, row) for row in cursor.fetchall()]


class _Row(tuple[Any, ...]):
    """A row by position and by name, as asyncpg has it."""

    names: list[str]

    def __new__(cls, names: list[str], values: Sequence[Any]) -> _Row:
        made = super().__new__(cls, values)
        made.names = names
        return made

    def __getitem__(self, key: Any) -> Any:
        return super().__getitem__(self.names.index(key) if isinstance(key, str) else key)


def place_directly(scene: Stage, requests: Sequence[BuyRequest], pay_seconds: int) -> None:
    """Decide and write; every request must stand."""
    codes = try_directly(requests, dt.datetime.now(dt.UTC), pay_seconds)
    assert not any(codes), codes


def try_directly(
    requests: Sequence[BuyRequest], now: dt.datetime, pay_seconds: int = 900
) -> list[str]:
    """Decide and write what stands; the code of each request, empty where its order stands."""
    facts = Facts()
    _run(Reader(_Here()).everything(requests, facts))
    verdicts = Decider(coupon_plan).decide(requests, facts, int(now.timestamp() * 1000))
    _write([one for one in verdicts if isinstance(one, Draft)], facts, now, pay_seconds)
    return [one.code if isinstance(one, Refusal) else "" for one in verdicts]


def _write(drafts: list[Draft], facts: Facts, now: dt.datetime, pay_seconds: int) -> None:
    with connection.cursor() as cursor:
        for draft in drafts:
            cursor.execute("select nextval(pg_get_serial_sequence('selling_order', 'id'))")
            draft.order_id = cursor.fetchone()[0]
        if drafts:
            until = now + dt.timedelta(seconds=pay_seconds)
            values = arguments(drafts, facts, deltas(drafts), now, until)
            marks = ", ".join(f"%s::{kind}" for kind in _types(cursor))
            cursor.execute(f"select selling_place({marks})", [_plain(value) for value in values])


def _run(work: Coroutine[Any, Any, None]) -> None:
    """To its end without a loop: nothing in it waits, and Django refuses to work inside one."""
    with contextlib.suppress(StopIteration):
        work.send(None)


def _types(cursor: Any) -> list[str]:
    cursor.execute(
        "select t::regtype::text from pg_proc, unnest(proargtypes) with ordinality as u(t, n)"
        " where proname = 'selling_place' order by n"
    )
    found = [row[0] for row in cursor.fetchall()]
    assert len(found) == ARGUMENTS
    return found


def _numbered(statement: str) -> tuple[str, list[int]]:
    """``$n`` as ``%s``, and which value each stands for."""
    order = [int(n) for n in re.findall(r"\$(\d+)", statement)]
    return re.sub(r"\$\d+", "%s", statement.replace("%", "%%")), order


def _plain(value: Any) -> Any:
    if isinstance(value, list) and value and isinstance(value[0], UUID):
        return [uuid.UUID(bytes=key.bytes) for key in value]
    return value
