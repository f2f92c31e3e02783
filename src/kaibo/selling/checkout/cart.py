"""A viewer's cart in one shop. Prices are those of now; what changed meanwhile is told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from kaibo.foundation.errors import Conflict, InvalidInput, NotFound
from kaibo.liveroom import facade as liveroom
from kaibo.members import facade as members
from kaibo.selling.checkout import facts, rules
from kaibo.selling.checkout.contracts import CartLine, OfferFact
from kaibo.selling.models import Offer
from kaibo.selling.models.cart import CartItem


def cart_lines(viewer_id: int, room_slug: str, now: dt.datetime) -> list[CartLine]:
    """The viewer's items in the shop of this room, newest first; a guest's items come along.

    ``price_seen`` is the price when the buyer last looked; looking makes it the price of now.
    """
    room = liveroom.find_room(room_slug)
    adopt(viewer_id)
    items = list(_items(viewer_id, room.shop_id))
    known = facts.offer_facts((item.offer_id for item in items), viewer_id, now)
    lines = [
        CartLine(
            known[item.offer_id], item.quantity, item.price_seen,
            rules.state_of(known[item.offer_id], item.quantity, room.show_id, room.is_on_air),
            item.added_at,
        )
        for item in items
    ]  # fmt: skip
    _note_prices(items, known)
    return lines


def add_to_cart(viewer_id: int, offer_id: int, quantity: int, now: dt.datetime) -> int:
    """Add units; returns how many of the offer are in the cart now. Locks the viewer's items.

    Raises `NotFound`, `Conflict` (not on sale, limit, full cart).
    """
    adopt(viewer_id)
    with transaction.atomic():
        held = _lock(viewer_id, offer_id)
        return _set(viewer_id, offer_id, (held.quantity if held else 0) + quantity, now)


def set_quantity(viewer_id: int, offer_id: int, quantity: int, now: dt.datetime) -> int:
    """Make it so many units; 0 takes the offer out. Raises as `add_to_cart`."""
    with transaction.atomic():
        held = _lock(viewer_id, offer_id)
        if held is None:
            raise NotFound(_("购物车里没有这件商品，请刷新后重试"))
        if quantity == 0:
            held.delete()
            return 0
        if quantity < held.quantity:  # fewer is always possible, whatever became of the offer
            held.quantity = quantity
            held.save(update_fields=["quantity"])
            return quantity
        return _set(viewer_id, offer_id, quantity, now)


def take_out(viewer_id: int, offer_ids: Sequence[int]) -> None:
    """Offers that were bought, or that the buyer no longer wants."""
    CartItem.objects.filter(viewer_id=viewer_id, offer_id__in=list(offer_ids)).delete()


@transaction.atomic
def adopt(viewer_id: int) -> None:
    """The items that the guests left who have become this buyer; the larger quantity counts."""
    guests = members.merged_guests(viewer_id)
    if not guests:
        return
    left = (
        CartItem.objects.select_for_update(no_key=True).filter(viewer_id__in=guests).order_by("id")
    )
    for item in left:
        own = CartItem.objects.filter(viewer_id=viewer_id, offer_id=item.offer_id).first()
        if own is None:
            item.viewer_id = viewer_id
            item.save(update_fields=["viewer_id"])
            continue
        own.quantity = max(own.quantity, item.quantity)
        own.save(update_fields=["quantity"])
        item.delete()


def _items(viewer_id: int, shop_id: int) -> QuerySet[CartItem]:
    return CartItem.objects.filter(viewer_id=viewer_id, shop_id=shop_id).order_by(
        "-added_at", "-id"
    )


def _lock(viewer_id: int, offer_id: int) -> CartItem | None:
    """The item of the offer; all of the viewer's are held, so that their number is exact."""
    rows = (
        CartItem.objects.select_for_update(no_key=True).filter(viewer_id=viewer_id).order_by("id")
    )
    return next((row for row in rows if row.offer_id == offer_id), None)


def _set(viewer_id: int, offer_id: int, quantity: int, now: dt.datetime) -> int:
    fact = facts.offer_facts([offer_id], viewer_id, now).get(offer_id)
    if fact is None:
        raise NotFound(_("没有这件商品，请刷新后重试"))
    _check(fact, quantity)
    shop_id = Offer.objects.values_list("shop_id", flat=True).get(pk=offer_id)
    is_new = not CartItem.objects.filter(viewer_id=viewer_id, offer_id=offer_id).exists()
    if is_new and _items(viewer_id, shop_id).count() >= rules.MOST_LINES:
        raise Conflict(
            _("购物车最多放 %(most)d 种商品，请先删掉不要的") % {"most": rules.MOST_LINES}
        )
    CartItem.objects.update_or_create(
        viewer_id=viewer_id, offer_id=offer_id,
        defaults={"quantity": quantity},
        create_defaults={
            "quantity": quantity, "shop_id": shop_id, "price_seen": fact.price, "added_at": now,
        },
    )  # fmt: skip
    return quantity


def _check(fact: OfferFact, quantity: int) -> None:
    if not 1 <= quantity <= rules.MOST_UNITS:
        raise InvalidInput(
            _("数量 %(n)d 不正确，请填写 1 到 %(most)d")
            % {"n": quantity, "most": rules.MOST_UNITS},
            field="quantity",
        )
    if fact.is_gift:
        words = _("“%(name)s”是赠品，不单独出售，买活动商品时一起送出")
        raise Conflict(words % {"name": fact.name})
    if not fact.is_listed or fact.left <= 0:
        raise Conflict(_("“%(name)s”现在买不到，看看其他商品吧") % {"name": fact.name})
    if fact.limit and fact.held + quantity > fact.limit:
        raise Conflict(
            _("“%(name)s”每人限购 %(limit)d 件，你还可以买 %(may)d 件")
            % {"name": fact.name, "limit": fact.limit, "may": max(0, fact.limit - fact.held)}
        )
    if quantity > fact.left:
        raise Conflict(
            _("“%(name)s”只剩 %(left)d 件，请减少数量") % {"name": fact.name, "left": fact.left}
        )


def _note_prices(items: Sequence[CartItem], known: dict[int, OfferFact]) -> None:
    moved = [item for item in items if item.price_seen != known[item.offer_id].price]
    for item in moved:
        item.price_seen = known[item.offer_id].price
    if moved:
        CartItem.objects.bulk_update(moved, ["price_seen"])
