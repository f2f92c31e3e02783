"""The order path as it is usually written: one transaction per order around SELECT FOR UPDATE.

It writes the same facts as `selling_buy_batch`: order, line, ledger transfer, both balances,
purchase count, outbox row, personal event. Runs in this process without a socket in between,
which favors it.
"""

from __future__ import annotations

import asyncio
import json
import time
import uuid
from collections.abc import Iterator
from typing import Any

from tests.bench.orders_stage import Hot

from kaibo.orders.writer import connect

LOCK = """select o.*, a.balance from selling_offer o
join foundation_ledgeraccount a on a.id = o.stock_account_id where o.id = $1 for update of a"""
ROOM = "select is_on_air, show_id from liveroom_room where id = $1"
HOME = "select * from members_address where viewer_id = $1 and is_default and deleted_at is null"
HELD = "select quantity from selling_purchasecount where link_id = $1 and buyer_id = $2"
ORDER = """insert into selling_order (shop_id, show_id, room_id, buyer_id, idempotency_key, state,
  is_rehearsal, goods_amount, discount_amount, shipping_amount, pay_amount, address_id,
  address_cipher, source, segment_run_id, pinned_link_id, video_ms, placed_at, expires_at)
values ($1, $2, $3, $4, $5, 'placed', false, $6, 0, 0, $6, $7, $8, 'direct', 5, $9, 1000, now(),
  now() + interval '15 minutes') on conflict do nothing returning id"""
LINE = """insert into selling_orderline (order_id, offer_id, sku_id, link_id, snapshot_id, quantity,
  unit_price, amount) values ($1, $2, $3, $4, $5, 1, $6, $6)"""
TAKE = "update foundation_ledgeraccount set balance = balance - 1 where id = $1"
GIVE = "update foundation_ledgeraccount set balance = balance + 1 where id = $1"
MOVE = """insert into foundation_ledgertransfer (debit_id, credit_id, amount, reason, ref_id, at)
values ($1, $2, 1, 'order', $3, now())"""
COUNT = """insert into selling_purchasecount as c (link_id, buyer_id, quantity) values ($1, $2, 1)
on conflict (link_id, buyer_id) do update set quantity = c.quantity + 1"""
FACT = """insert into foundation_outboxmessage (event_id, kind, body, at)
values (gen_random_uuid(), 'order', $1, now())"""
TELL = "select liveroom_tell($1, $2, 'order_placed', $3)"


async def run(hot: Hot, connections: int, seconds: float, buyers: Iterator[int]) -> float:
    """Orders per second, committed."""
    pool = [await connect(hot.dsn) for _ in range(connections)]
    until = time.perf_counter() + seconds
    start = time.perf_counter()
    done = await asyncio.gather(*(_worker(c, hot, until, buyers) for c in pool))
    rate = sum(done) / (time.perf_counter() - start)
    for connection in pool:
        await connection.close()
    return rate


async def _worker(connection: Any, hot: Hot, until: float, buyers: Iterator[int]) -> int:
    done = 0
    while time.perf_counter() < until:
        async with connection.transaction():
            done += await _buy(connection, hot, next(buyers))
    return done


async def _buy(db: Any, hot: Hot, buyer: int) -> int:
    offer = await db.fetchrow(LOCK, hot.offer)
    room = await db.fetchrow(ROOM, hot.room)
    home = await db.fetchrow(HOME, buyer)
    await db.fetchrow(HELD, hot.link, buyer)
    if offer["balance"] < 1 or not room["is_on_air"] or offer["normal_price"] != hot.price:
        raise RuntimeError("the bench ran out of stock")
    copy = json.dumps({key: home[key].hex() for key in ("name_cipher", "phone_cipher")})
    order = await db.fetchval(
        ORDER, offer["shop_id"], hot.show, hot.room, buyer, uuid.uuid4(), hot.price, home["id"],
        copy.encode(), hot.link,
    )  # fmt: skip
    await db.execute(
        LINE, order, hot.offer, offer["sku_id"], hot.link, offer["snapshot_id"], hot.price
    )
    await db.execute(TAKE, offer["stock_account_id"])
    await db.execute(GIVE, offer["reserved_account_id"])
    await db.execute(MOVE, offer["stock_account_id"], offer["reserved_account_id"], order)
    await db.execute(COUNT, hot.link, buyer)
    line = {"link": hot.link, "sku": offer["sku_id"], "quantity": 1, "amount": hot.price}
    fact = {"shop": offer["shop_id"], "show": hot.show, "room": hot.room, "viewer": buyer}
    await db.execute(FACT, json.dumps(fact | {"order": order, "lines": [line]}))
    await db.execute(TELL, buyer, hot.room, json.dumps({"order": order, "amount": hot.price}))
    return 1
