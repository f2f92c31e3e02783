"""A held entry is looked at by staff: its prize is paid, or it does not count after all."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from kaibo.foundation import audit
from kaibo.foundation.errors import Conflict, NotFound
from kaibo.interaction.models import Activity, ActivityPrize, Entry, EntryReview
from kaibo.interaction.prizes import pay_later
from kaibo.interaction.rules.activities.kind import COUNTED, HELD, REFUSED
from kaibo.team import facade as team
from kaibo.team.facade import Role

if TYPE_CHECKING:
    from kaibo.team.facade import Staff

REVIEWERS = (Role.OPERATOR, Role.BRAND_MANAGER, Role.ADMIN, Role.SERVICE, Role.COMPLIANCE)


@transaction.atomic
def review_entry(
    entry_id: int, accept: bool, actor: Staff, now: dt.datetime, why: str = ""
) -> Entry:
    """Locks the activity. A prize that was given to nobody stays with the shop.

    Said again the same way it changes nothing; said the other way it raises `Conflict`.
    """
    entry = Entry.objects.filter(pk=entry_id).select_related("activity").first()
    if entry is None:
        raise NotFound(_("没有编号 %(id)s 的参与记录") % {"id": entry_id})
    row = Activity.objects.select_for_update(no_key=True).get(pk=entry.activity_id)
    team.require(actor, row.shop_id, *REVIEWERS)
    if _was_reviewed(entry_id, accept):
        return entry
    changed = Entry.objects.filter(pk=entry_id, grade=HELD)
    if not changed.update(grade=COUNTED if accept else REFUSED):
        raise Conflict(_("这条参与记录不在待复核状态，请刷新"))
    _count(row, entry, accept)
    _decide_prize(entry_id, accept, row)
    _write(row, entry_id, accept, actor, now, " ".join(why.replace("\x00", "").split())[:200])
    entry.refresh_from_db()
    return entry


def _was_reviewed(entry_id: int, accept: bool) -> bool:
    """Read under the activity's lock."""
    known = EntryReview.objects.filter(pk=entry_id).first()
    if known is not None and known.accepted != accept:
        found = _("通过") if known.accepted else _("不通过")
        raise Conflict(_("这条参与记录已经复核过：%(found)s") % {"found": found})
    return known is not None


def _write(
    row: Activity, entry_id: int, accept: bool, actor: Staff, now: dt.datetime, why: str
) -> None:
    EntryReview.objects.create(entry_id=entry_id, accepted=accept, why=why, by=actor, at=now)
    audit.record(
        shop=row.shop_id, actor=actor, action="interaction.review_entry",
        subject=f"entry:{entry_id}", at=now,
        detail={"activity": row.pk, "accept": accept, "why": why},
    )  # fmt: skip


def _count(row: Activity, entry: Entry, accept: bool) -> None:
    """While it is open, what counts now is seen in the tally."""
    if accept and row.state == "open" and entry.slot < len(row.tally):
        row.tally[entry.slot] += 1
        row.save(update_fields=["tally"])


def _decide_prize(entry_id: int, accept: bool, row: Activity) -> None:
    held = ActivityPrize.objects.filter(entry_id=entry_id, is_held=True, paid_at__isnull=True)
    if accept and held.update(is_held=False):
        pay_later(row.pk)
    elif not accept:
        held.update(is_held=False, refused=_("参与异常，复核未通过"))
