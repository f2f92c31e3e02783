"""申诉: a viewer asks for another look; somebody who did not give the penalty decides."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from kaibo.compliance.actions.penalize import JUDGES, revoke
from kaibo.compliance.models import Appeal, Penalty
from kaibo.compliance.queries.penalties import of_person
from kaibo.foundation import audit
from kaibo.foundation.errors import Conflict, InvalidInput, NotAllowed, NotFound
from kaibo.team.facade import Staff, require

LONGEST = 500


@transaction.atomic
def appeal(viewer_id: int, penalty_id: int, text: str, now: datetime) -> int:
    """The id of the appeal. Raises `NotFound`, `Conflict` (already asked or taken back)."""
    said = " ".join(text.replace("\x00", "").split())
    if not 0 < len(said) <= LONGEST:
        raise InvalidInput(
            _("请写明申诉理由，最多 %(most)s 个字") % {"most": LONGEST}, field="text"
        )
    row = Penalty.objects.filter(of_person(viewer_id), pk=penalty_id).first()
    if row is None:
        raise NotFound(_("没有编号 %(id)s 的处理") % {"id": penalty_id})
    if row.revoked_at is not None:
        raise Conflict(_("这条处理已经撤销"))
    try:
        with transaction.atomic():
            return Appeal.objects.create(penalty=row, text=said, at=now).pk
    except IntegrityError as error:
        raise Conflict(_("已经申诉过了，请等待处理结果")) from error


@transaction.atomic
def decide_appeal(
    actor: Staff, shop_id: int, penalty_id: int, outcome: str, answer: str, now: datetime
) -> Penalty:
    """``revoked`` takes the penalty back, ``upheld`` keeps it; by another person than gave it."""
    require(actor, shop_id, *JUDGES)
    rows = Appeal.objects.select_for_update(no_key=True, of=("self",)).select_related("penalty")
    row = rows.filter(penalty_id=penalty_id, penalty__shop_id=shop_id).first()
    if row is None:
        raise NotFound(_("编号 %(id)s 的处理没有申诉") % {"id": penalty_id})
    if row.outcome:
        raise Conflict(_("这条申诉已经处理过了"))
    if row.penalty.by_id == actor.pk:
        raise NotAllowed(_("申诉要由作出处理以外的人决定"))
    row.outcome, row.answer = outcome, answer.replace("\x00", "")[:200]
    row.decided_by, row.decided_at = actor, now
    row.save(update_fields=["outcome", "answer", "decided_by", "decided_at"])
    if outcome == "revoked" and row.penalty.revoked_at is None:
        revoke(actor, shop_id, penalty_id, row.answer, now)
    audit.record(
        shop=shop_id, actor=actor, action="compliance.decide_appeal",
        subject=f"penalty:{penalty_id}", detail={"outcome": outcome}, at=now,
    )  # fmt: skip
    return row.penalty
