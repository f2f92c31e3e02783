"""Money goes back: the whole order or units of its lines, before or after shipping.

The decision is one transaction: the units, the points, credit, coupons and budgets of the order
go back in the ledger, and the money is written down as a refund. The provider is asked after it.
Locks: ledger accounts, order, purchase counts, coupon claims, payment, audit chain.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from kaibo.foundation import audit, ledger
from kaibo.foundation.errors import InvalidInput, NotFound
from kaibo.foundation.models import LedgerAccount, LedgerTransfer
from kaibo.selling import holdings, stock
from kaibo.selling.actions.send_refund import open_refund, send_refund, try_again
from kaibo.selling.contracts import format_order_no
from kaibo.selling.errors import WrongState
from kaibo.selling.models import (
    Order,
    Payment,
    PaymentState,
    Refund,
    RefundKind,
    RefundLine,
)
from kaibo.selling.payments.adapter import Adapter
from kaibo.selling.rules.order_states import HOLDS_STOCK, PART_FROM, Verb, after
from kaibo.selling.rules.refund_share import Share, Sold, SoldLine, rest_of, share, with_gifts
from kaibo.supply import facade as supply
from kaibo.team.facade import Role, Staff, require

Providers = Callable[[str, str], Adapter]
REFUNDERS = (Role.OPERATOR, Role.BRAND_MANAGER, Role.SERVICE, Role.ADMIN)


@dataclass(frozen=True, slots=True)
class RefundWish:
    """Which units (line id to number; empty: all that are left) and why.

    ``with_shipping`` None: the fee goes back while nothing was sent and the whole order falls.
    ``are_goods_back``: units that were sent are in the warehouse again.
    """

    reason: str = ""
    units: Mapping[int, int] = field(default_factory=dict)
    with_shipping: bool | None = None
    are_goods_back: bool = False


def refund_by_staff(
    order_id: int, wish: RefundWish, staff: Staff, providers: Providers, now: dt.datetime
) -> Order:
    """Raises `NotFound`, `WrongState`, `InvalidInput`, `NotAllowed`."""
    shop_id = _shop_of(order_id)
    require(staff, shop_id, *REFUNDERS)
    with transaction.atomic():
        order, refund = _start(order_id, wish, now)
        audit.record(
            shop=shop_id, actor=staff, action="selling.refund_order", subject=f"order:{order_id}",
            detail={
                "amount": refund.amount, "reason": wish.reason, "refund_no": refund.refund_no,
                "units": {str(line): n for line, n in wish.units.items()},
                "goods_back": wish.are_goods_back,
            }, at=now,
        )  # fmt: skip
    return _sent(order, refund, providers, now)


def refund_by_buyer(
    order_id: int, buyer_id: int, wish: RefundWish, providers: Providers, now: dt.datetime
) -> Order:
    """The buyer takes the money back before the parcel leaves; afterwards staff decides."""
    found = Order.objects.filter(id=order_id, buyer_id=buyer_id).first()
    if found is None:
        raise NotFound(_("There is no order %(id)s of yours.") % {"id": order_id})
    plain = RefundWish(wish.reason, wish.units)
    with transaction.atomic():
        order, refund = _start(order_id, plain, now, only_from="paid")
    return _sent(order, refund, providers, now)


def retry_refund(refund_id: int, staff: Staff, providers: Providers, now: dt.datetime) -> Order:
    """A person asks again for a refund that failed; raises `NotFound`, `WrongState`."""
    found = Refund.objects.filter(pk=refund_id).select_related("order").first()
    if found is None:
        raise NotFound(_("There is no refund %(no)s.") % {"no": refund_id})
    require(staff, found.order.shop_id, *REFUNDERS)
    with transaction.atomic():
        Order.objects.select_for_update(no_key=True).get(id=found.order_id)
        refund = try_again(refund_id, now)
        if refund.state != "pending":
            raise WrongState(_("这笔退款没有失败，不需要重试"), state=refund.state)
        audit.record(
            shop=found.order.shop_id, actor=staff, action="selling.retry_refund",
            subject=f"refund:{refund_id}", detail={"refund_no": refund.refund_no}, at=now,
        )  # fmt: skip
    return _sent(found.order, refund, providers, now)


def sold_of(order: Order) -> Sold:
    """What was sold and what of it came back, failed refunds included: they are still owed."""
    done = dict(
        RefundLine.objects.filter(refund__order=order)
        .values_list("line_id")
        .annotate(units=Sum("quantity"))
    )
    lines = [
        SoldLine(
            line.pk, line.quantity, line.amount - line.discount, line.discount,
            done.get(line.pk, 0), line.is_gift,
        )
        for line in order.lines.order_by("id")
    ]  # fmt: skip
    has_shipping = order.refunds.filter(has_shipping=True).exists()
    return Sold(
        lines, order.shipping_amount, order.points_amount, order.credit_amount, has_shipping
    )


def _start(
    order_id: int, wish: RefundWish, now: dt.datetime, only_from: str | None = None
) -> tuple[Order, Refund]:
    routes, purses = stock.routes_of([order_id]), stock.purses_of([order_id])
    homes: dict[int, int] = {}
    if wish.are_goods_back:
        sent = Order.objects.values_list("shipped_at", flat=True).get(id=order_id)
        routes = stock.where_sent(routes, sent)
        homes = _warehouses(routes)
    _lock(routes, purses, homes.values())
    order = Order.objects.select_for_update(no_key=True).get(id=order_id)
    check_state(order, only_from)
    sold = sold_of(order)
    units = units_of(order, sold, wish.units)
    part = share_of(order, sold, units, wish)
    refund = _write_down(order, part, sold, wish, now)
    RefundLine.objects.bulk_create(
        RefundLine(refund=refund, line_id=line, quantity=n, amount=part.lines[line])
        for line, n in units.items()
    )
    _give_units(order, routes, units, homes, now)
    _give_purses(purses, part, now)
    if part.is_whole:
        _fall(order)
    return order, refund


def check_state(order: Order, only_from: str | None = None) -> None:
    """Raises `WrongState` when nothing of the order can be refunded (from ``only_from``)."""
    if order.state not in PART_FROM or only_from not in (None, order.state):
        raise _wrong(order)


def units_of(order: Order, sold: Sold, asked: Mapping[int, int]) -> dict[int, int]:
    """The units that come back: without any asked for all of them, and gifts that were not sent
    with the last of the goods that they were given for."""
    units = dict(asked) or rest_of(sold)
    return with_gifts(sold, units) if order.state in HOLDS_STOCK else units


def share_of(order: Order, sold: Sold, units: Mapping[int, int], wish: RefundWish) -> Share:
    """What these units bring back; raises `WrongState`, `InvalidInput`."""
    if not units:
        raise _wrong(order)
    is_unsent = order.state in HOLDS_STOCK
    is_all = rest_of(sold) == units
    with_shipping = is_unsent and is_all if wish.with_shipping is None else wish.with_shipping
    try:
        return share(sold, units, with_shipping)
    except ValueError as error:
        raise InvalidInput(
            _("没有这么多件可退，请核对退款明细：%(why)s") % {"why": error}, field="lines"
        ) from error


def _write_down(
    order: Order, part: Share, sold: Sold, wish: RefundWish, now: dt.datetime
) -> Refund:
    return open_refund(
        _payment_of(order), RefundKind.ORDER, now, part.money, wish.reason,
        part.has_shipping and not sold.is_shipping_back, wish.are_goods_back,
    )  # fmt: skip


def _lock(
    routes: Sequence[stock.Route], purses: Sequence[LedgerTransfer], homes: Iterable[int]
) -> None:
    """All accounts at once, in ascending id."""
    goods = [i for r in routes for i in (r.reserved_id, r.home_id, r.shipped_id)]
    ledger.lock([*goods, *homes, *(i for m in purses for i in (m.debit_id, m.credit_id))])


def _give_units(
    order: Order,
    routes: Sequence[stock.Route],
    units: Mapping[int, int],
    homes: Mapping[int, int],
    now: dt.datetime,
) -> None:
    """Unsent units go back on sale; sent ones to the warehouse when they are there again."""
    mine = _routes_for(order, routes, units)
    if order.state in HOLDS_STOCK:
        stock.give_back(mine, "refund", now)
        holdings.give_units_back(order, units)
    elif homes:
        moves = [
            ledger.Move(r.shipped_id, homes[r.shipped_id], r.units, "return", r.line_id)
            for r in mine
        ]
        ledger.post(moves, at=now)


def _routes_for(
    order: Order, routes: Sequence[stock.Route], units: Mapping[int, int]
) -> list[stock.Route]:
    quantities = dict(order.lines.values_list("id", "quantity"))
    return [
        replace(route, units=route.units // quantities[route.line_id] * units[route.line_id])
        for route in routes
        if route.line_id in units
    ]


def _give_purses(purses: Sequence[LedgerTransfer], part: Share, now: dt.datetime) -> None:
    """Coupons when nothing stays sold; points, credit and budgets by their share."""
    shares = [(move, part.of(move.reason, move.amount)) for move in purses]
    moves = [
        ledger.Move(move.credit_id, move.debit_id, amount, "refund", move.ref_id)
        for move, amount in shares
        if amount
    ]
    ledger.post(moves, at=now)


def _fall(order: Order) -> None:
    """Nothing of the order stays sold."""
    if order.state in HOLDS_STOCK:
        holdings.free_uses(order)
    holdings.free_claims([order])
    order.state = after(Verb.REFUND, order.state) or order.state
    order.save(update_fields=["state"])


def _warehouses(routes: Sequence[stock.Route]) -> dict[int, int]:
    """Per shipped account, where returned units go: the shop's main warehouse."""
    shipped = LedgerAccount.objects.filter(id__in=[route.shipped_id for route in routes])
    return {row.pk: supply.home_account(row.subject_id, row.shop_id) for row in shipped}


def _payment_of(order: Order) -> Payment:
    """The payment that made the sale; a second one went back when it came."""
    paid = (
        order.payments.filter(state=PaymentState.SUCCEEDED)
        .select_for_update(no_key=True)
        .order_by("id")
    )
    for payment in paid:
        if not payment.refunds.exclude(kind=RefundKind.ORDER).exists():
            return payment
    raise _wrong(order)


def _sent(order: Order, refund: Refund, providers: Providers, now: dt.datetime) -> Order:
    payment = refund.payment
    is_free = refund.amount == 0
    send_refund(refund, None if is_free else providers(payment.provider, order.shop.slug), now)
    order.refresh_from_db()
    return order


def _shop_of(order_id: int) -> int:
    shop_id = Order.objects.filter(id=order_id).values_list("shop_id", flat=True).first()
    if shop_id is None:
        raise NotFound(_("There is no order %(id)s.") % {"id": order_id})
    return shop_id


def _wrong(order: Order) -> WrongState:
    number = format_order_no(order.id, order.placed_at)
    return WrongState(
        _("Order %(no)s is %(state)s; it cannot be refunded this way.")
        % {"no": number, "state": _(order.get_state_display())},
        state=order.state,
    )
