"""Move a show to its next phase through the gate in front of it (PLAN-16)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from kaibo.foundation import gate
from kaibo.foundation.audit import record
from kaibo.planning import access, queries
from kaibo.planning.contracts import RunFact
from kaibo.planning.errors import WrongPhase
from kaibo.planning.models import Phase, Show
from kaibo.planning.rules import phases

if TYPE_CHECKING:
    from kaibo.team.facade import Staff

_STAMPS = {"on_air": "went_live_at", "review": "ended_at", "closed": "closed_at"}


@transaction.atomic
def enter_phase(
    show_id: int, phase: str, actor: Staff, now: datetime, facts: Mapping[str, object]
) -> Show:
    """Ask the gate and move on; `GateClosed` carries every open reason. Locks the show.

    ``facts`` are handed to the checks that other domains registered.
    """
    show = queries.locked_show(show_id)
    access.may_plan(actor, show.shop_id)
    if not phases.follows(show.phase, phase):
        message = _("“%(title)s” is in phase %(now)s and cannot go to %(wanted)s")
        words = {
            "title": show.title,
            "now": _(phases.LABELS[show.phase]),
            "wanted": _(phases.LABELS.get(phase) or phase),
        }
        raise WrongPhase(message % words, phase=show.phase)
    gate.require(phases.GATES[phase], gate.Question(show.pk, show.shop_id, now, facts))
    show.phase = Phase(phase)
    setattr(show, _STAMPS[phase], now)
    show.save(update_fields=["phase", _STAMPS[phase]])
    record(
        shop=show.shop_id, actor=actor, action="planning.enter_phase", subject=f"show:{show.pk}",
        detail={"phase": phase, "gate": phases.GATES[phase]}, at=now,
    )  # fmt: skip
    return show


@transaction.atomic
def record_execution(show_id: int, runs: list[RunFact]) -> None:
    """Keep what the console executed of the script (CONT-08). Locks the show."""
    show = queries.locked_show(show_id)
    show.execution = [[run.segment_id, run.was_skipped] for run in runs]
    show.save(update_fields=["execution"])
