"""Notices to the merchant, sent again until they are answered with success."""

from __future__ import annotations

import asyncio
import json
import uuid
from typing import Any

import aiohttp
import structlog

from kaibo.selling.paysim.signing import Signer

PAUSES_S = (0.0, 1.0, 2.0, 5.0, 15.0, 30.0, 60.0, 180.0, 300.0, 600.0)
_log: Any = structlog.get_logger("kaibo.paysim")


def notice(signer: Signer, event_type: str, resource: dict[str, object], now: str) -> str:
    """The JSON text of one notice; the text is what is signed."""
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


async def deliver(signer: Signer, url: str, body: str) -> bool:
    """Send until 200 or 204 comes back; each try is signed anew."""
    for pause in PAUSES_S:
        await asyncio.sleep(pause)
        if await _send(signer, url, body):
            return True
    return False


async def _send(signer: Signer, url: str, body: str) -> bool:
    headers = signer.headers(body) | {"Content-Type": "application/json"}
    timeout = aiohttp.ClientTimeout(total=10)
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout) as session,
            session.post(url, data=body.encode(), headers=headers) as answer,
        ):
            _log.info("paysim.notice", url=url, status=answer.status)
            return answer.status in (200, 204)
    except (aiohttp.ClientError, TimeoutError) as error:
        _log.warning("paysim.notice_failed", url=url, error=repr(error))
        return False
