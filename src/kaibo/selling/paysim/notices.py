"""Notices to the merchant, sent again until they are answered with success."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import aiohttp
import structlog

from kaibo.selling.paysim.signing import Signer

PAUSES_S = (0.0, 1.0, 2.0, 5.0, 15.0, 30.0, 60.0, 180.0, 300.0, 600.0)
_log: Any = structlog.get_logger("kaibo.paysim")


@dataclass(frozen=True, slots=True)
class Letter:
    """One try of a notice, signed for this second."""

    url: str
    body: bytes
    headers: dict[str, str]


class Postman:
    """Delivers in the background; muted it loses everything, as networks do."""

    def __init__(self) -> None:
        self._is_muted = False
        self._under_way: set[asyncio.Task[bool]] = set()
        self._letters: set[asyncio.Task[None]] = set()

    def send(self, make: Callable[[], Letter], answer: str = "") -> None:
        """Send until it is answered with 200 or 204 (and ``answer``); each try is made anew."""
        if self._is_muted:
            return
        task = asyncio.ensure_future(self._deliver(make, answer))
        self._letters.add(task)
        task.add_done_callback(self._letters.discard)

    async def mute(self, is_muted: bool) -> None:
        """Lose what was not answered yet, too; returns when nothing is under way any more."""
        self._is_muted = is_muted
        if is_muted:
            for letter in self._letters:
                letter.cancel()
            await asyncio.gather(*self._under_way, return_exceptions=True)

    async def _deliver(self, make: Callable[[], Letter], answer: str) -> None:
        for pause in PAUSES_S:
            await asyncio.sleep(pause)
            if await asyncio.shield(self._tried(make(), answer)):
                return

    def _tried(self, letter: Letter, answer: str) -> asyncio.Task[bool]:
        """One try, which goes on when its letter is lost: who receives it is at work already."""
        task = asyncio.ensure_future(_send(letter, answer))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        return task


def notice(signer: Signer, event_type: str, resource: dict[str, object], now: str) -> str:
    """The JSON text of one WeChat notice; the text is what is signed."""
    kind = "refund" if event_type.startswith("REFUND") else "transaction"
    body = {
        "id": str(uuid.uuid4()),
        "create_time": now,
        "resource_type": "encrypt-resource",
        "event_type": event_type,
        "summary": "退款成功" if kind == "refund" else "支付成功",
        "resource": signer.encrypt(resource, kind),
    }
    return json.dumps(body, ensure_ascii=False)


async def _send(letter: Letter, answer: str) -> bool:
    timeout = aiohttp.ClientTimeout(total=10)
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout) as session,
            session.post(letter.url, data=letter.body, headers=letter.headers) as reply,
        ):
            _log.info("paysim.notice", url=letter.url, status=reply.status)
            is_known = not answer or (await reply.text()) == answer
            return reply.status in (200, 204) and is_known
    except (aiohttp.ClientError, TimeoutError) as error:
        _log.warning("paysim.notice_failed", url=letter.url, error=repr(error))
        return False
