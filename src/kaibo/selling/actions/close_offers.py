"""End of show, selling's part: nothing is on sale, no flash runs, unsold stock goes home."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction

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
        show__ended_at__gte=now - timedelta(days=7), stock_account__balance__gt=0
    )
    shows = back.values_list("show_id", "show__is_rehearsal").distinct().order_by("show_id")
    return sum(return_leftovers(show, is_rehearsal) for show, is_rehearsal in list(shows))


def _bring_home(show_id: int, is_rehearsal: bool, actor: Staff | None) -> int:
    offers = Offer.objects.filter(show_id=show_id)
    pairs = list(offers.order_by("pk").values_list("link_id", "sku_id"))
    unsold = supply.return_unsold(pairs, is_rehearsal, actor)
    for offer in offers.select_for_update().order_by("pk"):
        offer.released -= unsold[offer.link_id, offer.sku_id]
        offer.version += 1
        offer.save(update_fields=["released", "version"])
    return sum(unsold.values())
