"""Settle an activity: its kind decides from the entries, the outcome is shown, prizes are owed."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.apps import apps
from django.db import transaction

from kaibo.foundation.clock import to_ms
from kaibo.interaction import funds
from kaibo.interaction.actions.activity_steps import (
    announce,
    enter_room,
    lock,
    require_state,
    write_down,
)
from kaibo.interaction.models import Activity, ActivityPrize, Entry
from kaibo.interaction.prizes import pay_later
from kaibo.interaction.rules.activities.kind import (
    HELD,
    REFUSED,
    EntryFacts,
    Json,
    Outcome,
    Settling,
    Won,
    frozen,
)
from kaibo.interaction.rules.activities.registry import kind_of
from kaibo.risk import facade as risk

if TYPE_CHECKING:
    from kaibo.team.facade import Staff


def settle_activity(
    activity_id: int, actor: Staff | None, now: dt.datetime, room_id: int | None = None
) -> Activity:
    """closed → settled; prizes are paid after the commit. Locks the activity, then the room.

    Slow work of the kind comes before the locks: what it is done on does not change any more.
    """
    row = Activity.objects.get(pk=activity_id)
    kind = kind_of(row.kind)
    prepared: Json = {}
    if kind.prepare and row.state == "closed":
        entries = entry_facts(activity_id)
        prepared = kind.prepare(Settling(row.pk, row.rules, row.secret, entries))
    return _settle(activity_id, actor, now, room_id, prepared)


@transaction.atomic
def _settle(
    activity_id: int, actor: Staff | None, now: dt.datetime, room_id: int | None, prepared: Json
) -> Activity:
    funds.give_back(activity_id, now)
    row = lock(activity_id, room_id)
    require_state(row, "closed")
    kind, entries = kind_of(row.kind), entry_facts(activity_id)
    row.secret = row.secret | prepared
    outcome = kind.settle(Settling(row.pk, row.rules, row.secret, entries))
    _owe(row, outcome, entries, _held(row, outcome, entries))
    room = enter_room(row, actor)
    row.result = row.result | outcome.result
    if kind.has_secret:
        row.result["frozen"] = frozen(kind, row.rules, row.secret)
    row.state, row.settled_at = "settled", now
    row.save(update_fields=["state", "settled_at", "result", "secret"])
    announce(row, room, actor)
    if outcome.won:
        pay_later(row.pk)
    write_down(row, room, "activity_settle", actor, now, len(outcome.won), _waiting(row))
    return row


def entry_facts(activity_id: int) -> list[EntryFacts]:
    """The counted and held entries in order of number."""
    rows = Entry.objects.filter(activity_id=activity_id).exclude(grade=REFUSED).order_by("number")
    people = apps.get_model("members", "Viewer")._default_manager
    inside = people.filter(pk__in=rows.order_by().values("viewer_id"))
    names = dict(inside.values_list("pk", "nickname"))
    return [
        EntryFacts(
            one.pk, one.viewer_id, one.number, to_ms(one.at), one.slot, one.body, one.grade,
            names.get(one.viewer_id, ""),
        )
        for one in rows
    ]  # fmt: skip


def _held(row: Activity, outcome: Outcome, entries: list[EntryFacts]) -> set[int]:
    """Ids of entries whose prize waits: held before, or won by somebody the guard has doubts of.

    A decision may come when nothing enters any more; what it did not reach is held here.
    """
    won = {one.entry for one in outcome.won}
    known = [one for one in entries if one.id in won]
    doubted = set(risk.open_holds(row.room_id, row.show_id, [one.viewer for one in known]))
    held = {one.id for one in known if one.grade == HELD or one.viewer in doubted}
    Entry.objects.filter(pk__in=held).update(grade=HELD)
    return held


def _waiting(row: Activity) -> int:
    return Entry.objects.filter(activity=row, grade=HELD).count()


def _owe(row: Activity, outcome: Outcome, entries: list[EntryFacts], held: set[int]) -> None:
    """What each winner is to get; of held entries it waits, of rehearsals it is never paid."""
    known = {one.id: one for one in entries}
    ActivityPrize.objects.bulk_create(
        _prize(row, won, known[won.entry].viewer, won.entry in held) for won in outcome.won
    )


def _prize(row: Activity, won: Won, viewer: int, is_held: bool) -> ActivityPrize:
    return ActivityPrize(
        activity=row, entry_id=won.entry, viewer_id=viewer, place=won.place,
        kind=won.prize.kind, amount=won.prize.amount, campaign_id=won.prize.campaign_id,
        is_held=is_held, refused="rehearsal" if row.is_rehearsal else "",
    )  # fmt: skip
