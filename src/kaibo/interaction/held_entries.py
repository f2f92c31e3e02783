"""Entries that wait for staff, and those they looked at: a shop's list. Reads only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Count, QuerySet

from kaibo.interaction import draws
from kaibo.interaction.models import ActivityPrize, Entry, EntryReview
from kaibo.interaction.rules.activities.kind import COUNTED, HELD

PAGE = 50


@dataclass(frozen=True, slots=True)
class WaitingPrize:
    """What hangs on the review; ``name`` of goods, ``amount`` points or minor units."""

    kind: str
    name: str
    amount: int
    place: int


@dataclass(frozen=True, slots=True)
class EntryCard:
    """A held or reviewed entry; ``state``: held, released, refused."""

    id: int
    activity_id: int
    activity: str
    kind: str
    activity_state: str
    room_id: int
    show_id: int
    viewer_id: int
    viewer: str
    number: int
    at: datetime
    body: dict[str, Any]
    state: str
    prize: WaitingPrize | None
    why: str
    reviewed_by: str
    reviewed_at: datetime | None


def entry_cards(
    shop_id: int, *, reviewed: bool = False, activity_id: int | None = None,
    before: int | None = None,
) -> list[EntryCard]:  # fmt: skip
    """Newest first, 50 a page: those that wait, or those that were reviewed."""
    rows = _rows().filter(activity__shop_id=shop_id)
    rows = rows.filter(review__isnull=False) if reviewed else rows.filter(grade=HELD)
    if activity_id is not None:
        rows = rows.filter(activity_id=activity_id)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return [_card(row) for row in rows.order_by("-id")[:PAGE]]


def entry_card(entry_id: int) -> EntryCard:
    """One that exists."""
    return _card(_rows().get(pk=entry_id))


def held_counts(activity_ids: Sequence[int]) -> dict[int, int]:
    """How many entries wait, by activity; those without are left out."""
    rows = Entry.objects.filter(activity_id__in=activity_ids, grade=HELD)
    counted = rows.values("activity_id").annotate(n=Count("id"))
    return dict(counted.values_list("activity_id", "n"))


def _rows() -> QuerySet[Entry]:
    joined = ("activity", "viewer", "prize__activity", "review__by")
    return Entry.objects.select_related(*joined)


def _card(row: Entry) -> EntryCard:
    activity, review = row.activity, _review(row)
    return EntryCard(
        id=row.pk, activity_id=activity.pk, activity=activity.title, kind=activity.kind,
        activity_state=activity.state, room_id=activity.room_id, show_id=activity.show_id,
        viewer_id=row.viewer_id, viewer=row.viewer.nickname, number=row.number, at=row.at,
        body=row.body, state=_state(row.grade), prize=_prize(row),
        why=review.why if review else "", reviewed_by=str(review.by) if review else "",
        reviewed_at=review.at if review else None,
    )  # fmt: skip


def _state(grade: int) -> str:
    return {COUNTED: "released", HELD: "held"}.get(grade, "refused")


def _review(row: Entry) -> EntryReview | None:
    try:
        found: EntryReview = row.review
    except ObjectDoesNotExist:
        return None
    return found


def _prize(row: Entry) -> WaitingPrize | None:
    try:
        won: ActivityPrize = row.prize
    except ObjectDoesNotExist:
        return None
    return WaitingPrize(won.kind, draws.prize_name(won), won.amount, won.place)
