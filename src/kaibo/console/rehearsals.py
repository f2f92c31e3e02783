"""Rehearse a show: its plan, a room of its own, an audience with tokens, the same gate.

A rehearsal's stock comes from the ledger's rehearsal account, its figures carry its own show.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from kaibo.console.live.air import end_show, start_show
from kaibo.console.live.desk_actions import advance, pin
from kaibo.foundation.errors import NotFound
from kaibo.liveroom import facade as liveroom
from kaibo.members import facade as members
from kaibo.members.contracts import SyntheticBuyer
from kaibo.planning import facade as planning

if TYPE_CHECKING:
    from kaibo.team.facade import Staff


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """A rehearsal show and where it takes place."""

    show_id: int
    source_id: int
    room_id: int
    slug: str
    stream_key: str


def prepare(slug: str, actor: Staff, now: datetime, source_id: int | None = None) -> Rehearsal:
    """Copy the show that ``slug`` has or will have into its rehearsal room `<slug>-rehearsal`."""
    room = liveroom.find_room(slug)
    source = source_id or room.show_id or _next_show(room.shop_id)
    show = planning.copy_for_rehearsal(source, actor, now)
    stage = _stage(room, actor)
    key = liveroom.stream_key(stage.id, actor)
    return Rehearsal(show.id, source, stage.id, stage.slug, key)


def go_live(rehearsal: Rehearsal, actor: Staff, now: datetime) -> None:
    """Start it through the gate; raises `GateClosed` with every reason."""
    start_show(rehearsal.slug, rehearsal.show_id, actor, now)
    step(rehearsal, 0, actor, now)


def steps(rehearsal: Rehearsal) -> int:
    """How many segments the script has."""
    return len(planning.segments(rehearsal.show_id))


def step(rehearsal: Rehearsal, turn: int, actor: Staff, now: datetime) -> None:
    """Start segment ``turn`` of the script and present its link; nothing when it is over."""
    segments = planning.segments(rehearsal.show_id)
    if turn >= len(segments):
        return
    segment = segments[turn]
    advance(rehearsal.room_id, segment.id, actor, now)
    if segment.link_id is not None:
        pin(rehearsal.room_id, segment.link_id, actor, now)


def finish(rehearsal: Rehearsal, actor: Staff, now: datetime) -> None:
    """End the rehearsal show; its review is made like any other and marked."""
    end_show(rehearsal.slug, actor, now)


def audience(count: int, now: datetime) -> list[SyntheticBuyer]:
    """Synthetic buyers with tokens and an address that no parcel goes to."""
    return [
        members.make_synthetic_buyer(f"彩排观众{number:04d}", "rehearsal", now)
        for number in range(1, count + 1)
    ]


def _stage(room: liveroom.RoomFacts, actor: Staff) -> liveroom.RoomFacts:
    slug = f"{room.slug[:30]}-rehearsal"
    try:
        return liveroom.find_room(slug)
    except NotFound:
        return liveroom.open_room(room.shop_id, slug, f"{room.title}（彩排）", actor)


def _next_show(shop_id: int) -> int:
    cards = [card for card in planning.show_cards([shop_id]) if not card.is_rehearsal]
    if not cards:
        raise NotFound("this shop has no show to rehearse; plan one first")
    return cards[0].id
