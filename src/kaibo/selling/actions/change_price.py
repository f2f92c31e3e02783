"""改价. Orders that are placed keep the price of their second."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from kaibo.liveroom import facade as liveroom
from kaibo.selling.actions.offer_consent import consent
from kaibo.selling.actions.offer_step import Hold, Step, fact, finish, hold


@transaction.atomic
def change_price(
    step: Step,
    offer_ids: Sequence[int],
    price: int,
    confirmation_id: int | None = None,
    versions: dict[int, int] | None = None,
) -> int:
    """Set the normal price of the offers (minor units); locks offers, then the room.

    Raises `SecondPersonNeeded` over the shop's limit or below the floor without a confirmation.
    """
    held = hold(step, offer_ids, versions)
    by = consent(step, held, "price", price, confirmation_id, planned=False)
    old = {offer.pk: offer.normal_price for offer in held.offers}
    for offer in held.offers:
        offer.normal_price = price
    detail = {"offers": list(old), "from": list(old.values()), "to": price, "confirmed_by": by}
    return finish(step, held, "price", _deed(held, detail, old))


@transaction.atomic
def restore_price(step: Step, prices: dict[int, int], versions: dict[int, int]) -> int:
    """Undo: the prices of half a minute ago need no second person."""
    held = hold(step, list(prices), versions)
    old = {offer.pk: offer.normal_price for offer in held.offers}
    for offer in held.offers:
        offer.normal_price = prices[offer.pk]
    detail = {"offers": list(old), "from": list(old.values()), "to": list(prices.values())}
    return finish(step, held, "price", _deed(held, detail, old))


def _deed(held: Hold, detail: dict[str, Any], old: dict[int, int]) -> liveroom.Deed:
    offers = held.offers
    undo = {
        "verb": "price",
        "detail": {
            "prices": {str(pk): price for pk, price in old.items()},
            "versions": {str(offer.pk): offer.version + 1 for offer in offers},
        },
    }
    facts = tuple(fact("price", offer) for offer in offers)
    return liveroom.Deed("price", f"offer:{offers[0].pk}", detail, undo, facts)
