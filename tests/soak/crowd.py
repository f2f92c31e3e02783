"""Buyers in a rush: each asks until it has an answer, with the same key over every broken line."""

from __future__ import annotations

import asyncio
import json
import random
import time
import uuid
from collections import Counter
from dataclasses import dataclass, field

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidHandshake, WebSocketException

from kaibo.foundation import tokens
from tests.soak.stack import Stack

_BROKEN = (OSError, WebSocketException, InvalidHandshake, TimeoutError)
ANSWER_SECONDS = 15


@dataclass
class Crowd:
    """What the buyers were told: every acknowledged order by its key."""

    acknowledged: dict[str, tuple[int, int]] = field(default_factory=dict)  # key: (order, amount)
    refused: Counter[str] = field(default_factory=Counter)
    reconnects: int = 0
    news: asyncio.Event = field(default_factory=asyncio.Event)  # set by every acknowledgement
    stopping: bool = False

    def told(self, key: str, order: int, amount: int) -> None:
        known = self.acknowledged.setdefault(key, (order, amount))
        assert known == (order, amount), f"key {key} became {known} and {(order, amount)}"
        self.news.set()


async def buyer(stack: Stack, crowd: Crowd, viewer: int) -> None:
    """Buy again and again; returns once stopping and the last wish is answered."""
    claims = tokens.Claims(viewer, "buyer", f"用户{viewer}", expires_at=int(time.time()) + 86_400)
    bearer, key = tokens.issue(claims), ""
    while not (crowd.stopping and not key):
        try:
            async with connect(stack.url, compression=None, open_timeout=5) as line:
                hello = {"k": "hello", "token": bearer, "room": stack.stage.slug}
                await line.send(json.dumps(hello))
                while not (crowd.stopping and not key):
                    key = key or str(uuid.uuid4())
                    if await _ask(line, stack, crowd, key):
                        key = ""
                        await asyncio.sleep(random.uniform(0.3, 0.7))
        except _BROKEN:
            crowd.reconnects += 1
            await asyncio.sleep(random.uniform(0.05, 0.3))


async def _ask(line: ClientConnection, stack: Stack, crowd: Crowd, key: str) -> bool:
    """Send one wish; whether it was settled (an order, or a refusal that is final)."""
    stage = stack.stage
    wish = {"k": "buy", "id": key, "offer": stage.offer, "quantity": 1, "price": stage.price}
    await line.send(json.dumps(wish))
    async with asyncio.timeout(ANSWER_SECONDS):
        while True:
            frame = json.loads(await line.recv())
            if frame.get("id") != key:
                continue
            if frame.get("order"):
                crowd.told(key, frame["order"], frame["amount"])
                return True
            crowd.refused[frame.get("code", "")] += 1
            await asyncio.sleep(0.3)
            return False
