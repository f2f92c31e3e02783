"""Business facts on their way to the event log, written in the transaction they tell of.

The body's keys are columns of the event log; insight relays each row once and sets ``relayed_at``.
A body with ``lines`` becomes one log row per line, of which only the first counts (n = 1).
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping

from django.db import connection

from kaibo.foundation.models import OutboxMessage

KINDS = frozenset(
    [
        "order",
        "pay",
        "expire",
        "cancel",
        "refund",
        "ship",
        "claim",
        "rate",
        "rerate",
        "pin",
        "unpin",
        "price",
        "stock",
        "flash_start",
        "flash_stop",
        "announce",
        "segment",
        "show_start",
        "show_end",
        "mute",
        "undo",
        "activity_open",
        "activity_close",
        "activity_settle",
        "activity_cancel",
        "question_promote",
        "question_answer",
        "comment_pin",
        "hand_over",
    ]
)
KEYS = frozenset(
    [
        "at_ms",
        "shop",
        "show",
        "room",
        "viewer",
        "segment_run",
        "pinned_link",
        "order",
        "video_ms",
        "rehearsal",
        "source",
        "lines",
        "link",
        "sku",
        "offer",
        "quantity",
        "amount",
        "text",
        "ref",
    ]
)
LINE_KEYS = frozenset(["link", "sku", "offer", "quantity", "amount"])


def publish(kind: str, body: Mapping[str, object], event_id: uuid.UUID | None = None) -> uuid.UUID:
    """Write the fact ``kind``; must run inside the transaction of the change.

    ``at_ms`` (Unix ms) is filled in when it is missing. An ``event_id`` that is already there is
    not written again. Raises ValueError for a kind or key that the event log does not know.
    """
    _check(kind, body)
    if not connection.in_atomic_block:
        raise RuntimeError(f"publish({kind!r}) runs outside the transaction of its change")
    now = dt.datetime.now(dt.UTC)
    made = event_id or uuid.uuid4()
    row = OutboxMessage(
        event_id=made, kind=kind, body={"at_ms": int(now.timestamp() * 1000), **body}, at=now
    )
    OutboxMessage.objects.bulk_create([row], ignore_conflicts=True)
    return made


def _check(kind: str, body: Mapping[str, object]) -> None:
    if kind not in KINDS:
        raise ValueError(f"{kind!r} is not a kind of the event log: {sorted(KINDS)}")
    if unknown := set(body) - KEYS:
        raise ValueError(f"{kind!r} carries {sorted(unknown)}, which the event log does not know")
    lines = body.get("lines", [])
    if isinstance(lines, list) and any(set(line) - LINE_KEYS for line in lines):
        raise ValueError(f"lines of {kind!r} may carry {sorted(LINE_KEYS)} only")
