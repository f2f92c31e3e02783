"""From a row of the outbox to the events that other systems get."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from kaibo.foundation.clock import from_ms
from kaibo.integrations.rules.kinds import type_of

# Inner marks of the event log that say nothing to another system.
HIDDEN = frozenset({"at_ms", "video_ms", "segment_run", "pinned_link", "text"})


@dataclass(frozen=True, slots=True)
class Event:
    """One event: stable id, type, when, which shop, the text that is signed and sent."""

    id: uuid.UUID
    type: str
    at: datetime
    shop_id: int
    is_rehearsal: bool
    body: str


def event(event_id: uuid.UUID, kind: str, body: Mapping[str, Any]) -> Event | None:
    """The event of one fact; None when its kind stays inside or it names no shop."""
    wanted = type_of(kind)
    if wanted is None or not body.get("shop"):
        return None
    at = from_ms(int(body["at_ms"]))
    data = {key: value for key, value in body.items() if key not in HIDDEN and value is not None}
    return Event(
        event_id, wanted, at, int(body["shop"]), bool(body.get("rehearsal")),
        text_of(event_id, wanted, at, data),
    )  # fmt: skip


def text_of(event_id: uuid.UUID, wanted: str, at: datetime, data: Mapping[str, Any]) -> str:
    """The body as it goes out; amounts in minor units."""
    stamp = at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    whole = {"id": str(event_id), "type": wanted, "timestamp": stamp, "data": data}
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":"))


def events(facts: Iterator[tuple[uuid.UUID, str, Mapping[str, Any]]]) -> list[Event]:
    """The events of many facts, in their order."""
    found = (event(*fact) for fact in facts)
    return [each for each in found if each is not None]
