"""放库存 and taking it back: a delta through the ledger, never below zero."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from kaibo.foundation.errors import InvalidInput
from kaibo.liveroom import facade as liveroom
from kaibo.selling.actions.offer_step import Step, enter, fact, finish, hold, offer_name
from kaibo.selling.models import Offer
from kaibo.supply import facade as supply


@transaction.atomic
def change_stock(step: Step, offer_ids: Sequence[int], delta: int) -> int:
    """Put ``delta`` units on each offer, or take them back when negative.

    Of a bundle the components that only it sells are moved; the others stand on the links that
    sell them by themselves. Locks ledger accounts, offers, the room. Raises `InvalidInput` for a
    bundle without a component of its own, `ledger.BalanceTooLow` when the warehouse (or the link,
    for a negative delta) holds fewer.
    """
    if delta == 0 or abs(delta) > 1_000_000:
        raise InvalidInput(_("库存变化 %(n)s 不正确，请填写非零整数") % {"n": delta}, field="delta")
    room = enter(step)
    rows = Offer.objects.filter(pk__in=offer_ids, show_id=room.on_air_show)
    shelves = rows.select_related("link__product", "sku").prefetch_related("parts__stock_account")
    moves = [move for offer in shelves.order_by("pk") for move in _moves(offer, abs(delta))]
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


def _moves(offer: Offer, units: int) -> list[supply.Release]:
    parts = list(offer.parts.all())
    if not parts:
        return [supply.Release(offer.link_id, offer.sku_id, units)]
    own = [part for part in parts if part.stock_account.place_id == offer.link_id]
    if not own:
        raise InvalidInput(
            _("“%(name)s”是套装，按单品的库存出售，请在单品的链接上调整库存")
            % {"name": offer_name(offer)},
            field="delta",
        )
    return [supply.Release(offer.link_id, part.sku_id, units * part.units) for part in own]
