"""A rehearsal of a show: the same plan as a show of its own, marked as rehearsal."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypeVar

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from kaibo.foundation.audit import record
from kaibo.foundation.errors import Conflict
from kaibo.planning import access, queries
from kaibo.planning.actions.freeze_plan import freeze_plan
from kaibo.planning.models import ChecklistItem, Goal, LineupLink, ScriptSegment, SegmentBlock, Show

if TYPE_CHECKING:
    from kaibo.team.facade import Staff

_Row = TypeVar("_Row", bound=Model)


@transaction.atomic
def copy_for_rehearsal(show_id: int, actor: Staff, now: datetime) -> Show:
    """Copies goals, line-up, script and the checklist with its sign-offs, and freezes the copy.

    The copy passes the same gates as any show: what is unsigned in the source is unsigned here.
    Locks the source.
    """
    source = queries.locked_show(show_id)
    access.may_plan(actor, source.shop_id)
    if source.is_rehearsal:
        raise Conflict(_("Rehearse the show itself, not a rehearsal of it"))
    show = _copy_frame(source, now)
    links = {old: _copied(row, show) for old, row in _rows(LineupLink, source)}
    for _old, segment in _rows(ScriptSegment, source):
        blocks = list(segment.blocks.all())
        segment.link = links.get(segment.link_id or 0)
        _copied(segment, show)
        _copy_blocks(blocks, segment)
    for _old, goal in _rows(Goal, source):
        goal.actual = goal.measured_at = None
        _copied(goal, show)
    for _old, item in _rows(ChecklistItem, source):
        _copied(item, show)
    freeze_plan(show.pk, actor, now)
    record(
        shop=show.shop_id, actor=actor, action="planning.copy_for_rehearsal",
        subject=f"show:{show.pk}", detail={"source": source.pk}, at=now,
    )  # fmt: skip
    return show


def _copy_frame(source: Show, now: datetime) -> Show:
    length = source.planned_end_at - source.planned_start_at
    return Show.objects.create(
        shop_id=source.shop_id, title=_("Rehearsal: %(title)s") % {"title": source.title[:60]},
        theme=source.theme, host_name=source.host_name, is_rehearsal=True, rehearsal_of=source,
        planned_start_at=now, planned_end_at=now + max(length, timedelta(minutes=1)),
        read_chars_per_second=source.read_chars_per_second,
    )  # fmt: skip


def _copy_blocks(blocks: list[SegmentBlock], segment: ScriptSegment) -> None:
    for block in blocks:
        block.pk = None
        block._state.adding = True
        block.segment = segment
        block.save()


def _rows(model: type[_Row], source: Show) -> list[tuple[int, _Row]]:
    rows = model._default_manager.filter(show=source)
    return [(row.pk, row) for row in rows]


def _copied(row: _Row, show: Show) -> _Row:
    row.pk = None
    row._state.adding = True
    row.show = show  # type: ignore[attr-defined]  # every model copied here belongs to a show
    row.save()
    return row
