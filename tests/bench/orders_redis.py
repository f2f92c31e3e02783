"""Redis as the order store: a Lua script with the same facts, append-only file flushed always.

Per request (64 connections, one call each) and batched like our own path (up to 512 wishes in one
call). The protocol is written by hand so that no client library is measured. Per order: stock,
per-buyer count, key, address, order, line, stock and coupon move, coupon, outbox entry.
"""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.bench.orders_stage import Hot
from tests.bench.orders_wishes import Wishes

from kaibo.selling.contracts import BuyRequest

PORT = 31090
# ARGV: offer, price, now, then per order: key, buyer, claim, source, video_ms
LUA = """
local offer, price, now = ARGV[1], tonumber(ARGV[2]), ARGV[3]
local out = {}
for i = 4, #ARGV, 5 do
  local key, buyer, claim, source, video = ARGV[i], ARGV[i+1], ARGV[i+2], ARGV[i+3], ARGV[i+4]
  local known = redis.call('hget', 'key:' .. buyer, key)
  if known then
    out[#out+1] = tonumber(known)
  else
    local terms = redis.call('hmget', 'offer:' .. offer, 'price', 'listed', 'limit', 'off')
    local home = redis.call('hget', 'home', buyer)
    local stock = tonumber(redis.call('hget', 'balance', 'stock:' .. offer))
    local held = tonumber(redis.call('hget', 'count:' .. offer, buyer) or '0')
    if tonumber(terms[1]) ~= price or terms[2] ~= '1' or not home or stock < 1
       or held >= tonumber(terms[3]) or redis.call('hget', 'claim', claim) ~= buyer then
      out[#out+1] = 0
    else
      local id = redis.call('incr', 'order')
      redis.call('hincrby', 'balance', 'stock:' .. offer, -1)
      redis.call('hincrby', 'balance', 'reserved:' .. offer, 1)
      redis.call('hincrby', 'balance', 'held', -1)
      redis.call('hincrby', 'balance', 'used', 1)
      redis.call('hincrby', 'count:' .. offer, buyer, 1)
      redis.call('hset', 'key:' .. buyer, key, id)
      redis.call('hset', 'claim', claim, '-' .. id)
      redis.call('hset', 'order:' .. id, 'buyer', buyer, 'key', key, 'state', 'placed', 'goods',
        price, 'discount', terms[4], 'pay', price - tonumber(terms[4]), 'address', home, 'source',
        source, 'video', video, 'run', 5, 'pinned', 7, 'placed', now, 'expires', now + 900000)
      redis.call('hset', 'line:' .. id, 'offer', offer, 'quantity', 1, 'price', price, 'discount',
        terms[4])
      redis.call('rpush', 'moves', 'stock:' .. offer .. '>reserved:' .. offer .. ':1:' .. id,
        'held>used:1:' .. id)
      redis.call('rpush', 'outbox', 'order:' .. id)
      out[#out+1] = id
    end
  end
end
return out
"""


@contextmanager
def server(folder: Path) -> Iterator[int]:
    """A redis-server on the loopback with its append-only file flushed on every write."""
    folder.mkdir(parents=True, exist_ok=True)
    process = subprocess.Popen(
        [
            "redis-server", "--port", str(PORT), "--bind", "127.0.0.1", "--dir", str(folder),
            "--appendonly", "yes", "--appendfsync", "always", "--save", "",
            "--auto-aof-rewrite-percentage", "0",
        ],
        stdout=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        yield PORT
    finally:
        process.terminate()
        process.wait(20)
        shutil.rmtree(folder, ignore_errors=True)


class Redis:
    """One connection; a call is one round trip."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    @classmethod
    async def open(cls, port: int) -> Redis:
        for _ in range(100):
            try:
                return cls(*await asyncio.open_connection("127.0.0.1", port))
            except OSError:
                await asyncio.sleep(0.05)
        raise SystemExit("redis-server did not start")

    async def call(self, *parts: bytes | str | int) -> list[bytes]:
        raw = [p if isinstance(p, bytes) else str(p).encode() for p in parts]
        head = b"*%d\r\n" % len(raw)
        self._writer.write(head + b"".join(b"$%d\r\n%b\r\n" % (len(p), p) for p in raw))
        return await self._answer()

    def close(self) -> None:
        self._writer.close()

    async def _answer(self) -> list[bytes]:
        line = await self._reader.readline()
        if line[:1] == b"-":
            raise SystemExit(f"redis: {line!r}")
        if line[:1] == b"$":
            return [(await self._reader.readexactly(int(line[1:]) + 2))[:-2]]
        if line[:1] == b"*":
            return [await self._reader.readline() for _ in range(int(line[1:]))]
        return [line[1:]]


async def fill(port: int, hot: Hot) -> bytes:
    """The same stage; returns the hash of the script."""
    redis = await Redis.open(port)
    (sha,) = await redis.call("SCRIPT", "LOAD", LUA)
    await redis.call("HSET", "offer:1", "price", hot.price, "listed", 1, "limit", 9999, "off", 500)
    await redis.call("HSET", "balance", "stock:1", hot.stock, "held", hot.claims)
    for start in range(0, hot.buyers, 1000):
        homes = range(hot.first_buyer + start, hot.first_buyer + min(start + 1000, hot.buyers))
        await redis.call("HSET", "home", *(x for b in homes for x in (b, b)))
    for start in range(0, hot.claims, 1000):
        turns = range(start, min(start + 1000, hot.claims))
        pairs = (x for t in turns for x in (hot.first_claim + t, hot.first_buyer + t % hot.buyers))
        await redis.call("HSET", "claim", *pairs)
    redis.close()
    return sha


async def per_request(port: int, sha: bytes, hot: Hot, seconds: float, wishes: Wishes) -> float:
    """Orders per second over 64 connections, one call per order."""
    pool = [await Redis.open(port) for _ in range(64)]
    start = time.perf_counter()
    done = await asyncio.gather(*(_calls(r, sha, hot, start + seconds, wishes, 1) for r in pool))
    spent = time.perf_counter() - start
    for redis in pool:
        redis.close()
    return sum(done) / spent


async def batched(port: int, sha: bytes, hot: Hot, seconds: float, wishes: Wishes) -> float:
    """Orders per second, 512 in a call; two connections keep the next call ready."""
    pool = [await Redis.open(port) for _ in range(2)]
    start = time.perf_counter()
    done = await asyncio.gather(*(_calls(r, sha, hot, start + seconds, wishes, 512) for r in pool))
    spent = time.perf_counter() - start
    for redis in pool:
        redis.close()
    return sum(done) / spent


async def _calls(
    redis: Redis, sha: bytes, hot: Hot, until: float, wishes: Wishes, batch: int
) -> int:
    done = 0
    while time.perf_counter() < until:
        asked = wishes.take(batch)
        now = int(time.time() * 1000)
        made = await redis.call("EVALSHA", sha, 0, 1, hot.price, now, *_flat(asked))
        if b":0\r\n" in made:
            raise SystemExit("redis refused the bench's own wishes")
        done += len(made)
    return done


def _flat(asked: Sequence[BuyRequest]) -> Iterator[bytes | str | int]:
    for wish in asked:
        yield wish.key
        yield wish.buyer_id
        yield wish.coupon_claim_id or 0
        yield wish.source
        yield wish.video_ms or 0
