"""放库存 and taking it back: a delta through the ledger, never below zero."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from kaibo.foundation.errors import InvalidInput
from kaibo.liveroom import facade as liveroom
from kaibo.selling.actions.offer_step import Step, enter, fact, finish, hold
from kaibo.selling.models import Offer
from kaibo.supply import facade as supply


@transaction.atomic
def change_stock(step: Step, offer_ids: Sequence[int], delta: int) -> int:
    """Put ``delta`` units on each offer, or take them back when negative.

    Locks ledger accounts, offers, the room. Raises `ledger.BalanceTooLow` when the warehouse (or
    the link, for a negative delta) holds fewer.
    """
    if delta == 0 or abs(delta) > 1_000_000:
        raise InvalidInput(_("库存变化 %(n)s 不正确，请填写非零整数") % {"n": delta}, field="delta")
    room = enter(step)
    rows = Offer.objects.filter(pk__in=offer_ids, show_id=room.on_air_show)
    pairs = list(rows.order_by("pk").values_list("link_id", "sku_id"))
    moves = [supply.Release(link, sku, abs(delta)) for link, sku in pairs]
    move = supply.release_all if delta > 0 else supply.take_back_all
    move(moves, room.is_rehearsal, step.actor)
    held = hold(step, offer_ids)
    for offer in held.offers:
        offer.released += delta
    ids = [offer.pk for offer in held.offers]
    undo = {"verb": "stock", "detail": {"offers": ids, "delta": -delta}}
    facts = tuple(fact("stock", offer, quantity=delta) for offer in held.offers)
    deed = liveroom.Deed("stock", f"offer:{ids[0]}", {"offers": ids, "delta": delta}, undo, facts)
    return finish(step, held, "stock", deed, is_new_terms=False)
