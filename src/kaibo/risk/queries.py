"""Decisions as staff and viewers read them, and how often the guard was right."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Count, Q, QuerySet

from kaibo.risk.contracts import Grade
from kaibo.risk.models import GuardDecision

PAGE = 50


@dataclass(frozen=True, slots=True)
class AppealCard:
    """``decided_at`` None: waiting."""

    text: str
    at: dt.datetime
    answer: str
    decided_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class DecisionCard:
    """A decision with its evidence; ``reasons`` as `contracts.Reason`, gravest first."""

    id: int
    room_id: int
    show_id: int
    viewer_id: int
    viewer: str
    grade: int
    score: float
    reasons: list[dict[str, Any]]
    deeds: dict[str, int]
    ring: list[int]
    model: str
    at: dt.datetime
    ends_at: dt.datetime
    outcome: str
    note: str
    decided_by: str
    decided_at: dt.datetime | None
    appeal: AppealCard | None
    penalty_id: int | None  # what a block brought


@dataclass(frozen=True, slots=True)
class RingMember:
    """One account of a ring; ``grade`` 0: the guard has no decision about it."""

    viewer_id: int
    viewer: str
    first_seen: dt.datetime
    grade: int
    score: float
    decision_id: int | None


@dataclass(frozen=True, slots=True)
class Record:
    """Decisions of grade 2 and more, by what people found; ``precision`` None: none decided."""

    waiting: int
    confirmed: int
    lifted: int
    appeals: int
    appeals_won: int
    precision: float | None


def decisions(
    shop_id: int, *, state: str = "", viewer_id: int | None = None, before: int | None = None
) -> list[DecisionCard]:
    """Newest first, 50 a page. ``state``: waiting, appealed, decided, or all."""
    rows = _rows().filter(shop_id=shop_id)
    if viewer_id is not None:
        rows = rows.filter(viewer_id=viewer_id)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    if state == "waiting":
        rows = rows.filter(outcome="", grade__gte=Grade.SHADOW)
    elif state == "appealed":
        rows = rows.filter(outcome="", appeal__isnull=False)
    elif state == "decided":
        rows = rows.exclude(outcome="")
    return [_card(row) for row in rows.order_by("-id")[:PAGE]]


def decision(shop_id: int, decision_id: int) -> DecisionCard | None:
    row = _rows().filter(shop_id=shop_id, pk=decision_id).first()
    return _card(row) if row else None


def about(keys: Sequence[tuple[int, int, int]]) -> dict[tuple[int, int, int], DecisionCard]:
    """Decisions by (room, show, viewer); keys without one are left out."""
    rooms, shows, viewers = (sorted({key[at] for key in keys}) for at in range(3))
    rows = _rows().filter(room_id__in=rooms, show_id__in=shows, viewer_id__in=viewers)
    wanted = set(keys)
    found = {(row.room_id, row.show_id, row.viewer_id): row for row in rows}
    return {key: _card(row) for key, row in found.items() if key in wanted}


def ring(card: DecisionCard) -> list[RingMember]:
    """The accounts that act as one with this one, by id."""
    viewers = apps.get_model("members", "Viewer")._default_manager.filter(pk__in=card.ring)
    same = GuardDecision.objects.filter(
        room_id=card.room_id, show_id=card.show_id, viewer_id__in=card.ring
    )
    known = {row.viewer_id: row for row in same}
    return [
        RingMember(
            one.pk, one.nickname, one.created_at,
            known[one.pk].grade if one.pk in known else 0,
            known[one.pk].score if one.pk in known else 0.0,
            known[one.pk].pk if one.pk in known else None,
        )
        for one in viewers.order_by("pk")
    ]  # fmt: skip


def mine(viewer_id: int) -> QuerySet[GuardDecision]:
    """A viewer's own of grade 2 and more, and of the guests the viewer was before, newest first."""
    own = Q(viewer_id=viewer_id) | Q(viewer__merged_into=viewer_id)
    return _rows().filter(own, grade__gte=Grade.SHADOW).order_by("-id")


def own_cards(viewer_id: int) -> list[DecisionCard]:
    return [_card(row) for row in mine(viewer_id)[:PAGE]]


def record(shop_id: int) -> Record:
    """How often people found the guard right."""
    found = GuardDecision.objects.filter(shop_id=shop_id, grade__gte=Grade.SHADOW).aggregate(
        waiting=Count("id", filter=Q(outcome="")),
        confirmed=Count("id", filter=Q(outcome="confirmed")),
        lifted=Count("id", filter=Q(outcome="lifted")),
        appeals=Count("appeal"),
        won=Count("appeal", filter=Q(outcome="lifted")),
    )
    decided = found["confirmed"] + found["lifted"]
    precision = found["confirmed"] / decided if decided else None
    return Record(
        found["waiting"], found["confirmed"], found["lifted"], found["appeals"], found["won"],
        precision,
    )  # fmt: skip


def open_holds(room_id: int, show_id: int, viewers: list[int]) -> list[int]:
    """Which of these viewers a decision holds that nobody has looked at yet."""
    rows = GuardDecision.objects.filter(
        room_id=room_id, show_id=show_id, viewer_id__in=viewers, outcome="",
        grade__gte=Grade.SHADOW,
    )  # fmt: skip
    return sorted(rows.values_list("viewer_id", flat=True))


def _rows() -> QuerySet[GuardDecision]:
    return GuardDecision.objects.select_related("viewer", "decided_by", "appeal", "charge")


def _card(row: GuardDecision) -> DecisionCard:
    return DecisionCard(
        id=row.pk, room_id=row.room_id, show_id=row.show_id, viewer_id=row.viewer_id,
        viewer=row.viewer.nickname, grade=row.grade, score=row.score, reasons=row.reasons,
        deeds=row.deeds, ring=row.ring, model=row.model, at=row.at, ends_at=row.ends_at,
        outcome=row.outcome, note=row.note, decided_by=str(row.decided_by or ""),
        decided_at=row.decided_at, appeal=_appeal(row), penalty_id=_penalty(row),
    )  # fmt: skip


def _appeal(row: GuardDecision) -> AppealCard | None:
    try:
        asked = row.appeal
    except ObjectDoesNotExist:
        return None
    return AppealCard(asked.text, asked.at, asked.answer, asked.decided_at)


def _penalty(row: GuardDecision) -> int | None:
    try:
        return int(row.charge.penalty_id)
    except ObjectDoesNotExist:
        return None
