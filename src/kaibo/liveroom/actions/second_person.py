"""The second person: one asks, another says yes in their own session, the change carries it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from kaibo.foundation import audit
from kaibo.foundation.errors import NotAllowed, NotFound
from kaibo.liveroom.access import may_run_desk
from kaibo.liveroom.errors import SecondPersonNeeded
from kaibo.liveroom.models import Confirmation
from kaibo.liveroom.queries import CONFIRM_SECONDS, room_by_id

if TYPE_CHECKING:
    from kaibo.team.facade import Staff


@transaction.atomic
def ask(room_id: int, verb: str, detail: dict[str, Any], actor: Staff, now: datetime) -> int:
    """Ask somebody else to confirm exactly this change; returns the id of the question."""
    room = room_by_id(room_id)
    may_run_desk(actor, room.shop_id)
    row = Confirmation.objects.create(
        room_id=room_id, verb=verb, detail=detail, asked_by=actor, asked_at=now
    )
    _audit(room.shop_id, actor, "ask_confirmation", row, now)
    return int(row.pk)


@transaction.atomic
def confirm(room_id: int, confirmation_id: int, actor: Staff, now: datetime) -> None:
    """Say yes to somebody else's change. Locks the question."""
    room = room_by_id(room_id)
    may_run_desk(actor, room.shop_id)
    row = _locked(room_id, confirmation_id)
    if row.asked_by_id == actor.pk:
        raise NotAllowed(_("这是您自己发起的改动，须由另一位同事确认"))
    if row.used_at or _is_old(row.asked_at, now):
        raise SecondPersonNeeded(_("该确认请求已过期，请重新发起"), needs="second_person")
    row.confirmed_by, row.confirmed_at = actor, now
    row.save(update_fields=["confirmed_by", "confirmed_at"])
    _audit(room.shop_id, actor, "confirm", row, now)


def use(
    room_id: int,
    confirmation_id: int,
    verb: str,
    detail: dict[str, Any],
    actor: Staff,
    now: datetime,
) -> Staff:
    """Spend a confirmation in the caller's transaction; returns who gave it.

    It must be for exactly this change, asked by this person, at most two minutes old, not spent.
    """
    row = _locked(room_id, confirmation_id)
    fits = row.verb == verb and row.detail == detail and row.asked_by_id == actor.pk
    if not fits or row.confirmed_by is None or row.confirmed_at is None or row.used_at:
        message = _("确认 %(id)s 不适用于这次改动，请重新请第二人确认")
        raise SecondPersonNeeded(message % {"id": row.pk}, needs="second_person")
    if _is_old(row.confirmed_at, now):
        raise SecondPersonNeeded(_("确认已超过 2 分钟，请重新请第二人确认"), needs="second_person")
    row.used_at = now
    row.save(update_fields=["used_at"])
    return row.confirmed_by


def _locked(room_id: int, confirmation_id: int) -> Confirmation:
    rows = Confirmation.objects.select_for_update(of=("self",), no_key=True).select_related(
        "confirmed_by"
    )
    row = rows.filter(pk=confirmation_id, room_id=room_id).first()
    if row is None:
        raise NotFound(_("没有编号 %(id)s 的确认请求") % {"id": confirmation_id})
    return row


def _is_old(at: datetime, now: datetime) -> bool:
    return now - at > timedelta(seconds=CONFIRM_SECONDS)


def _audit(shop_id: int, actor: Staff, verb: str, row: Confirmation, now: datetime) -> None:
    audit.record(
        shop=shop_id, actor=actor, action=f"console.{verb}", subject=f"confirmation:{row.pk}",
        detail={"verb": row.verb, **row.detail}, at=now,
    )  # fmt: skip
