"""End of show, selling's part: nothing is on sale, no flash runs, unsold stock goes home."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q

from kaibo.foundation.clock import to_ms
from kaibo.liveroom import facade as liveroom
from kaibo.liveroom.contracts import OffersChanged
from kaibo.selling.actions.offer_step import Step, raw
from kaibo.selling.hot import offer_cards
from kaibo.selling.models import Offer
from kaibo.supply import facade as supply

if TYPE_CHECKING:
    from kaibo.team.facade import Staff


@transaction.atomic
def close_offers(step: Step) -> None:
    """Unlist everything of the show on air and return what is unsold.

    Locks ledger accounts, offers, the room. Units of unpaid orders come back when those expire:
    `return_leftovers` brings them home.
    """
    room = liveroom.room_by_id(step.room_id)
    liveroom.may_run_desk(step.actor, room.shop_id)
    show_id = room.on_air_show
    _bring_home(show_id, room.is_rehearsal, step.actor)
    Offer.objects.filter(show_id=show_id).update(
        is_listed=False, flash_price=None, flash_starts_at=None, flash_ends_at=None
    )
    liveroom.lock_room(step.room_id)
    ids = list(Offer.objects.filter(show_id=show_id).order_by("pk").values_list("pk", flat=True))
    cards = offer_cards(raw(), ids, to_ms(step.now))
    liveroom.append_event(
        step.room_id, OffersChanged(offers=cards, reason="unlisted"), step.actor.pk
    )


@transaction.atomic
def return_leftovers(show_id: int, is_rehearsal: bool) -> int:
    """Bring home what came back to the links of an ended show; returns the units."""
    return _bring_home(show_id, is_rehearsal, None)


def return_all_leftovers(now: datetime) -> int:
    """`return_leftovers` for every show that ended within the last week; returns the units."""
    back = Offer.objects.filter(
        Q(stock_account__balance__gt=0) | Q(parts__stock_account__balance__gt=0),
        show__ended_at__gte=now - timedelta(days=7),
    )
    shows = back.values_list("show_id", "show__is_rehearsal").distinct().order_by("show_id")
    return sum(return_leftovers(show, is_rehearsal) for show, is_rehearsal in list(shows))


def _bring_home(show_id: int, is_rehearsal: bool, actor: Staff | None) -> int:
    offers = Offer.objects.filter(show_id=show_id)
    rows = list(offers.order_by("pk").prefetch_related("parts"))
    unsold = supply.return_unsold(
        sorted({place for row in rows for place in _own_places(row)}), is_rehearsal, actor
    )
    back = {row.pk: _units_back(row, unsold) for row in rows}
    for offer in offers.select_for_update(no_key=True).order_by("pk"):
        offer.released -= min(back[offer.pk], offer.released)
        offer.version += 1
        offer.save(update_fields=["released", "version"])
    return sum(unsold.values())


def _own_places(offer: Offer) -> list[tuple[int, int]]:
    """(link, SKU) of the stock that the offer sells; a bundle's shared parts are among others'."""
    parts = [(offer.link_id, part.sku_id) for part in offer.parts.all()]
    return parts or [(offer.link_id, offer.sku_id)]


def _units_back(offer: Offer, unsold: Mapping[tuple[int, int], int]) -> int:
    """Units of the offer that went home; of a bundle as many as its own parts make."""
    parts = [
        unsold.get((offer.link_id, part.sku_id), 0) // part.units
        for part in offer.parts.all()
        if unsold.get((offer.link_id, part.sku_id), 0)
    ]
    if offer.parts.all():
        return min(parts, default=0)
    return unsold[offer.link_id, offer.sku_id]
