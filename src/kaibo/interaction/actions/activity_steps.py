"""What the steps of an activity share. Locks: the activity, then the room, then the audit chain."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from kaibo.foundation.clock import to_ms
from kaibo.foundation.errors import Conflict, NotFound
from kaibo.interaction.models import Activity
from kaibo.liveroom import facade as liveroom
from kaibo.liveroom.contracts import ActivityCard, ActivityChanged

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from kaibo.team.facade import Staff


FACTS = ("activity_open", "activity_close", "activity_settle", "activity_cancel")


def lock(activity_id: int, room_id: int | None = None) -> Activity:
    """The activity, locked until the transaction ends; of that room, when one is given."""
    rows = Activity.objects.select_for_update(no_key=True)
    return _one(rows, activity_id, room_id)


def find(activity_id: int, room_id: int) -> Activity:
    """The activity of that room, unlocked; raises `NotFound`."""
    return _one(Activity.objects.all(), activity_id, room_id)


def _one(rows: QuerySet[Activity], activity_id: int, room_id: int | None) -> Activity:
    found = rows.filter(pk=activity_id)
    row = (found if room_id is None else found.filter(room_id=room_id)).first()
    if row is None:
        raise NotFound(_("这个直播间没有编号 %(id)s 的互动，请刷新") % {"id": activity_id})
    return row


def require_state(row: Activity, *states: str) -> None:
    """Raises `Conflict` that names the state it is in and those it would have to be in."""
    if row.state not in states:
        names = {
            "armed": _("待开始"), "open": _("进行中"), "closed": _("已截止"),
            "settled": _("已结束"), "cancelled": _("已取消"),
        }  # fmt: skip
        wanted = "、".join(names[state] for state in states)
        message = _("“%(title)s”%(state)s，%(wanted)s时才能这样做，请刷新")
        words = {"title": row.title, "state": names[row.state], "wanted": wanted}
        raise Conflict(message % words, state=row.state)


def enter_room(row: Activity, actor: Staff | None) -> liveroom.RoomFacts:
    """The room, locked; the clock (no actor) needs no role."""
    room = liveroom.lock_room(row.room_id)
    if actor is not None:
        liveroom.may_run_desk(actor, room.shop_id)
    return room


def card(row: Activity) -> ActivityCard:
    """What viewers see of it."""
    opened = row.opens_at or row.armed_at
    return ActivityCard(
        id=row.pk, kind=row.kind, title=row.title, state=row.state, opens_at=to_ms(opened),
        closes_at=to_ms(row.closes_at) if row.closes_at else None, rules=row.public,
        result=row.result, rules_hash=row.rules_hash,
    )  # fmt: skip


def announce(row: Activity, room: liveroom.RoomFacts, actor: Staff | None) -> None:
    """Tell the room, unless it has moved on to another show."""
    if room.show_id == row.show_id:
        liveroom.append_event(room.id, ActivityChanged(card=card(row)), actor.pk if actor else None)


def write_down(
    row: Activity,
    room: liveroom.RoomFacts,
    verb: str,
    actor: Staff | None,
    now: dt.datetime,
    quantity: int | None = None,
    held: int = 0,
) -> int:
    """The journal's rows of a step; ``verb`` is also the kind of its fact, if it has one.

    ``held``: entries that wait for a review, told to the desk.
    """
    fact: dict[str, object] = {"ref": row.pk, "text": f"{row.kind}:{row.title}"}
    if quantity is not None:
        fact["quantity"] = quantity
    if room.show_id != row.show_id:  # told late, of the show that was
        fact |= {"show": row.show_id, "segment_run": row.segment_run_id, "pinned_link": None}
    detail: dict[str, object] = {"activity_id": row.pk, "kind": row.kind, "title": row.title}
    if quantity is not None:
        detail["n"] = quantity
    if held:
        detail["held"] = held
    facts = ((verb, fact),) if verb in FACTS else ()
    deed = liveroom.Deed(verb, f"activity:{row.pk}", detail, facts=facts)
    return liveroom.journal(room, actor, deed, now)
