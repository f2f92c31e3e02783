"""The door to offers: opened and closed with a show, stepped by the desk, read as cards."""

from __future__ import annotations

from kaibo.liveroom.contracts import LinkCard, OfferCard, RoomState
from kaibo.selling import hot
from kaibo.selling.actions.change_price import change_price, restore_price
from kaibo.selling.actions.change_stock import change_stock
from kaibo.selling.actions.close_offers import close_offers, return_all_leftovers
from kaibo.selling.actions.flash import resume_flash, start_flash, stop_flash
from kaibo.selling.actions.list_offer import change_limit, list_offers
from kaibo.selling.actions.offer_step import Step, raw
from kaibo.selling.actions.open_offers import open_offers
from kaibo.selling.models import Offer

__all__ = [
    "Step", "change_limit", "change_price", "change_stock", "close_offers", "link_card",
    "link_cards", "list_offers", "offer_cards", "offers_of_link", "open_offers", "restore_price",
    "resume_flash", "return_all_leftovers", "room_state", "start_flash", "stop_flash",
]  # fmt: skip


def room_state(slug: str) -> RoomState | None:
    """`hot.room_state` on Django's connection, inside its transaction."""
    return hot.room_state(raw(), slug)


def link_cards(show_id: int) -> list[LinkCard]:
    """The cards of all links of a show."""
    return hot.link_cards(raw(), show_id)


def link_card(show_id: int, link_id: int) -> LinkCard | None:
    """The card of one link of the show, or None."""
    return next((card for card in link_cards(show_id) if card.link_id == link_id), None)


def offer_cards(offer_ids: list[int]) -> list[OfferCard]:
    """The cards of the offers named."""
    return hot.offer_cards(raw(), offer_ids)


def offers_of_link(offer_id: int) -> list[int]:
    """Ids of all offers of the link that ``offer_id`` belongs to, in ascending order."""
    link = Offer.objects.filter(pk=offer_id).values_list("link_id", flat=True)
    return list(Offer.objects.filter(link_id__in=link).order_by("pk").values_list("pk", flat=True))
