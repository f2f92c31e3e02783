"""Advance the run sheet: close the open segment, mark what was passed over, open the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from kaibo.foundation.clock import to_ms
from kaibo.foundation.errors import Conflict, NotFound
from kaibo.liveroom.access import may_advance
from kaibo.liveroom.contracts import SegmentCard, SegmentStarted
from kaibo.liveroom.events import append_event
from kaibo.liveroom.journal import Deed, journal
from kaibo.liveroom.models import Room, SegmentRun
from kaibo.liveroom.queries import RoomFacts, lock_room, room_by_id
from kaibo.liveroom.rules.run_sheet import next_segment, passed_over

if TYPE_CHECKING:
    from kaibo.team.facade import Staff


@dataclass(frozen=True, slots=True)
class SegmentPlan:
    """A row of the frozen script as far as running it needs."""

    segment_id: int
    title: str
    link_id: int | None
    seconds: int


@transaction.atomic
def run_segment(
    room_id: int,
    script: Sequence[SegmentPlan],
    target: int | None,
    actor: Staff,
    now: datetime,
    compensates: int | None = None,
) -> int:
    """Start the script's segment ``target`` (None: the next one). Locks the room."""
    room = lock_room(room_id)
    may_advance(actor, room.shop_id)
    show_id = room.on_air_show
    before = SegmentRun.objects.filter(show_id=show_id, ended_at__isnull=True).first()
    plan = _choose(script, target, before, show_id)
    skipped = _close(script, plan, before, show_id, now)
    run = _open(room, show_id, plan, now)
    append_event(room.id, SegmentStarted(segment=_card(run)), actor.pk)
    detail = {"title": plan.title, "segment_id": plan.segment_id, "skipped": skipped}
    facts = (("segment", {"segment_run": run.pk, "link": plan.link_id, "text": plan.title}),)
    deed = Deed("segment", f"segment:{plan.segment_id}", detail, _undo(before, run), facts)
    return journal(room_by_id(room.id), actor, deed, now, compensates)


def _choose(
    script: Sequence[SegmentPlan], target: int | None, before: SegmentRun | None, show_id: int
) -> SegmentPlan:
    by_id = {plan.segment_id: plan for plan in script}
    wanted = target
    if wanted is None:
        ran = SegmentRun.objects.filter(show_id=show_id, was_skipped=False)
        seen = set(ran.values_list("segment_id", flat=True))
        wanted = next_segment(list(by_id), before.segment_id if before else None, seen)
    if wanted is None:
        raise Conflict(_("脚本已到最后一个环节，请选择环节或下播"))
    if wanted not in by_id:
        raise NotFound(_("冻结的脚本里没有环节 %(id)s，请刷新后重选") % {"id": wanted})
    if before and before.segment_id == wanted:
        raise Conflict(_("“%(title)s”正在进行中") % {"title": before.title})
    return by_id[wanted]


def _close(
    script: Sequence[SegmentPlan],
    plan: SegmentPlan,
    before: SegmentRun | None,
    show_id: int,
    now: datetime,
) -> list[int]:
    """End the open run and write a row for every segment that is passed over."""
    if before:
        SegmentRun.objects.filter(pk=before.pk).update(ended_at=now)
    known = set(SegmentRun.objects.filter(show_id=show_id).values_list("segment_id", flat=True))
    ids = [one.segment_id for one in script]
    skipped = passed_over(ids, before.segment_id if before else None, plan.segment_id, known)
    SegmentRun.objects.bulk_create(
        SegmentRun(
            show_id=show_id, segment_id=one.segment_id, title=one.title, link_id=one.link_id,
            planned_seconds=one.seconds, started_at=now, ended_at=now, was_skipped=True,
        )
        for one in script
        if one.segment_id in skipped
    )  # fmt: skip
    return skipped


def _open(room: RoomFacts, show_id: int, plan: SegmentPlan, now: datetime) -> SegmentRun:
    run = SegmentRun.objects.create(
        show_id=show_id, segment_id=plan.segment_id, title=plan.title, link_id=plan.link_id,
        planned_seconds=plan.seconds, started_at=now,
    )  # fmt: skip
    Room.objects.filter(pk=room.id).update(segment_run_id=run.pk)
    return run


def _card(run: SegmentRun) -> SegmentCard:
    return SegmentCard(
        run_id=run.pk, segment_id=run.segment_id, title=run.title, link_id=run.link_id,
        planned_seconds=run.planned_seconds, started_at=to_ms(run.started_at),
    )  # fmt: skip


def _undo(before: SegmentRun | None, run: SegmentRun) -> dict[str, object] | None:
    """The very first segment has nothing to go back to."""
    if before is None or before.segment_id is None:
        return None
    return {"verb": "segment", "detail": {"segment_id": before.segment_id, "expected": run.pk}}
