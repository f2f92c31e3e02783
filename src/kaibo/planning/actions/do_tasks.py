"""Tasks of a phase: add, tick off, remove."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from kaibo.foundation.audit import record
from kaibo.foundation.errors import Conflict, InvalidInput, NotFound
from kaibo.planning import access, queries
from kaibo.planning.models import Phase, PhaseTask, Show

if TYPE_CHECKING:
    from kaibo.team.facade import Staff


@transaction.atomic
def add_task(
    show_id: int, phase: str, title: str, owner: str, due_at: datetime | None, actor: Staff
) -> PhaseTask:
    """A new open task. Locks the show."""
    show = _show(show_id, actor)
    if phase not in (Phase.PREPARE, Phase.ON_AIR, Phase.REVIEW):
        message = _("%(phase)s is no phase with tasks; choose prepare, on_air or review")
        raise InvalidInput(message % {"phase": phase}, field="phase")
    if not title.strip():
        raise InvalidInput(_("Say what is to be done"), field="title")
    task = PhaseTask.objects.create(
        show=show, phase=phase, title=title.strip(), owner=owner.strip(), due_at=due_at
    )
    _audit(show, actor, "add_task", task)
    return task


@transaction.atomic
def tick_task(show_id: int, task_id: int, is_done: bool, actor: Staff, now: datetime) -> None:
    """Mark a task done, or open again. Locks the show."""
    show = _show(show_id, actor)
    task = _task(show, task_id)
    task.done_at = now if is_done else None
    task.save(update_fields=["done_at"])
    _audit(show, actor, "finish_task" if is_done else "reopen_task", task)


@transaction.atomic
def remove_task(show_id: int, task_id: int, actor: Staff) -> None:
    """Remove a task; the audit keeps that it was there. Locks the show."""
    show = _show(show_id, actor)
    access.may_plan(actor, show.shop_id)
    task = _task(show, task_id)
    _audit(show, actor, "remove_task", task)
    task.delete()


def _show(show_id: int, actor: Staff) -> Show:
    show = queries.locked_show(show_id)
    access.may_sign(actor, show.shop_id)
    if show.phase == Phase.CLOSED:
        raise Conflict(_("The show is closed; its tasks are history"))
    return show


def _task(show: Show, task_id: int) -> PhaseTask:
    task = PhaseTask.objects.filter(show=show, pk=task_id).first()
    if task is None:
        raise NotFound(_("This show has no task %(id)s; reload the list") % {"id": task_id})
    return task


def _audit(show: Show, actor: Staff, verb: str, task: PhaseTask) -> None:
    record(
        shop=show.shop_id, actor=actor, action=f"planning.{verb}", subject=f"show:{show.pk}",
        detail={"task": task.pk, "title": task.title, "phase": task.phase},
    )  # fmt: skip
