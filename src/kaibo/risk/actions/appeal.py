"""申诉: the viewer says why a decision of the guard is wrong; staff decide."""

from __future__ import annotations

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from kaibo.foundation.errors import Conflict, InvalidInput, NotFound
from kaibo.risk.models import GuardAppeal
from kaibo.risk.queries import mine

LONGEST = 500


@transaction.atomic
def appeal(viewer_id: int, decision_id: int, text: str, now: dt.datetime) -> None:
    """One a decision. Raises `NotFound`, `InvalidInput`, `Conflict` (asked or decided before)."""
    said = " ".join(text.replace("\x00", "").split())
    if not 0 < len(said) <= LONGEST:
        message = _("请写明申诉理由，最多 %(most)s 个字") % {"most": LONGEST}
        raise InvalidInput(message, field="text")
    row = mine(viewer_id).filter(pk=decision_id).first()
    if row is None:
        raise NotFound(_("没有编号 %(id)s 的风控决定") % {"id": decision_id})
    if row.outcome:
        raise Conflict(_("这条风控决定已经处理过了，请刷新"))
    try:
        with transaction.atomic():
            GuardAppeal.objects.create(decision=row, text=said, at=now)
    except IntegrityError as error:
        raise Conflict(_("已经申诉过了，请等待处理结果")) from error
