"""Rules of conduct and reports."""

from __future__ import annotations

from django.db.models import Count, OuterRef, Subquery

from kaibo.compliance.contracts import ReportCard, RulesCard
from kaibo.compliance.models import ConductRules, Report, RulesAcceptance

PAGE = 50


def rules(shop_id: int) -> list[RulesCard]:
    """All versions, newest first, with how many agreed."""
    accepted = RulesAcceptance.objects.filter(rules=OuterRef("pk")).values("rules")
    rows = ConductRules.objects.filter(shop_id=shop_id).select_related("by").annotate(
        accepted=Subquery(accepted.annotate(n=Count("pk")).values("n"))
    )  # fmt: skip
    return [
        RulesCard(row.pk, row.version, row.text, str(row.by), row.at, row.accepted or 0)
        for row in rows.order_by("-version")[:PAGE]
    ]


def current_rules(shop_id: int) -> RulesCard | None:
    row = ConductRules.objects.filter(shop_id=shop_id).order_by("-version").first()
    return RulesCard(row.pk, row.version, row.text, "", row.at) if row else None


def has_accepted(rules_id: int, viewer_id: int) -> bool:
    return RulesAcceptance.objects.filter(rules_id=rules_id, viewer_id=viewer_id).exists()


def reports(
    shop_id: int, is_open: bool | None = None, before: int | None = None
) -> list[ReportCard]:
    """Open ones oldest first (they wait longest), others newest first; 50 a page."""
    rows = Report.objects.filter(shop_id=shop_id).select_related("reporter", "handled_by")
    if is_open is not None:
        rows = rows.filter(outcome="") if is_open else rows.exclude(outcome="")
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return [_card(row) for row in rows.order_by("id" if is_open else "-id")[:PAGE]]


def reports_by(shop_id: int, viewer_id: int) -> list[ReportCard]:
    """What a viewer reported, newest first, with what came of it."""
    rows = Report.objects.filter(shop_id=shop_id, reporter_id=viewer_id)
    found = rows.select_related("reporter", "handled_by").order_by("-id")
    return [_card(row) for row in found[:PAGE]]


def _card(row: Report) -> ReportCard:
    return ReportCard(
        row.pk, row.room_id, row.reporter_id, row.reporter.nickname, row.kind, row.subject_id,
        row.subject_name, row.quote, row.reason, row.note, row.at, row.outcome, row.answer,
        str(row.handled_by or ""), row.handled_at, row.penalty_id,
    )  # fmt: skip
