"""What people find about a decision of the guard, carried to the entries that wait for it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import transaction
from django.utils.translation import gettext as _

from kaibo.foundation.clock import to_ms
from kaibo.foundation.errors import NotFound
from kaibo.interaction import activity_facade as activities
from kaibo.interaction.entering import HELD
from kaibo.liveroom import facade as liveroom
from kaibo.risk import facade as risk
from kaibo.team.facade import require

if TYPE_CHECKING:
    from kaibo.team.facade import Staff


@transaction.atomic
def decide(
    shop_id: int, decision_id: int, lift: bool, note: str, actor: Staff, now: dt.datetime
) -> int:
    """Lift or confirm; the viewer's held entries of that show are accepted or refused.

    Returns how many entries. Locks their activities, the decision, then the audit chain.
    """
    require(actor, shop_id, *risk.JUDGES)
    card = risk.decision(shop_id, decision_id)
    if card is None:
        raise NotFound(_("本店没有编号 %(id)s 的风控决定") % {"id": decision_id})
    held = _held(card)
    row = risk.decide(shop_id, decision_id, lift, note, actor, now)
    for entry_id in held:
        activities.review_entry(entry_id, lift, actor, now, note)
    liveroom.tell(
        row.viewer_id, row.room_id, "guard_decided",
        {"decision": row.pk, "outcome": row.outcome, "answer": row.note, "at": to_ms(now)},
    )  # fmt: skip
    return len(held)


def waiting_entries(cards: list[risk.DecisionCard]) -> dict[int, int]:
    """Held entries by decision."""
    return {card.id: _entries(card).count() for card in cards}


def _held(card: risk.DecisionCard) -> list[int]:
    """Ids of the entries, with their activities locked in ascending id."""
    activity = apps.get_model("interaction", "Activity")._default_manager
    wanted = _entries(card).values("activity_id")
    list(activity.select_for_update(no_key=True).filter(pk__in=wanted).order_by("pk"))
    return list(_entries(card).order_by("activity_id").values_list("pk", flat=True))


def _entries(card: risk.DecisionCard) -> Any:
    """The viewer's held entries of that show, as a query set."""
    rows = apps.get_model("interaction", "Entry")._default_manager.filter(
        viewer_id=card.viewer_id, grade=HELD, activity__room_id=card.room_id
    )
    if card.show_id:
        return rows.filter(activity__show_id=card.show_id)
    return rows.filter(activity__show__isnull=True)
