"""The order path as it is usually written: one transaction per order around SELECT FOR UPDATE.

It writes the same rows to the same tables as `selling_place`: *core* is order, stock balances,
per-buyer count and outbox row; *full* adds the line, the coupon and the ledger moves of stock and
coupon. Statements are prepared once per connection. Runs in this process without a socket in
between, which favors it.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterator
from typing import Any

from asyncpg.pgproto.pgproto import UUID
from tests.bench.orders_stage import OFF, Hot
from tests.bench.orders_wishes import Wishes

from kaibo.orders.writer import connect
from kaibo.selling.contracts import BuyRequest

LOCK = """select o.shop_id, o.sku_id, o.snapshot_id, o.normal_price, o.is_listed, o.per_user_limit,
  o.stock_account_id, o.reserved_account_id, a.balance from selling_offer o
join foundation_ledgeraccount a on a.id = o.stock_account_id where o.id = $1 for update of a"""
ROOM = "select is_on_air, show_id from liveroom_room where id = $1"
HOME = "select id from members_address where viewer_id = $1 and is_default and deleted_at is null"
CLAIM = """select c.id, p.terms from promotions_couponclaim c
join promotions_campaign p on p.id = c.campaign_id
where c.id = $1 and c.buyer_id = $2 and c.order_id is null and c.expires_at > now()
  and p.state = 'running' for update of c"""
ORDER = """insert into selling_order (shop_id, show_id, room_id, buyer_id, idempotency_key, state,
  is_rehearsal, goods_amount, discount_amount, shipping_amount, points_amount, credit_amount,
  pay_amount, address_id, source, segment_run_id, pinned_link_id, video_ms, placed_at, expires_at)
values ($1, $2, $3, $4, $5, 'placed', false, $6, $7, 0, 0, 0, $6::bigint - $7::bigint, $8, $9, $10,
  $11, $12, now(), now() + interval '15 minutes') on conflict do nothing returning id"""
LINE = """insert into selling_orderline (id, order_id, offer_id, sku_id, link_id, snapshot_id,
  quantity, unit_price, amount, discount, is_gift)
values ($1::bigint << 6, $1, $2, $3, $4, $5, 1, $6, $6, $7, false)"""
MOVE = """update foundation_ledgeraccount
set balance = balance + case when id = $1 then -1 else 1 end where id in ($1, $2)"""
KEEP = """insert into foundation_ledgertransfer (debit_id, credit_id, amount, reason, ref_id, at)
values ($1, $2, 1, $3, $4, now())"""
COUNT = """insert into selling_purchasecount as c (kind, subject_id, buyer_id, quantity, allowed)
values (1, $1, $2, 1, $3) on conflict (kind, subject_id, buyer_id)
do update set quantity = c.quantity + 1 where c.quantity + 1 <= $3"""
SPEND = "update promotions_couponclaim set order_id = $2, used_at = now() where id = $1"
FACT = """insert into foundation_outboxmessage (event_id, kind, body, at)
values (gen_random_uuid(), 'orders', $1, now())"""


async def run(hot: Hot, connections: int, seconds: float, wishes: Wishes) -> float:
    """Orders per second, committed."""
    pool = [await connect(hot.dsn) for _ in range(connections)]
    coupon = await pool[0].fetchrow(
        "select max(id) filter (where place = 'held') as held,"
        " max(id) filter (where place = 'used') as used from foundation_ledgeraccount"
        " where book = 'coupon' and subject_id = $1",
        hot.campaign,
    )
    start = time.perf_counter()
    asked = wishes.each()
    until = start + seconds
    done = await asyncio.gather(
        *(_worker(c, hot, until, asked, tuple(coupon), wishes.is_full) for c in pool)
    )
    rate = sum(done) / (time.perf_counter() - start)
    for connection in pool:
        await connection.close()
    return rate


async def _worker(
    db: Any, hot: Hot, until: float, asked: Iterator[BuyRequest], coupon: tuple[int, int],
    is_full: bool,
) -> int:  # fmt: skip
    done = 0
    while time.perf_counter() < until:
        async with db.transaction():
            await _buy(db, hot, next(asked), coupon, is_full)
        done += 1
    return done


async def _buy(db: Any, hot: Hot, wish: BuyRequest, coupon: tuple[int, int], is_full: bool) -> None:
    offer = await db.fetchrow(LOCK, wish.offer_id)
    room = await db.fetchrow(ROOM, wish.room_id)
    home = await db.fetchval(HOME, wish.buyer_id)
    sellable = room["is_on_air"] and offer["is_listed"] and offer["normal_price"] == wish.price
    if offer["balance"] < 1 or not sellable or home is None:
        raise RuntimeError("the bench ran out of stock")
    off = 0
    if is_full:
        claim = await db.fetchrow(CLAIM, wish.coupon_claim_id, wish.buyer_id)
        off = json.loads(claim["terms"])["off_amount"]
        assert off == OFF
    order = await db.fetchval(
        ORDER, offer["shop_id"], wish.show_id, wish.room_id, wish.buyer_id, UUID(wish.key),
        wish.price, off, home, wish.source, wish.segment_run_id, wish.pinned_link_id,
        wish.video_ms,
    )  # fmt: skip
    stock, reserved = offer["stock_account_id"], offer["reserved_account_id"]
    await db.execute(MOVE, stock, reserved)
    await db.execute(COUNT, hot.link, wish.buyer_id, offer["per_user_limit"])
    if is_full:
        await db.execute(
            LINE, order, wish.offer_id, offer["sku_id"], hot.link, offer["snapshot_id"],
            wish.price, off,
        )  # fmt: skip
        await db.execute(KEEP, stock, reserved, "order", order * 64)
        await db.execute(SPEND, wish.coupon_claim_id, order)
        await db.execute(MOVE, *coupon)
        await db.execute(KEEP, *coupon, "coupon", order)
    await db.execute(FACT, json.dumps({"show": hot.show, "orders": [[order, order]]}))
