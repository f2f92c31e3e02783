"""Prepare an activity: seen by staff only, its rules checked whole."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from kaibo.foundation.errors import InvalidInput
from kaibo.interaction.actions.activity_steps import write_down
from kaibo.interaction.models import Activity
from kaibo.interaction.prizes import check_prizes
from kaibo.interaction.rules.activities.kind import Kind
from kaibo.interaction.rules.activities.registry import kind_of
from kaibo.liveroom import facade as liveroom

if TYPE_CHECKING:
    from kaibo.team.facade import Staff

SHORTEST, LONGEST_TITLE = 5, 40  # seconds, characters


@dataclass(frozen=True, slots=True)
class ActivityDraft:
    """What staff fill in; ``rules`` are those of the kind, ``seconds`` how long it stays open."""

    kind: str
    title: str
    seconds: int
    rules: dict[str, Any] = field(default_factory=dict)
    block_id: int | None = None  # of the script that carries it


@transaction.atomic
def arm_activity(room_id: int, draft: ActivityDraft, actor: Staff, now: dt.datetime) -> Activity:
    """Write the activity down for the show on air. Locks the room."""
    room = liveroom.lock_room(room_id)
    liveroom.may_run_desk(actor, room.shop_id)
    good = check_draft(draft, room.shop_id, actor)
    row = Activity.objects.create(
        shop_id=room.shop_id, room_id=room.id, show_id=room.on_air_show, kind=good.kind,
        title=good.title, seconds=good.seconds, rules=good.rules, block_id=good.block_id,
        by=actor, armed_at=now, is_rehearsal=room.is_rehearsal,
    )  # fmt: skip
    write_down(row, room, "activity_arm", actor, now)
    return row


def check_draft(draft: ActivityDraft, shop_id: int, actor: Staff) -> ActivityDraft:
    """The draft with clean title and complete rules; raises `InvalidInput` naming the value."""
    kind = kind_of(draft.kind)
    rules = kind.validate_rules(draft.rules)
    check_prizes(rules, shop_id, actor)
    title, seconds = _title(draft.title), _seconds(draft.seconds, kind)
    return replace(draft, kind=kind.code, title=title, seconds=seconds, rules=rules)


def _title(text: str) -> str:
    clean = " ".join(text.replace("\x00", "").split())
    if not 1 <= len(clean) <= LONGEST_TITLE:
        message = _("标题有 %(n)s 个字，请写 1 到 %(most)s 个字")
        raise InvalidInput(message % {"n": len(clean), "most": LONGEST_TITLE}, field="title")
    return clean


def _seconds(seconds: int, kind: Kind) -> int:
    if seconds == 0 and kind.open_ended:
        return 0
    if not SHORTEST <= seconds <= kind.longest:
        message = _("时长是 %(n)s 秒，请填 %(least)s 到 %(most)s 秒")
        words = {"n": seconds, "least": SHORTEST, "most": kind.longest}
        raise InvalidInput(message % words, field="seconds")
    return seconds
