"""Start and end a show: plan, stock, offers and room move together or not at all.

Lock order: ledger accounts, offers, the room, the show, the audit chain.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from kaibo.foundation import gate
from kaibo.foundation.errors import Conflict, NotFound
from kaibo.liveroom import facade as liveroom
from kaibo.planning import facade as planning
from kaibo.planning.contracts import FrozenPlan, RunFact, ShowCard
from kaibo.selling import offer_facade as offers

if TYPE_CHECKING:
    from kaibo.team.facade import Staff


@transaction.atomic
def start_show(
    slug: str, show_id: int, actor: Staff, now: datetime, *, lists_all: bool = True
) -> int:
    """Go Live; returns the id of the console action.

    Raises `GateClosed` with every open reason, `RoomTaken`, `NotAllowed`, `BalanceTooLow`.
    ``lists_all``: every offer is on sale at once, else the operator lists them one by one.
    """
    room = liveroom.turn_of_air(slug)
    liveroom.may_run_desk(actor, room.shop_id)
    liveroom.check_free(room)
    show = _show_of(room, show_id)
    facts = liveroom.air_facts(room)
    gate.require("go_live", gate.Question(show_id, show.shop_id, now, facts))
    plan = _frozen(show_id)
    offers.open_offers(plan, show.shop_id, show.is_rehearsal, lists_all, actor, now)
    liveroom.lock_room(room.id)  # before the show and the audit chain, which enter_phase takes
    on_air = planning.enter_phase(show_id, "on_air", actor, now, facts)
    return liveroom.go_on_air(room.id, on_air, offers.link_cards(show_id), actor, now)


@transaction.atomic
def end_show(slug: str, actor: Staff, now: datetime) -> int:
    """End the show on air; unsold stock goes home, the review begins."""
    room = liveroom.turn_of_air(slug)
    show_id = room.on_air_show
    offers.close_offers(offers.Step(room.id, actor, now))
    action = liveroom.go_off_air(room.id, actor, now)
    runs = [RunFact(run.segment_id, run.was_skipped) for run in liveroom.runs(show_id)]
    planning.record_execution(show_id, runs)
    planning.enter_phase(show_id, "review", actor, now)
    return action


def _show_of(room: liveroom.RoomFacts, show_id: int) -> ShowCard:
    show = planning.show_card(show_id)
    if show.shop_id != room.shop_id:
        raise NotFound(_("本店没有场次 %(id)s") % {"id": show_id})
    if show.phase != "prepare":
        message = _("“%(title)s”已经开播过，请选择筹备中的场次")
        raise Conflict(message % {"title": show.title}, phase=show.phase)
    return show


def _frozen(show_id: int) -> FrozenPlan:
    plan = planning.frozen_plan(show_id)
    if plan is None:
        raise NotFound(_("场次 %(id)s 还没有冻结的排品表") % {"id": show_id})
    return plan
