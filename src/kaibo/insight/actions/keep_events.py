"""How long events are kept, and which days must stay: settings, holds, and the deleting itself."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from kaibo.foundation import audit
from kaibo.foundation.config import config
from kaibo.foundation.errors import InvalidInput, NotFound
from kaibo.insight.lake.forget import forget
from kaibo.insight.lake.seal import Lake
from kaibo.insight.models import Keeping, LegalHold
from kaibo.insight.rules.keeping import LEAST_DAYS, MOST_DAYS, first_kept, is_held
from kaibo.team.facade import require

if TYPE_CHECKING:
    from kaibo.team.facade import Staff

KEEPERS = ("admin", "brand_manager")


@transaction.atomic
def set_keeping(shop_id: int, days: int | None, actor: Staff) -> None:
    """Keep so many days; None keeps for ever. Locks the shop's keeping."""
    require(actor, shop_id, *KEEPERS)
    if days is not None and not LEAST_DAYS <= days <= MOST_DAYS:
        raise InvalidInput(
            _("保留天数是 %(days)s，请填 %(least)s 到 %(most)s，或留空表示永久保留")
            % {"days": days, "least": LEAST_DAYS, "most": MOST_DAYS}, field="days",
        )  # fmt: skip
    keeping = _locked(shop_id)
    before, keeping.days = keeping.days, days
    keeping.save(update_fields=["days"])
    audit.record(
        shop=shop_id, actor=actor, action="insight.set_keeping", subject=f"shop:{shop_id}",
        detail={"from": before, "to": days},
    )  # fmt: skip


@transaction.atomic
def place_hold(
    shop_id: int, first: date, last: date, reason: str, actor: Staff, now: datetime
) -> LegalHold:
    """Keep these days whatever the settings say. Locks the shop's keeping, so that no deletion is
    under way; days that were deleted before cannot be held."""
    require(actor, shop_id, *KEEPERS)
    _check_reason(reason)
    if last < first:
        raise InvalidInput(
            _("保全从 %(first)s 到 %(last)s，结束不能早于开始") % {"first": first, "last": last},
            field="last_date",
        )
    keeping = _locked(shop_id)
    if keeping.kept_from is not None and first < keeping.kept_from:
        raise InvalidInput(
            _("%(day)s 之前的事件已按保留天数删除，请从这一天或之后开始")
            % {"day": keeping.kept_from}, field="first_date",
        )  # fmt: skip
    hold = LegalHold.objects.create(
        shop_id=shop_id, first_date=first, last_date=last, reason=reason.strip(),
        placed_by=actor, placed_at=now,
    )  # fmt: skip
    audit.record(
        shop=shop_id, actor=actor, action="insight.place_hold", subject=f"hold:{hold.pk}",
        detail={"first": first.isoformat(), "last": last.isoformat(), "reason": hold.reason},
        at=now,
    )  # fmt: skip
    return hold


@transaction.atomic
def lift_hold(hold_id: int, reason: str, actor: Staff, now: datetime) -> None:
    """Let the settings decide about these days again. Locks the hold."""
    hold = LegalHold.objects.select_for_update(no_key=True).filter(pk=hold_id).first()
    if hold is None:
        raise NotFound(_("没有编号 %(id)s 的保全") % {"id": hold_id})
    require(actor, hold.shop_id, *KEEPERS)
    _check_reason(reason)
    if hold.lifted_at is not None:
        raise InvalidInput(_("这条保全已经解除"))
    hold.lifted_by, hold.lifted_at, hold.lift_reason = actor, now, reason.strip()
    hold.save(update_fields=["lifted_by", "lifted_at", "lift_reason"])
    audit.record(
        shop=hold.shop_id, actor=actor, action="insight.lift_hold", subject=f"hold:{hold.pk}",
        detail={"reason": hold.lift_reason}, at=now,
    )  # fmt: skip


@transaction.atomic
def delete_old(shop_id: int, today: date) -> list[date]:
    """Delete the events of days that are over and not held; returns them. Locks the shop's keeping:
    a hold waits for it, and it for a hold."""
    keeping = _locked(shop_id)
    if keeping.days is None:
        return []
    kept_from = first_kept(today, keeping.days)
    holds = [
        (hold.first_date, hold.last_date)
        for hold in LegalHold.objects.filter(shop_id=shop_id, lifted_at__isnull=True)
    ]
    settings = config()
    gone = forget(
        Lake(settings.lake), settings.events, shop_id,
        lambda day: day < kept_from and not is_held(day, holds),
    )  # fmt: skip
    keeping.kept_from = max(keeping.kept_from or kept_from, kept_from)
    keeping.save(update_fields=["kept_from"])
    if gone:
        audit.record(
            shop=shop_id, actor=None, action="insight.delete_events", subject=f"shop:{shop_id}",
            detail={"days": [day.isoformat() for day in gone], "kept_days": keeping.days},
        )  # fmt: skip
    return gone


def delete_all_old(now: datetime) -> None:
    """`delete_old` of every shop that keeps for a limited time."""
    today = (now + timedelta(hours=8)).date()
    for shop_id in Keeping.objects.filter(days__isnull=False).values_list("shop_id", flat=True):
        delete_old(shop_id, today)


def _locked(shop_id: int) -> Keeping:
    Keeping.objects.get_or_create(shop_id=shop_id)
    return Keeping.objects.select_for_update(no_key=True).get(shop_id=shop_id)


def _check_reason(reason: str) -> None:
    if len(reason.strip()) < 4:
        raise InvalidInput(_("请写明原因，至少 4 个字，例如案件编号或部门要求"), field="reason")
