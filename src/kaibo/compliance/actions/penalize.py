"""A step on the ladder against a viewer, and taking it back.

Locks the viewer's row among the penalties by the shop's revision row: two steps at once count
each other. Staff choose the step; the guard gets the suggested one, at most a pause.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.apps import apps
from django.db import transaction
from django.utils.translation import gettext as _

from kaibo.compliance.contracts import Charge
from kaibo.compliance.models import Penalty
from kaibo.compliance.queries.penalties import past_of
from kaibo.compliance.revisions import touch
from kaibo.compliance.rules import ladder
from kaibo.compliance.rules.ladder import Sentence
from kaibo.foundation import audit
from kaibo.foundation.errors import Conflict, InvalidInput, NotFound
from kaibo.team.facade import Role, Staff, require

JUDGES = (Role.OPERATOR, Role.BRAND_MANAGER, Role.COMPLIANCE, Role.SERVICE, Role.ADMIN)


@transaction.atomic
def penalize(
    charge: Charge, actor: Staff | None, now: datetime, sentence: Sentence | None = None
) -> int:
    """The id of the penalty; without ``sentence`` the ladder's next step.

    ``actor`` None is the guard. Raises `NotAllowed`, `NotFound`, `InvalidInput`.
    """
    if actor is not None:
        require(actor, charge.shop_id, *JUDGES)
    _check(charge)
    touch(charge.shop_id, "penalties")
    suggested = ladder.suggest(past_of(charge.shop_id, charge.viewer_id), charge.cause, now)
    chosen = sentence or suggested
    if actor is None:
        chosen = ladder.automatic(charge.grade, suggested)
    if not ladder.is_sound(chosen):
        message = _("这一档不能这样处理：%(step)s，%(measure)s，%(minutes)s 分钟")
        told = {"step": chosen.step, "measure": chosen.measure, "minutes": chosen.minutes}
        raise InvalidInput(message % told, field="step")
    row = _write(charge, chosen, actor, now)
    audit.record(
        shop=charge.shop_id, actor=actor, action="compliance.penalize",
        subject=f"penalty:{row.pk}", at=now,
        detail={"viewer": charge.viewer_id, "step": chosen.step, "measure": chosen.measure,
                "minutes": chosen.minutes, "cause": charge.cause, "grade": charge.grade},
    )  # fmt: skip
    return row.pk


@transaction.atomic
def revoke(actor: Staff, shop_id: int, penalty_id: int, why: str, now: datetime) -> None:
    """Take a penalty back; its points no longer count. Raises `NotFound`, `Conflict`."""
    require(actor, shop_id, *JUDGES)
    row = (
        Penalty.objects.select_for_update(no_key=True).filter(pk=penalty_id, shop_id=shop_id)
    ).first()
    if row is None:
        raise NotFound(_("本店没有编号 %(id)s 的处理") % {"id": penalty_id})
    if row.revoked_at is not None:
        raise Conflict(_("这条处理已经撤销"))
    row.revoked_at, row.revoked_by, row.revoked_for = now, actor, why[:200]
    row.save(update_fields=["revoked_at", "revoked_by", "revoked_for"])
    touch(shop_id, "penalties")
    audit.record(
        shop=shop_id, actor=actor, action="compliance.revoke", subject=f"penalty:{penalty_id}",
        detail={"viewer": row.viewer_id, "why": why[:200]}, at=now,
    )  # fmt: skip


def _check(charge: Charge) -> None:
    if charge.cause not in ladder.CAUSES:
        known = "、".join(ladder.CAUSES)
        message = _("没有「%(cause)s」这种原因，可以用：%(known)s")
        raise InvalidInput(message % {"cause": charge.cause[:20], "known": known}, field="cause")
    viewers = apps.get_model("members", "Viewer")._default_manager
    if not viewers.filter(pk=charge.viewer_id).exists():
        raise NotFound(_("没有编号 %(id)s 的观众") % {"id": charge.viewer_id})


def _write(charge: Charge, chosen: Sentence, actor: Staff | None, now: datetime) -> Penalty:
    ends = None if chosen.minutes is None else now + timedelta(minutes=chosen.minutes)
    return Penalty.objects.create(
        shop_id=charge.shop_id, viewer_id=charge.viewer_id, room_id=charge.room_id,
        show_id=charge.show_id, step=chosen.step, measure=chosen.measure, cause=charge.cause,
        note=charge.note[:200], evidence=charge.evidence, grade=charge.grade,
        points=ladder.CAUSES[charge.cause], device=charge.device[:80],
        address=charge.address[:45], by=actor, at=now, ends_at=ends,
    )  # fmt: skip
