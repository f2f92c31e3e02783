"""What is known of rooms, executed segments and console actions. Reads only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from kaibo.foundation.errors import NotFound
from kaibo.liveroom.errors import NotOnAir
from kaibo.liveroom.models import Confirmation, ConsoleAction, Room, SegmentRun

_AIR_LOCKS = 0x4B42  # key space of the advisory locks of rooms
UNDO_SECONDS = 30
CONFIRM_SECONDS = 120


@dataclass(frozen=True, slots=True)
class RoomFacts:
    """A room at one moment; while the caller holds its lock, the truth."""

    id: int
    slug: str
    title: str
    shop_id: int
    show_id: int | None
    is_on_air: bool
    is_rehearsal: bool
    stream_state: str
    stream_at: datetime | None
    segment_run_id: int | None
    pinned_link_id: int | None
    announcement: str

    @property
    def on_air_show(self) -> int:
        """The show on air, else `NotOnAir`."""
        if not self.is_on_air or self.show_id is None:
            raise NotOnAir(_("“%(room)s”没有正在直播的场次，请先开播") % {"room": self.title})
        return self.show_id


@dataclass(frozen=True, slots=True)
class RunCard:
    """An executed segment; ``segment_id`` is null for an unscripted one."""

    id: int
    segment_id: int | None
    title: str
    link_id: int | None
    planned_seconds: int
    started_at: datetime
    ended_at: datetime | None
    was_skipped: bool


@dataclass(frozen=True, slots=True)
class ActionCard:
    """What somebody did at the console; ``undo`` tells what takes it back, null when nothing."""

    id: int
    verb: str
    detail: dict[str, Any]
    undo: dict[str, Any] | None
    actor_id: int | None
    actor: str
    at: datetime
    undone_at: datetime | None
    compensates_id: int | None


@dataclass(frozen=True, slots=True)
class ConfirmationCard:
    """A change that waits for, or has, a second person's yes."""

    id: int
    verb: str
    detail: dict[str, Any]
    asked_by_id: int
    asked_by: str
    asked_at: datetime
    confirmed_by: str | None
    confirmed_at: datetime | None


def find_room(slug: str) -> RoomFacts:
    """The room of that slug, unlocked; raises `NotFound`."""
    room = Room.objects.select_related("show").filter(slug=slug).first()
    if room is None:
        raise NotFound(_("没有直播间“%(slug)s”，请核对地址") % {"slug": slug})
    return _facts(room)


def room_by_id(room_id: int) -> RoomFacts:
    """The room, unlocked."""
    return _facts(Room.objects.select_related("show").get(pk=room_id))


def lock_room(room_id: int) -> RoomFacts:
    """The room, locked until the transaction ends: ledger and offers are locked before it."""
    Room.objects.select_for_update(no_key=True).only("id").get(pk=room_id)
    return room_by_id(room_id)


def turn_of_air(slug: str) -> RoomFacts:
    """The room, with start and end of shows in it kept in turn until the transaction ends.

    An advisory lock, because the room's row is locked last and these two begin with the ledger.
    """
    room = find_room(slug)
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s, %s)", [_AIR_LOCKS, room.id])
    return room_by_id(room.id)


def rooms_of(shop_ids: Iterable[int]) -> list[RoomFacts]:
    """All rooms of the shops, oldest first."""
    rows = Room.objects.select_related("show").filter(shop_id__in=list(shop_ids)).order_by("id")
    return [_facts(room) for room in rows]


def runs(show_id: int) -> list[RunCard]:
    """What was executed in a show, in order of start."""
    rows = SegmentRun.objects.filter(show_id=show_id).order_by("started_at", "id")
    return [
        RunCard(
            row.pk, row.segment_id, row.title, row.link_id, row.planned_seconds,
            row.started_at, row.ended_at, row.was_skipped,
        )
        for row in rows
    ]  # fmt: skip


def actions(room_id: int, limit: int = 20) -> list[ActionCard]:
    """The last actions of a room, newest first."""
    rows = ConsoleAction.objects.select_related("actor").filter(room_id=room_id)
    return [action_card(row) for row in rows.order_by("-id")[:limit]]


def actions_of_show(show_id: int) -> list[ActionCard]:
    """Everything that was done at the console in a show, oldest first."""
    rows = ConsoleAction.objects.select_related("actor").filter(show_id=show_id)
    return [action_card(row) for row in rows.order_by("at", "id")]


def action_card(row: ConsoleAction) -> ActionCard:
    """The card of a console action."""
    return ActionCard(
        row.pk, row.verb, row.detail, row.undo, row.actor_id, str(row.actor or ""),
        row.at, row.undone_at, row.compensates_id,
    )  # fmt: skip


def open_confirmations(room_id: int, since: datetime) -> list[ConfirmationCard]:
    """Changes asked for after ``since`` that were not made yet."""
    rows = Confirmation.objects.select_related("asked_by", "confirmed_by").filter(
        room_id=room_id, asked_at__gte=since, used_at__isnull=True
    )
    return [confirmation_card(row) for row in rows.order_by("id")]


def confirmation_card(row: Confirmation) -> ConfirmationCard:
    """The card of a confirmation."""
    by = str(row.confirmed_by) if row.confirmed_by else None
    return ConfirmationCard(
        row.pk, row.verb, row.detail, row.asked_by_id, str(row.asked_by),
        row.asked_at, by, row.confirmed_at,
    )  # fmt: skip


def _facts(room: Room) -> RoomFacts:
    return RoomFacts(
        room.pk, room.slug, room.title, room.shop_id, room.show_id, room.is_on_air,
        bool(room.show and room.show.is_rehearsal), room.stream_state, room.stream_at,
        room.segment_run_id, room.pinned_link_id, room.announcement,
    )  # fmt: skip
