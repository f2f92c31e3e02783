"""Staff lift a decision of the guard or confirm it; an appeal of it is closed by the same deed."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from kaibo.foundation import audit
from kaibo.foundation.errors import Conflict, NotFound
from kaibo.risk.actions.charge import take_back
from kaibo.risk.models import GuardAppeal, GuardDecision
from kaibo.team import facade as team
from kaibo.team.facade import Role

if TYPE_CHECKING:
    from kaibo.team.facade import Staff

JUDGES = (Role.OPERATOR, Role.BRAND_MANAGER, Role.COMPLIANCE, Role.SERVICE, Role.ADMIN)
CONFIRMED_FOR = dt.timedelta(days=7)


@transaction.atomic
def decide(
    shop_id: int, decision_id: int, lift: bool, note: str, actor: Staff, now: dt.datetime
) -> GuardDecision:
    """Locks the decision. Raises `NotFound`, `NotAllowed`, `Conflict` (was decided before).

    Lifted, nothing holds any more and the engine leaves the viewer alone for this show;
    confirmed, it holds for a week. The penalty that a lifted block brought is revoked.
    """
    team.require(actor, shop_id, *JUDGES)
    rows = GuardDecision.objects.select_for_update(no_key=True)
    row = rows.filter(pk=decision_id, shop_id=shop_id).first()
    if row is None:
        raise NotFound(_("本店没有编号 %(id)s 的风控决定") % {"id": decision_id})
    if row.outcome:
        raise Conflict(_("这条风控决定已经处理过了，请刷新"))
    row.outcome, row.note = ("lifted" if lift else "confirmed"), _plain(note)
    row.decided_by, row.decided_at, row.changed_at = actor, now, now
    row.ends_at = now if lift else now + CONFIRMED_FOR
    row.save()
    if lift:
        take_back(row, actor, now)
    GuardAppeal.objects.filter(decision=row, decided_at=None).update(
        answer=row.note, decided_at=now
    )
    audit.record(
        shop=shop_id, actor=actor, action="risk.lift" if lift else "risk.confirm",
        subject=f"guard:{row.pk}", detail={"viewer": row.viewer_id, "note": row.note}, at=now,
    )  # fmt: skip
    return row


def _plain(text: str) -> str:
    return " ".join(text.replace("\x00", "").split())[:200]
