"""Penalties: the log of a shop, a viewer's own, and what counts for the next step."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Q, QuerySet

from kaibo.compliance.contracts import AppealCard, PenaltyCard
from kaibo.compliance.models import Penalty
from kaibo.compliance.rules.ladder import Past, Sentence, standing, suggest

PAGE = 50


def past_of(shop_id: int, viewer_id: int) -> list[Past]:
    """What was not revoked, of this viewer and the guests that it was before."""
    rows = Penalty.objects.filter(of_person(viewer_id), shop_id=shop_id, revoked_at=None)
    return [Past(points, at) for points, at in rows.values_list("points", "at")]


def points_of(shop_id: int, viewer_id: int, now: datetime) -> float:
    """What is left of former penalties."""
    return round(standing(past_of(shop_id, viewer_id), now), 1)


def next_step(shop_id: int, viewer_id: int, cause: str, now: datetime) -> Sentence:
    """What the ladder suggests for a breach of this kind."""
    return suggest(past_of(shop_id, viewer_id), cause, now)


def log(
    shop_id: int, *, state: str = "", viewer_id: int | None = None, before: int | None = None,
    now: datetime,
) -> list[PenaltyCard]:  # fmt: skip
    """Newest first, 50 a page. ``state``: holding, appealed (waiting for a decision), or all."""
    rows = _rows().filter(shop_id=shop_id)
    if viewer_id is not None:
        rows = rows.filter(of_person(viewer_id))
    if before is not None:
        rows = rows.filter(pk__lt=before)
    if state == "holding":
        rows = rows.exclude(measure="none").filter(
            Q(ends_at=None) | Q(ends_at__gt=now), revoked_at=None
        )
    elif state == "appealed":
        rows = rows.filter(appeal__outcome="", appeal__isnull=False)
    return [_card(row) for row in rows.order_by("-id")[:PAGE]]


def penalty(shop_id: int, penalty_id: int) -> PenaltyCard | None:
    row = _rows().filter(pk=penalty_id, shop_id=shop_id).first()
    return _card(row) if row else None


def of_viewer(shop_id: int, viewer_id: int) -> list[PenaltyCard]:
    """A viewer's own in a shop, newest first."""
    return [_card(row) for row in _rows().filter(of_person(viewer_id), shop_id=shop_id)[:PAGE]]


def of_person(viewer_id: int) -> Q:
    """Rows of a viewer and of the guests that the viewer was before."""
    return Q(viewer_id=viewer_id) | Q(viewer__merged_into=viewer_id)


def _rows() -> QuerySet[Penalty]:
    related = ("viewer", "by", "revoked_by", "appeal", "appeal__decided_by")
    return Penalty.objects.select_related(*related).order_by("-id")


def _card(row: Penalty) -> PenaltyCard:
    return PenaltyCard(
        id=row.pk, viewer_id=row.viewer_id, viewer=row.viewer.nickname, room_id=row.room_id,
        step=row.step, measure=row.measure, cause=row.cause, note=row.note,
        evidence=row.evidence, grade=row.grade, points=row.points, by=str(row.by or ""),
        by_id=row.by_id, at=row.at, ends_at=row.ends_at, revoked_at=row.revoked_at,
        revoked_by=str(row.revoked_by or ""), revoked_for=row.revoked_for, appeal=_appeal(row),
    )  # fmt: skip


def _appeal(row: Penalty) -> AppealCard | None:
    try:
        asked = row.appeal
    except ObjectDoesNotExist:
        return None
    return AppealCard(
        asked.text, asked.at, asked.outcome, asked.answer, str(asked.decided_by or ""),
        asked.decided_at,
    )  # fmt: skip
