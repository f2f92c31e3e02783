"""Make a show, change its frame, delete one that never went on air."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from kaibo.foundation.audit import record
from kaibo.foundation.errors import Conflict, InvalidInput
from kaibo.planning import access, queries
from kaibo.planning.models import ChecklistItem, Phase, PhaseTask, Show
from kaibo.planning.rules import script, starters

if TYPE_CHECKING:
    from kaibo.team.facade import Staff

LONGEST_HOURS = 24


@dataclass(frozen=True, slots=True)
class ShowFrame:
    """What a show is called, who hosts it and when."""

    title: str
    planned_start_at: datetime
    planned_end_at: datetime
    theme: str = ""
    host_name: str = ""
    read_chars_per_second: float = script.READ_CHARS_PER_SECOND


@transaction.atomic
def create_show(
    shop_id: int, frame: ShowFrame, actor: Staff, *, rehearsal_of: int | None = None
) -> Show:
    """A new show in phase prepare with the usual checks and tasks."""
    access.may_plan(actor, shop_id)
    _sensible(frame)
    show = Show.objects.create(
        shop_id=shop_id,
        is_rehearsal=rehearsal_of is not None,
        rehearsal_of_id=rehearsal_of,
        **_columns(frame),
    )
    _starters(show)
    record(
        shop=shop_id, actor=actor, action="planning.create_show", subject=f"show:{show.pk}",
        detail={"title": show.title},
    )  # fmt: skip
    return show


@transaction.atomic
def edit_show(show_id: int, frame: ShowFrame, actor: Staff) -> Show:
    """Locks the show. Times are fixed once it is on air."""
    show = queries.locked_show(show_id)
    access.may_plan(actor, show.shop_id)
    access.still_open(show)
    _sensible(frame)
    before = {name: getattr(show, name) for name in _columns(frame)}
    after = _columns(frame)
    if show.phase != Phase.PREPARE and before["planned_start_at"] != after["planned_start_at"]:
        raise Conflict(_("The show is on air: its start cannot be moved any more"))
    for name, value in after.items():
        setattr(show, name, value)
    show.save(update_fields=list(after))
    changed = {k: [before[k], after[k]] for k in after if before[k] != after[k]}
    record(
        shop=show.shop_id, actor=actor, action="planning.edit_show", subject=f"show:{show.pk}",
        detail=changed,
    )  # fmt: skip
    return show


@transaction.atomic
def delete_show(show_id: int, actor: Staff) -> None:
    """Locks the show. Only one in preparation that nothing refers to can go."""
    show = queries.locked_show(show_id)
    access.may_plan(actor, show.shop_id)
    if show.phase != Phase.PREPARE:
        raise Conflict(_("Only a show in preparation can be deleted; this one has been on air"))
    try:
        with transaction.atomic():
            show.delete()
    except ProtectedError:
        raise Conflict(_("A room or an offer uses this show; take it out there first")) from None
    record(
        shop=show.shop_id, actor=actor, action="planning.delete_show", subject=f"show:{show_id}",
        detail={"title": show.title},
    )  # fmt: skip


def _columns(frame: ShowFrame) -> dict[str, object]:
    return {
        "title": frame.title.strip(),
        "theme": frame.theme.strip(),
        "host_name": frame.host_name.strip(),
        "planned_start_at": frame.planned_start_at,
        "planned_end_at": frame.planned_end_at,
        "read_chars_per_second": frame.read_chars_per_second,
    }


def _sensible(frame: ShowFrame) -> None:
    hours = (frame.planned_end_at - frame.planned_start_at).total_seconds() / 3600
    if not frame.title.strip():
        raise InvalidInput(_("Give the show a title"), field="title")
    if not 0 < hours <= LONGEST_HOURS:
        message = _("The end must be after the start and at most %(hours)s hours later")
        raise InvalidInput(message % {"hours": LONGEST_HOURS}, field="planned_end_at")
    if not 1 <= frame.read_chars_per_second <= 12:
        message = _("%(speed)s characters per second is no speech; give 1 to 12")
        raise InvalidInput(
            message % {"speed": frame.read_chars_per_second}, field="read_chars_per_second"
        )


def _starters(show: Show) -> None:
    ChecklistItem.objects.bulk_create(
        ChecklistItem(show=show, position=n, category=category, title=_(title), is_mandatory=must)
        for n, (category, title, must) in enumerate(starters.CHECKS, start=1)
    )
    PhaseTask.objects.bulk_create(
        PhaseTask(show=show, phase=phase, title=_(title)) for phase, title in starters.TASKS
    )
