"""Business facts from the outbox into the event log: at least once, counted exactly once."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

import psycopg

from kaibo.foundation.eventlog import KINDS, Batch, Writer

BATCH = 1000
_WAITING = """
    select id, event_id, kind, body from foundation_outboxmessage
    where relayed_at is null order by id limit %s for update skip locked
"""
_DONE = "update foundation_outboxmessage set relayed_at = clock_timestamp() where id = any(%s)"


def relay(connection: psycopg.Connection[Any], writer: Writer) -> int:
    """Append waiting outbox rows to the log, then mark them; returns how many.

    The rows stay locked meanwhile. A crash between the append and the mark sends them again with
    the same event ids, so that readers count them once.
    """
    with connection.transaction():
        waiting = connection.execute(_WAITING, [BATCH]).fetchall()
        if not waiting:
            return 0
        batch = Batch()
        for _, event_id, kind, body in waiting:
            add_fact(batch, event_id, kind, body)
        writer.append(batch)
        connection.execute(_DONE, [[row[0] for row in waiting]])
    return len(waiting)


def add_fact(batch: Batch, event_id: uuid.UUID, kind: str, body: Mapping[str, Any]) -> None:
    """One log row per line of the fact, or one if it has no lines; only the first counts.

    A kind that this log does not know is left out of the log: it was written by a newer release.
    """
    if kind not in KINDS:
        return
    lines = body.get("lines") or [body]
    for number, line in enumerate(lines):
        batch.add(
            kind,
            ts=body["at_ms"],
            event_id=line_id(event_id, number),
            n=0 if number else 1,
            show=body.get("show") or 0,
            shop=body.get("shop") or 0,
            room=body.get("room") or 0,
            viewer=body.get("viewer") or 0,
            segment_run=body.get("segment_run"),
            pinned_link=body.get("pinned_link"),
            ref=body.get("order", body.get("ref")),
            video_ms=body.get("video_ms"),
            rehearsal=bool(body.get("rehearsal")),
            source=body.get("source") or "",
            text=body.get("text"),
            link=line.get("link"),
            sku=line.get("sku"),
            offer=line.get("offer"),
            quantity=line.get("quantity") or 0,
            amount=line.get("amount") or 0,
        )


def line_id(event_id: uuid.UUID, number: int) -> bytes:
    """The event id of a fact's line: the fact's own for the first, derived for the others."""
    return event_id.bytes if number == 0 else uuid.uuid5(event_id, str(number)).bytes
