"""A quote becomes an order: its buyer names the amount, the order writer decides."""

from __future__ import annotations

import datetime as dt
import uuid

import msgspec
from django.utils.translation import gettext as _

from kaibo.foundation.clock import from_ms
from kaibo.foundation.errors import NotFound
from kaibo.liveroom import facade as liveroom
from kaibo.selling.checkout import cart
from kaibo.selling.checkout.contracts import Placed
from kaibo.selling.checkout.errors import OrderRefused
from kaibo.selling.contracts import (
    BUY_CODES,
    BuyRequest,
    BuyResult,
    OrderPlan,
    format_order_no,
)
from kaibo.selling.models import Order, Quote
from kaibo.selling.ordering import place_order


def place_quote(
    buyer_id: int, quote_id: int, pay_amount: int, key: uuid.UUID, source: str, now: dt.datetime
) -> Placed:
    """Send the quote to the order writer and wait for its commit; the same key, the same order.

    Raises `NotFound` (not this buyer's quote), `OrderRefused` with the writer's code; after
    ``try_again`` asking once more with the same key is safe.
    """
    quote = Quote.objects.filter(pk=quote_id, buyer_id=buyer_id).first()
    if quote is None:
        raise NotFound(_("没有这份结算单，请重新结算"))
    result = place_order(_request(quote, pay_amount, key, source))
    if result.code or result.order_id is None:
        raise _refusal(result)
    cart.take_out(buyer_id, [line.offer_id for line in _plan(quote).lines if not line.is_gift])
    order = Order.objects.get(pk=result.order_id)
    return Placed(
        order.pk, format_order_no(order.pk, order.placed_at), order.pay_amount,
        from_ms(result.expires_at) if result.expires_at else order.expires_at, result.is_repeat,
    )  # fmt: skip


def _request(quote: Quote, pay: int, key: uuid.UUID, source: str) -> BuyRequest:
    room = liveroom.room_by_id(quote.room_id)
    return BuyRequest(
        ref=1, key=key.bytes, room_id=quote.room_id, show_id=quote.show_id,
        buyer_id=quote.buyer_id, offer_id=0, quantity=0, price=0,
        address_id=quote.address_id,
        segment_run_id=room.segment_run_id, pinned_link_id=room.pinned_link_id, video_ms=None,
        source=source, is_rehearsal=room.is_rehearsal, pay=pay, quote_id=quote.pk,
    )  # fmt: skip


def _plan(quote: Quote) -> OrderPlan:
    return msgspec.convert(quote.plan, OrderPlan, strict=False)


def _refusal(result: BuyResult) -> OrderRefused:
    message = BUY_CODES.get(result.code, BUY_CODES["try_again"])
    return OrderRefused(_(message), reason=result.code, amount=result.amount, left=result.left)
