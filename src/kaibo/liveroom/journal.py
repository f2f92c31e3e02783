"""What every action at the console leaves behind, in its own transaction.

A row for the list of last actions (with what undoes it), a business fact for the event log, an
audit entry. The room is locked before; the audit chain is taken last.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from kaibo.foundation import audit, outbox
from kaibo.foundation.clock import to_ms
from kaibo.liveroom.models import ConsoleAction
from kaibo.liveroom.queries import RoomFacts

if TYPE_CHECKING:
    from kaibo.team.facade import Staff


@dataclass(frozen=True, slots=True)
class Deed:
    """``fact`` is (kind, columns) of the event log; ``undo`` is {"verb", "detail"} or None."""

    verb: str
    subject: str
    detail: dict[str, Any] = field(default_factory=dict)
    undo: dict[str, Any] | None = None
    facts: tuple[tuple[str, dict[str, Any]], ...] = ()


def journal(
    room: RoomFacts, actor: Staff | None, deed: Deed, now: datetime, compensates: int | None = None
) -> int:
    """Write the three rows; returns the id of the console action. No actor: the clock did it."""
    row = ConsoleAction.objects.create(
        room_id=room.id, show_id=room.show_id, actor=actor, verb=deed.verb, detail=deed.detail,
        undo=None if compensates else deed.undo, at=now, compensates_id=compensates,
    )  # fmt: skip
    context = _context(room, row.pk, now)
    for kind, columns in deed.facts:
        outbox.publish(kind, context | columns)
    if compensates:
        outbox.publish("undo", context | {"ref": compensates, "text": deed.verb})
    detail = deed.detail | ({"compensates": compensates} if compensates else {})
    audit.record(
        shop=room.shop_id, actor=actor, action=f"console.{deed.verb}", subject=deed.subject,
        detail=detail | {"room": room.slug, "show": room.show_id}, at=now,
    )  # fmt: skip
    return int(row.pk)


def _context(room: RoomFacts, action_id: int, now: datetime) -> dict[str, Any]:
    return {
        "at_ms": to_ms(now),
        "shop": room.shop_id,
        "show": room.show_id,
        "room": room.id,
        "segment_run": room.segment_run_id,
        "pinned_link": room.pinned_link_id,
        "rehearsal": room.is_rehearsal,
        "source": "console",
        "ref": action_id,
    }
