"""Everything the console and the prompter need besides the room's own events, in one answer."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import msgspec

from kaibo.console.live.stock_watch import stock_risks
from kaibo.foundation import gate
from kaibo.foundation.clock import to_ms
from kaibo.growth import facade as growth
from kaibo.interaction import facade as interaction
from kaibo.liveroom import facade as liveroom
from kaibo.liveroom.contracts import RoomState
from kaibo.planning import facade as planning
from kaibo.planning.contracts import FrozenPlan, LinkRow, ShowCard
from kaibo.selling import offer_facade as offers
from kaibo.team import facade as team

if TYPE_CHECKING:
    from kaibo.team.facade import Staff

READERS = (
    "operator", "host", "brand_manager", "admin", "service", "compliance", "analyst",
)  # fmt: skip


def desk(slug: str, actor: Staff, now: datetime) -> dict[str, Any]:
    """The answer of ``GET /rooms/{slug}/desk``; times in Unix ms."""
    room = liveroom.find_room(slug)
    team.require(actor, room.shop_id, *READERS)
    state = offers.room_state(slug)
    show_id = room.show_id if room.is_on_air else None
    plan = planning.frozen_plan(show_id) if show_id else None
    since = now - timedelta(seconds=liveroom.CONFIRM_SECONDS)
    return {
        "now": to_ms(now),
        "state": msgspec.to_builtins(state),
        "show": asdict(planning.show_card(room.show_id)) if room.show_id else None,
        "script": _script(plan),
        "plan": _links(plan),
        "runs": [_ms(asdict(run)) for run in liveroom.runs(show_id)] if show_id else [],
        "actions": [_action(one, now) for one in liveroom.actions(room.id)],
        "confirmations": [_ms(asdict(one)) for one in liveroom.open_confirmations(room.id, since)],
        "muted": [_ms(asdict(one)) for one in interaction.muted(room.id, now)],
        "candidates": [] if room.is_on_air else _candidates(room, now),
        "stock_risks": _stock_risks(state, plan, show_id, now),
        "next_show": _next_show(room, now) if show_id else None,
        "staff": {"id": actor.pk, "name": str(actor)},
    }


def _next_show(room: liveroom.RoomFacts, now: datetime) -> dict[str, Any] | None:
    """What viewers can reserve: how many did, and how many of them in this show."""
    waiting = growth.next_show(room.shop_id, 0, now)
    if waiting is None or waiting.show_id == room.show_id:
        return None
    return {
        "id": waiting.show_id, "title": waiting.title, "starts_at": to_ms(waiting.starts_at),
        "reserved": waiting.reserved, "here": growth.reserved_during(room.show_id or 0),
    }  # fmt: skip


def _stock_risks(
    state: RoomState | None, plan: FrozenPlan | None, show_id: int | None, now: datetime
) -> list[dict[str, Any]]:
    """Short or over stock of each link, said before it is presented."""
    if state is None or show_id is None or not state.is_on_air or state.is_rehearsal:
        return []
    began = state.went_live_at or to_ms(now)
    segments = {row.link_id: row.seconds for row in plan.segments if row.link_id} if plan else {}
    return stock_risks(state.links, max(0, to_ms(now) - began) // 1000, segments)


def _candidates(room: liveroom.RoomFacts, now: datetime) -> list[dict[str, Any]]:
    """Shows that are being prepared, the nearest first, with what keeps each from going live."""
    shows = [show for show in planning.show_cards([room.shop_id]) if show.phase == "prepare"]
    shows.sort(key=lambda show: abs(show.planned_start_at - to_ms(now)))
    return [_candidate(room, show, now) for show in shows[:5]]


def _candidate(room: liveroom.RoomFacts, show: ShowCard, now: datetime) -> dict[str, Any]:
    question = gate.Question(show.id, show.shop_id, now, liveroom.air_facts(room))
    return {
        "id": show.id,
        "title": show.title,
        "host_name": show.host_name,
        "is_rehearsal": show.is_rehearsal,
        "planned_start_at": show.planned_start_at,
        "reasons": [asdict(reason) for reason in gate.ask("go_live", question)],
    }


def _script(plan: FrozenPlan | None) -> list[dict[str, Any]]:
    return [asdict(row) for row in plan.segments] if plan else []


def _links(plan: FrozenPlan | None) -> list[dict[str, Any]]:
    """What the line-up planned for each link: floor, flash price, points to make."""
    return [_link(row) for row in plan.links] if plan else []


def _link(row: LinkRow) -> dict[str, Any]:
    return {
        "link_id": row.id,
        "flash_price": row.flash_price,
        "live_price": row.live_price,
        "spare_stock": row.spare_stock,
        "floor_price": max((sku.floor_price for sku in row.skus), default=0),
        "risk_words": row.risk_words,
        "note": row.note,
    }


def _action(one: liveroom.ActionCard, now: datetime) -> dict[str, Any]:
    """``undo_until`` is null when nothing can be taken back."""
    until = one.at + timedelta(seconds=liveroom.UNDO_SECONDS)
    can = one.undo is not None and one.undone_at is None and now < until
    card = _ms(asdict(one)) | {"undo_until": to_ms(until) if can else None}
    card.pop("undo")
    return card


def _ms(card: dict[str, Any]) -> dict[str, Any]:
    return {
        key: to_ms(value) if isinstance(value, datetime) else value for key, value in card.items()
    }
