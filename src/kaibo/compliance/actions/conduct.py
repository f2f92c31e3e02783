"""Rules of conduct: published, agreed to, and what viewers report."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from kaibo.compliance.actions.penalize import JUDGES
from kaibo.compliance.contracts import Told
from kaibo.compliance.models import ConductRules, Penalty, Report, RulesAcceptance
from kaibo.compliance.revisions import touch
from kaibo.foundation import audit
from kaibo.foundation.errors import Conflict, InvalidInput, NotFound, TooMany
from kaibo.foundation.models import Shop
from kaibo.team.facade import Role, Staff, require

LONGEST_RULES = 5000
KINDS = ("comment", "viewer", "host", "product")
REASONS = (
    "spam", "contact", "abuse", "fraud", "porn", "gambling", "fake", "false_claim", "minor",
    "other",
)  # fmt: skip
REPORTS_PER_DAY = 20


@transaction.atomic
def publish_rules(actor: Staff, shop_id: int, text: str, now: datetime) -> int:
    """The number of the new version; raises `InvalidInput`, `Conflict` when nothing changed.

    From now on nobody speaks in the shop's rooms who has not agreed to it.
    """
    require(actor, shop_id, Role.OPERATOR, Role.BRAND_MANAGER, Role.COMPLIANCE, Role.ADMIN)
    said = text.replace("\x00", "").strip()
    if not 0 < len(said) <= LONGEST_RULES:
        raise InvalidInput(_("规则要有 1 到 %(most)s 个字") % {"most": LONGEST_RULES}, field="text")
    Shop.objects.select_for_update(no_key=True).get(pk=shop_id)
    last = ConductRules.objects.filter(shop_id=shop_id).order_by("-version").first()
    if last is not None and last.text == said:
        raise Conflict(_("和现行规则一样，没有改动"))
    version = last.version + 1 if last else 1
    ConductRules.objects.create(shop_id=shop_id, version=version, text=said, by=actor, at=now)
    touch(shop_id, "rooms")
    audit.record(
        shop=shop_id, actor=actor, action="compliance.publish_rules", subject=f"shop:{shop_id}",
        detail={"version": version, "characters": len(said)}, at=now,
    )  # fmt: skip
    return version


def accept_rules(viewer_id: int, shop_id: int, version: int, now: datetime) -> None:
    """Said again it stands as it was; raises `NotFound`, `Conflict` for an older version."""
    last = ConductRules.objects.filter(shop_id=shop_id).order_by("-version").first()
    if last is None:
        raise NotFound(_("这个店铺没有发布规则"))
    if last.version != version:
        raise Conflict(_("规则有了新版本，请重新阅读"), version=last.version)
    RulesAcceptance.objects.get_or_create(rules=last, viewer_id=viewer_id, defaults={"at": now})


@transaction.atomic
def report(told: Told, now: datetime) -> int:
    """The id of the report; the same one within a day returns the first. Raises `TooMany`."""
    if told.kind not in KINDS or told.reason not in REASONS:
        raise InvalidInput(_("请选择举报的对象和原因"), field="reason")
    mine = Report.objects.filter(reporter_id=told.reporter_id, at__gt=now - timedelta(days=1))
    same = mine.filter(
        room_id=told.room_id, kind=told.kind, subject_id=told.subject_id, quote=told.quote[:200]
    ).first()
    if same is not None:
        return same.pk
    if mine.count() >= REPORTS_PER_DAY:
        raise TooMany(_("今天的举报太多了，请明天再试"), retry_after=3600)
    return Report.objects.create(
        shop_id=told.shop_id, room_id=told.room_id, show_id=told.show_id,
        reporter_id=told.reporter_id, kind=told.kind, subject_id=told.subject_id,
        subject_name=told.subject_name[:80], quote=told.quote[:200], reason=told.reason,
        note=told.note[:300], at=now,
    ).pk  # fmt: skip


@transaction.atomic
def handle_report(
    actor: Staff, shop_id: int, report_id: int, outcome: str, answer: str, now: datetime,
    penalty_id: int | None = None,
) -> Report:  # fmt: skip
    """Close a report, with the penalty that came of it; raises `NotFound`, `Conflict`."""
    require(actor, shop_id, *JUDGES)
    rows = Report.objects.select_for_update(no_key=True)
    row = rows.filter(pk=report_id, shop_id=shop_id).first()
    if row is None:
        raise NotFound(_("本店没有编号 %(id)s 的举报") % {"id": report_id})
    if row.outcome:
        raise Conflict(_("这条举报已经处理过了"))
    if penalty_id is not None and not _is_of(shop_id, penalty_id):
        raise NotFound(_("本店没有编号 %(id)s 的处理") % {"id": penalty_id})
    row.outcome, row.answer = outcome, answer.replace("\x00", "")[:200]
    row.handled_by, row.handled_at, row.penalty_id = actor, now, penalty_id
    row.save(update_fields=["outcome", "answer", "handled_by", "handled_at", "penalty"])
    audit.record(
        shop=shop_id, actor=actor, action="compliance.handle_report",
        subject=f"report:{report_id}",
        detail={"outcome": outcome, "minutes": int((now - row.at).total_seconds() // 60)}, at=now,
    )  # fmt: skip
    return row


def _is_of(shop_id: int, penalty_id: int) -> bool:
    return Penalty.objects.filter(pk=penalty_id, shop_id=shop_id).exists()
