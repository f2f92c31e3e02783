"""What is known of activities: for the desk, for a viewer, for the report. Reads only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, Sum

from kaibo.foundation.clock import to_ms
from kaibo.interaction.models import Activity, ActivityPrize, Entry

LISTED = 60
NAMED = 100


@dataclass(frozen=True, slots=True)
class MyEntry:
    """A viewer's part in an activity and what it won; ``prize`` is null without one."""

    activity_id: int
    number: int
    body: dict[str, Any]
    at: datetime
    prize: MyPrize | None


@dataclass(frozen=True, slots=True)
class MyPrize:
    """``state``: coming, paid, held (under review), refused; ``why`` of a refused one."""

    kind: str
    amount: int
    place: int
    state: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class WinnerRow:
    """A prize with its winner, for staff."""

    prize_id: int
    entry_id: int
    number: int
    place: int
    viewer_id: int
    name: str
    kind: str
    amount: int
    body: dict[str, Any]
    state: str
    refused: str


@dataclass(frozen=True, slots=True)
class PrizeSums:
    """How many prizes of an activity are in which state, and what was paid in ``amount``."""

    owed: int = 0
    paid: int = 0
    held: int = 0
    refused: int = 0
    paid_amount: int = 0


def of_show(room_id: int, show_id: int | None) -> list[Activity]:
    """The activities of a show in a room, newest first; none without a show."""
    if show_id is None:
        return []
    rows = Activity.objects.filter(room_id=room_id, show_id=show_id)
    return list(rows.order_by("-id")[:LISTED])


def my_entries(viewer_id: int, room_id: int, show_id: int | None) -> list[MyEntry]:
    """What a viewer took part in during the show, newest first; nothing without a show."""
    if show_id is None:
        return []
    rows = (
        Entry.objects.filter(
            viewer_id=viewer_id, activity__room_id=room_id, activity__show_id=show_id
        )
        .exclude(activity__state="cancelled")
        .select_related("prize")
        .order_by("-id")[:LISTED]
    )
    return [
        MyEntry(row.activity_id, row.number, row.body, row.at, _mine(getattr(row, "prize", None)))
        for row in rows
    ]


def winners(activity_id: int) -> list[WinnerRow]:
    """The first winners by place."""
    rows = ActivityPrize.objects.filter(activity_id=activity_id).select_related("entry__viewer")
    return [
        WinnerRow(
            row.pk, row.entry_id, row.entry.number, row.place, row.viewer_id,
            row.entry.viewer.nickname, row.kind, row.amount, row.entry.body, state_of(row),
            row.refused,
        )
        for row in rows.order_by("place", "id")[:NAMED]
    ]  # fmt: skip


def prize_sums(activity_ids: list[int]) -> dict[int, PrizeSums]:
    """By activity; those without prizes are left out."""
    owed = Q(paid_at__isnull=True, is_held=False, refused="")
    rows = (
        ActivityPrize.objects.filter(activity_id__in=activity_ids)
        .values("activity_id")
        .annotate(
            owed=Count("id", filter=owed),
            paid=Count("id", filter=Q(paid_at__isnull=False)),
            held=Count("id", filter=Q(is_held=True, paid_at__isnull=True)),
            refused_n=Count("id", filter=~Q(refused="")),
            paid_amount=Sum("amount", filter=Q(paid_at__isnull=False), default=0),
        )
    )
    return {
        row["activity_id"]: PrizeSums(
            row["owed"], row["paid"], row["held"], row["refused_n"], row["paid_amount"]
        )
        for row in rows
    }


def participants(activity_id: int) -> dict[int, int]:
    """Viewers whose entry counts or is held, and when they entered (Unix ms)."""
    rows = Entry.objects.filter(activity_id=activity_id, grade__lt=2)
    return {viewer: to_ms(at) for viewer, at in rows.values_list("viewer_id", "at")}


def state_of(prize: ActivityPrize) -> str:
    """coming, paid, held or refused."""
    if prize.paid_at is not None:
        return "paid"
    if prize.refused:
        return "refused"
    return "held" if prize.is_held else "coming"


def _mine(prize: ActivityPrize | None) -> MyPrize | None:
    if prize is None:
        return None
    return MyPrize(prize.kind, prize.amount, prize.place, state_of(prize), prize.refused)
