"""Blocks of the guard on the ladder of penalties: each decision is charged once, and taken back."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from kaibo.compliance import facade as compliance
from kaibo.compliance.facade import Charge
from kaibo.risk.contracts import Grade
from kaibo.risk.models import GuardCharge, GuardDecision

if TYPE_CHECKING:
    from kaibo.team.facade import Staff

FRESH = dt.timedelta(days=7)  # what is older was decided before there were charges


def charge_blocks(now: dt.datetime, limit: int = 100) -> int:
    """Charge blocks that nobody lifted, oldest first; returns how many. May run twice at once."""
    rows = GuardDecision.objects.filter(
        grade=Grade.BLOCK, charge__isnull=True, changed_at__gte=now - FRESH
    )
    waiting = rows.exclude(outcome="lifted").order_by("id").values_list("pk", flat=True)
    return sum(_charge(decision_id, now) for decision_id in waiting[:limit])


@transaction.atomic
def _charge(decision_id: int, now: dt.datetime) -> bool:
    """Locks the decision, then the shop's revision row, then the audit chain."""
    row = GuardDecision.objects.select_for_update(no_key=True).get(pk=decision_id)
    if row.outcome == "lifted" or GuardCharge.objects.filter(pk=decision_id).exists():
        return False
    penalty = compliance.penalize(_of(row), None, now)
    GuardCharge.objects.create(decision=row, penalty_id=penalty, at=now)
    return True


def _of(row: GuardDecision) -> Charge:
    evidence: dict[str, object] = {
        "decision": row.pk, "score": row.score, "reasons": row.reasons, "deeds": row.deeds,
        "ring": len(row.ring), "model": row.model,
    }  # fmt: skip
    return Charge(
        row.shop_id, row.viewer_id, "cheat", evidence, grade=row.grade, room_id=row.room_id,
        show_id=row.show_id or None, note=_("系统发现不像真人的参与，可以申诉"),
    )  # fmt: skip


def take_back(row: GuardDecision, actor: Staff, now: dt.datetime) -> None:
    """What came of a decision that was lifted; an appeal of it is won by the same deed.

    The caller holds the decision's lock.
    """
    made = GuardCharge.objects.filter(pk=row.pk).first()
    card = compliance.penalty(row.shop_id, made.penalty_id) if made else None
    if card is None or card.revoked_at is not None:
        return
    why = row.note or _("风控决定已撤销")
    if card.appeal is not None and not card.appeal.outcome:
        compliance.decide_appeal(actor, row.shop_id, card.id, "revoked", why, now)
    else:
        compliance.revoke(actor, row.shop_id, card.id, why, now)
