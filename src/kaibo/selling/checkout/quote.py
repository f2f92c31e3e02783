"""A buyer asks what it costs: price the wish, and store what may be placed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from django.db import transaction
from django.utils.translation import gettext as _

from kaibo.foundation.errors import InvalidInput
from kaibo.liveroom import facade as liveroom
from kaibo.liveroom.facade import RoomFacts
from kaibo.members import facade as members
from kaibo.members.contracts import ShippingAddress
from kaibo.promotions import facade as promotions
from kaibo.promotions.contracts import BuyerFacts, Priced
from kaibo.promotions.hot import price_cart
from kaibo.selling.checkout import answer, facts, rules
from kaibo.selling.checkout.contracts import OfferFact, Quoted, Wanted, Wish
from kaibo.selling.contracts import PlanMove
from kaibo.selling.models import Quote
from kaibo.selling.models.cart import NoReturnConsent

LIFETIME = dt.timedelta(minutes=10)
KEPT = dt.timedelta(days=1)


def make_quote(viewer_id: int, is_buyer: bool, wish: Wish, now: dt.datetime) -> Quoted:
    """Price the wish. It gets a quote that can be placed when nothing is lacking.

    Lines that cannot be bought are told with their state and left out of the sum. Locks nothing.
    Raises `NotFound` (room, address), `InvalidInput` (no lines, too many).
    """
    room = liveroom.find_room(wish.room_slug)
    lines = _checked(wish.lines)
    known = facts.offer_facts((line.offer_id for line in lines), viewer_id, now)
    states = _states(lines, known, room)
    buyable = [line for line in lines if states.get(line.offer_id) == "ok"]
    address = _address(viewer_id, wish.address_id) if is_buyer else None
    live = promotions.live_promotions(room.shop_id, room.show_id, now)
    buyer = facts.buyer_facts(viewer_id, room.shop_id, live, now)
    cart = facts.cart_of(
        wish, known, buyable, address.fields.province if address else None, room.shop_id,
        room.show_id, live, now,
    )  # fmt: skip
    priced = price_cart(cart, live, buyer, now)
    lacks = _lacks(is_buyer, room, address, lines, buyable, known, wish)
    quote = None
    if address is not None and not lacks:
        kept = answer.explanation(priced, live)
        quote = _store(viewer_id, room, address.address_id, kept, priced, known, buyer, now)
    return answer.quoted(quote, lines, known, states, priced, live, buyer, lacks, wish)


def sweep_quotes(now: dt.datetime) -> int:
    """Forget quotes that no order used, a day after they expired; returns how many."""
    old = Quote.objects.filter(expires_at__lt=now - KEPT, order_id__isnull=True)
    return old.delete()[0]


def _checked(lines: Sequence[Wanted]) -> tuple[Wanted, ...]:
    merged = rules.merged(lines)
    if not merged:
        raise InvalidInput(_("请先选择商品"), field="lines")
    if len(merged) > rules.MOST_LINES:
        raise InvalidInput(
            _("一次最多结算 %(most)d 种商品，请分两次提交") % {"most": rules.MOST_LINES},
            field="lines",
        )
    if too_many := [line for line in merged if line.quantity > rules.MOST_UNITS]:
        raise InvalidInput(
            _("数量 %(n)d 太多，一种商品一次最多 %(most)d 件")
            % {"n": too_many[0].quantity, "most": rules.MOST_UNITS},
            field="lines",
        )
    if sum(line.quantity for line in merged) > rules.MOST_IN_ALL:
        raise InvalidInput(
            _("一次最多结算 %(most)d 件，请分两次提交") % {"most": rules.MOST_IN_ALL}, field="lines"
        )
    return merged


def _states(
    lines: Sequence[Wanted], known: Mapping[int, OfferFact], room: RoomFacts
) -> dict[int, str]:
    return {
        line.offer_id: rules.state_of(
            known[line.offer_id], line.quantity, room.show_id, room.is_on_air
        )
        for line in lines
        if line.offer_id in known
    }


def _address(viewer_id: int, address_id: int | None) -> ShippingAddress | None:
    """The one that was chosen, else the default one."""
    mine = members.addresses(viewer_id)
    if address_id is None:
        return mine[0] if mine else None
    return next((one for one in mine if one.address_id == address_id), None)


def _lacks(
    is_buyer: bool, room: RoomFacts, address: ShippingAddress | None, lines: Sequence[Wanted],
    buyable: Sequence[Wanted], known: Mapping[int, OfferFact], wish: Wish,
) -> tuple[str, ...]:  # fmt: skip
    """What stands between this wish and an order."""
    unticked = {
        line.offer_id
        for line in buyable
        if known[line.offer_id].is_exempt and line.offer_id not in wish.no_return_known
    }
    found = {
        "not_on_air": not room.is_on_air,
        "login": not is_buyer,
        "address": is_buyer and address is None,
        "lines": len(buyable) < len(lines),
        "tick": bool(unticked),
    }
    return tuple(name for name, lacking in found.items() if lacking)


@transaction.atomic
def _store(
    viewer_id: int, room: RoomFacts, address_id: int, kept: dict[str, Any], priced: Priced,
    known: Mapping[int, OfferFact], buyer: BuyerFacts, now: dt.datetime,
) -> Quote:  # fmt: skip
    plan = rules.plan_of(priced, _moves(viewer_id, room.shop_id, priced, buyer))
    quote = Quote.objects.create(
        shop_id=room.shop_id, show_id=room.on_air_show, room_id=room.id, buyer_id=viewer_id,
        plan=msgspec.to_builtins(plan, str_keys=True),
        explanation=kept, address_id=address_id,
        pay_amount=priced.pay_amount, made_at=now, expires_at=now + LIFETIME,
    )  # fmt: skip
    NoReturnConsent.objects.bulk_create(
        NoReturnConsent(
            quote=quote, offer_id=line.offer_id, agreed_at=now,
            text=answer.no_return_text(known[line.offer_id]),
        )
        for line in priced.lines
        if known[line.offer_id].is_exempt
    )  # fmt: skip
    return quote


def _moves(viewer_id: int, shop_id: int, priced: Priced, buyer: BuyerFacts) -> list[PlanMove]:
    """What the order takes of coupons, limits, budgets and balances."""
    of_claim = {coupon.claim_id: coupon.promotion_id for coupon in buyer.coupons}
    spent = [of_claim[claim_id] for claim_id in priced.coupon_claim_ids]
    taken = [
        promotions.Taken(use.promotion_id, use.quantity, use.amount, spent.count(use.promotion_id))
        for use in priced.uses
    ]
    moves = promotions.order_moves(
        shop_id, viewer_id, taken, points=priced.points_used, credit=priced.credit_amount,
        redpacket=priced.redpacket_amount,
    )  # fmt: skip
    return [PlanMove(move.debit_id, move.credit_id, move.amount, move.reason) for move in moves]
