"""Penalties from a room: the ladder of compliance, and the room's list of last actions.

Lock order: the room, the shop's revision row, the audit chain.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from kaibo.compliance import facade as compliance
from kaibo.compliance.facade import Charge, Sentence
from kaibo.foundation.errors import NotFound
from kaibo.liveroom import facade as liveroom

if TYPE_CHECKING:
    from kaibo.team.facade import Staff


@transaction.atomic
def penalize_in_room(
    room_id: int, charge: Charge, sentence: Sentence | None, actor: Staff, now: datetime
) -> tuple[int, int]:
    """(penalty, console action); undone by revoking."""
    room = liveroom.lock_room(room_id)
    penalty = compliance.penalize(charge, actor, now, sentence)
    card = compliance.penalty(room.shop_id, penalty)
    assert card is not None, "just written"
    detail = {
        "viewer_id": card.viewer_id, "name": card.viewer, "penalty_id": penalty,
        "step": card.step, "measure": card.measure, "cause": card.cause,
    }  # fmt: skip
    undo = {"verb": "revoke_penalty", "detail": {"penalty_id": penalty}}
    fact = ("mute", {"viewer": card.viewer_id, "text": card.cause})
    facts = (fact,) if card.measure == "mute" else ()
    deed = liveroom.Deed("penalize", f"viewer:{card.viewer_id}", detail, undo, facts)
    return penalty, liveroom.journal(room, actor, deed, now)


@transaction.atomic
def revoke_in_room(
    room_id: int, penalty_id: int, actor: Staff, now: datetime, compensates: int | None = None
) -> int:
    """The console action; raises `NotFound`, `Conflict`."""
    room = liveroom.lock_room(room_id)
    card = compliance.penalty(room.shop_id, penalty_id)
    if card is None:
        raise NotFound(penalty=penalty_id)
    compliance.revoke(actor, room.shop_id, penalty_id, "", now)
    detail = {"viewer_id": card.viewer_id, "name": card.viewer, "penalty_id": penalty_id}
    deed = liveroom.Deed("revoke_penalty", f"viewer:{card.viewer_id}", detail)
    return liveroom.journal(room, actor, deed, now, compensates)


@transaction.atomic
def close_report(
    shop_id: int, report_id: int, outcome: str, answer: str, actor: Staff, now: datetime,
    penalty_id: int | None = None,
) -> None:  # fmt: skip
    """Close a report; whoever reported is told what came of it."""
    row = compliance.handle_report(actor, shop_id, report_id, outcome, answer, now, penalty_id)
    told = {"report": row.pk, "outcome": outcome, "answer": row.answer, "kind": row.kind}
    liveroom.tell(row.reporter_id, row.room_id, "report_handled", told)


@transaction.atomic
def close_appeal(
    shop_id: int, penalty_id: int, outcome: str, answer: str, actor: Staff, now: datetime
) -> None:
    """Decide an appeal; the viewer is told."""
    row = compliance.decide_appeal(actor, shop_id, penalty_id, outcome, answer, now)
    told: dict[str, object] = {"penalty": penalty_id, "outcome": outcome, "answer": answer[:200]}
    liveroom.tell(row.viewer_id, row.room_id, "appeal_decided", told)
