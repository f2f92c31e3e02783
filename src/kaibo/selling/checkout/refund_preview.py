"""What a refund would give back, to the cent, before it is asked for. Changes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from kaibo.foundation.errors import InvalidInput
from kaibo.selling.actions.refund_order import (
    RefundWish,
    check_state,
    share_of,
    sold_of,
    units_of,
)
from kaibo.selling.errors import WrongState
from kaibo.selling.models import Order
from kaibo.selling.queries import one_of_buyer
from kaibo.selling.rules.refund_share import Share, rest_of, share


@dataclass(frozen=True, slots=True)
class RefundPreview:
    """Money through the provider, points (their money worth) and store credit."""

    money: int
    points: int
    credit: int
    has_shipping: bool


def preview_refund(order_id: int, buyer_id: int, units: Mapping[int, int]) -> RefundPreview:
    """The same arithmetic as the buyer's refund itself; ``units`` by line id, empty: all left.

    Raises `NotFound`, `WrongState` (not paid, or sent already), `InvalidInput` (units).
    """
    order = one_of_buyer(order_id, buyer_id)
    sold = sold_of(order)
    wanted = units_of(order, sold, units)
    if order.state != "paid" or not wanted:
        raise WrongState(
            _("订单现在是“%(state)s”，不能自助退款，请联系商家客服")
            % {"state": _(order.get_state_display())},
            state=order.state,
        )
    try:
        part = share(sold, wanted, with_shipping=rest_of(sold) == wanted)
    except ValueError as error:
        raise InvalidInput(
            _("没有这么多件可退，请核对退款明细：%(why)s") % {"why": error}, field="lines"
        ) from error
    return _told(part, part.has_shipping)


def preview_for_staff(order: Order, wish: RefundWish) -> RefundPreview:
    """What `refund_by_staff` would give back for this wish, before or after shipping.

    Raises `WrongState` (not paid, or all is back) and `InvalidInput` (units).
    """
    check_state(order)
    sold = sold_of(order)
    part = share_of(order, sold, units_of(order, sold, wish.units), wish)
    return _told(part, part.has_shipping and not sold.is_shipping_back)


def _told(part: Share, has_shipping: bool) -> RefundPreview:
    return RefundPreview(
        part.money,
        part.after.points - part.before.points,
        part.after.credit - part.before.credit,
        has_shipping,
    )
