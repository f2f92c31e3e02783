"""The demo shop's room, and going live in it as its operator would."""

from __future__ import annotations

from datetime import datetime

from kaibo.console.demo.campaigns import give_gifts
from kaibo.console.live.air import start_show
from kaibo.console.live.desk_actions import advance, pin
from kaibo.foundation.errors import NotFound
from kaibo.foundation.models import Shop
from kaibo.liveroom import facade as liveroom
from kaibo.planning import facade as planning
from kaibo.team.facade import Staff


def seed_room(shop: Shop, admin: Staff) -> liveroom.RoomFacts:
    """The room `/r/<shop slug>`, made when it is missing."""
    try:
        return liveroom.find_room(shop.slug)
    except NotFound:
        return liveroom.open_room(shop.pk, shop.slug, f"{shop.name}直播间", admin)


def go_live(slug: str, operator: Staff, now: datetime) -> int | None:
    """Start the planned show through its gate, run the first segment and present the first link.

    Returns the show, None when one is on air already. Raises `GateClosed` with every reason.
    """
    room = liveroom.find_room(slug)
    if room.is_on_air:
        return None
    show = _planned(room.shop_id)
    start_show(slug, show, operator, now)
    advance(room.id, None, operator, now)
    first = planning.lineup(show)[0]
    pin(room.id, first.id, operator, now)
    give_gifts(room.shop_id, show, operator, now)
    return show


def _planned(shop_id: int) -> int:
    """The show in preparation that starts first."""
    cards = [card for card in planning.show_cards([shop_id]) if card.phase == "prepare"]
    real = [card for card in cards if not card.is_rehearsal]
    if not real:
        raise NotFound("no show is planned; plan one in the studio")
    return min(real, key=lambda card: card.planned_start_at).id
