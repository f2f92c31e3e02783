"""Freeze the line-up and the script: the room runs the newest version, never the draft."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from kaibo.foundation.audit import record
from kaibo.planning import access, freezing, queries
from kaibo.planning.errors import NothingToFreeze
from kaibo.planning.models import FrozenPlan

if TYPE_CHECKING:
    from kaibo.team.facade import Staff


@transaction.atomic
def freeze_plan(show_id: int, actor: Staff, now: datetime) -> FrozenPlan:
    """Write the next version. Locks the show."""
    show = queries.locked_show(show_id)
    access.may_plan(actor, show.shop_id)
    access.still_open(show)
    links, segments = queries.link_rows(show_id), queries.segment_rows(show_id)
    if not links:
        raise NothingToFreeze(_("The line-up is empty; add a link before you freeze it"))
    newest = queries.frozen(show_id)
    if newest is not None and not freezing.changes(newest, links, segments):
        message = _("Nothing has changed since version %(version)s")
        raise NothingToFreeze(message % {"version": newest.version})
    version = newest.version + 1 if newest else 1
    plan = FrozenPlan.objects.create(
        show=show, version=version, body=freezing.body(show, links, segments),
        frozen_at=now, frozen_by=actor,
    )  # fmt: skip
    record(
        shop=show.shop_id, actor=actor, action="planning.freeze_plan", subject=f"show:{show.pk}",
        detail={"version": version, "links": len(links), "segments": len(segments)}, at=now,
    )  # fmt: skip
    return plan
