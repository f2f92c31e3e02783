"""kill -9 of gateway, order writer or PostgreSQL in mid-rush, again and again.

`make soak` runs a hundred trials, `make test` six. What was acknowledged must be in the tables
once, with its amount; what is in the tables must have been acknowledged, because every buyer asks
with the same key until there is an answer. The negative control shows that a loss would be seen.
"""

from __future__ import annotations

import asyncio
import itertools
import os
import random
from pathlib import Path

import pytest

from tests.soak.crowd import Crowd, buyer
from tests.soak.rusher import Rusher
from tests.soak.stack import PARTS, Stack, stack

pytestmark = pytest.mark.slow

TRIALS = int(os.environ.get("KAIBO_SOAK_TRIALS", "6"))
STOCK = 5_000_000
BUYERS = 60  # on the gateway; as many again stand behind the second one
BACK_SECONDS = 60
HASTY_ROUNDS = 5


def test_nothing_acknowledged_is_lost_or_doubled(tmp_path: Path) -> None:
    with stack(tmp_path / "kaibo", STOCK, BUYERS * 2) as made:
        crowd = asyncio.run(_rush(made, TRIALS))
        assert crowd.reconnects > 0  # the kills were felt
        assert len(crowd.acknowledged) > TRIALS * 10
        assert _lost(made, crowd) == []
        assert _unknown(made, crowd) == []
        assert _books(made) == []


def test_the_negative_control_loses_and_is_caught(tmp_path: Path) -> None:
    """Answering before the flush, a kill of PostgreSQL shows up in the same comparison.

    One kill may hit between two flushes, when nothing is on its way; a few hardly can.
    """
    with stack(tmp_path / "kaibo", STOCK, BUYERS * 2, is_hasty=True) as made:
        assert any(_lost(made, asyncio.run(_rush_and_lose(made))) for _ in range(HASTY_ROUNDS))


async def _rush(made: Stack, trials: int) -> Crowd:
    crowd = Crowd()
    people = _start(made, crowd)
    await _progress(crowd)
    for part in itertools.islice(itertools.cycle(PARTS), trials):
        await asyncio.sleep(random.uniform(0.2, 0.8))
        made.kill(part)
        made.start(part)
        await _progress(crowd)
    await _stop(crowd, people)
    return crowd


async def _rush_and_lose(made: Stack) -> Crowd:
    crowd = Crowd()
    people = _start(made, crowd)
    await _progress(crowd)
    await asyncio.sleep(1.5)
    made.kill("postgres")
    for person in people:  # nobody asks again: what was told is all there is
        person.cancel()
    await asyncio.gather(*people, return_exceptions=True)
    made.start("postgres")
    await asyncio.to_thread(made.cluster.wait_ready)
    return crowd


def _start(made: Stack, crowd: Crowd) -> list[asyncio.Task[None]]:
    first = made.stage.first_buyer
    people = [buyer(made, crowd, first + n) for n in range(BUYERS)]
    second = Rusher(made, crowd, range(first + BUYERS, first + 2 * BUYERS))
    return [asyncio.create_task(one) for one in [*people, second.run()]]


async def _progress(crowd: Crowd) -> None:
    """Wait until an order is acknowledged after this moment."""
    crowd.news.clear()
    async with asyncio.timeout(BACK_SECONDS):
        await crowd.news.wait()


async def _stop(crowd: Crowd, people: list[asyncio.Task[None]]) -> None:
    crowd.stopping = True
    async with asyncio.timeout(BACK_SECONDS):
        await asyncio.gather(*people)


def _lost(made: Stack, crowd: Crowd) -> list[str]:
    """Acknowledged keys whose order is not in the table as it was told."""
    written = _written(made)
    return [key for key, told in crowd.acknowledged.items() if written.get(key) != told]


def _unknown(made: Stack, crowd: Crowd) -> list[str]:
    """Orders that nobody was told of: doubles, or answers that never came."""
    return [key for key in _written(made) if key not in crowd.acknowledged]


def _written(made: Stack) -> dict[str, tuple[int, int]]:
    rows = made.rows("select idempotency_key::text, id, pay_amount from selling_order")
    return {key: (order, amount) for key, order, amount in rows}


def _books(made: Stack) -> list[str]:
    """What does not add up among orders, lines, stock and outbox."""
    orders, lines, units = made.rows(
        "select count(distinct o.id), count(l.id), coalesce(sum(l.quantity), 0)"
        " from selling_order o left join selling_orderline l on l.order_id = o.id"
    )[0]
    (left,) = made.rows(
        "select balance from foundation_ledgeraccount where id = %s", made.stage.stock_account
    )[0]
    uneven = made.rows(
        "with moved as (select credit_id id, amount from foundation_ledgertransfer"
        " union all select debit_id, -amount from foundation_ledgertransfer)"
        " select a.id from foundation_ledgeraccount a left join moved on moved.id = a.id"
        " group by a.id having a.balance <> coalesce(sum(moved.amount), 0)"
    )
    (total,) = made.rows("select coalesce(sum(balance), 0) from foundation_ledgeraccount")[0]
    checks = {
        f"{orders} orders, {lines} lines": orders == lines,
        f"{units} units sold, {made.stage.stock - left} taken": units == made.stage.stock - left,
        f"accounts {uneven} differ from their transfers": not uneven,
        f"balances add up to {total}": total == 0,
    }
    return [said for said, holds in checks.items() if not holds]
