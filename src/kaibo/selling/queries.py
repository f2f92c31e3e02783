"""Reading orders: the buyer's own list, the order desk, and the books against each other."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from kaibo.foundation.crypto import blind_index, open_sealed
from kaibo.foundation.errors import InvalidInput, NotFound
from kaibo.selling.contracts import parse_order_no
from kaibo.selling.models import Order, OrderState


@dataclass(frozen=True, slots=True)
class ShipTo:
    """An order's address as it was when it was placed."""

    name: str
    phone: str
    province: str
    city: str
    district: str
    street: str


@dataclass(frozen=True, slots=True)
class ShowSums:
    """Money and units of a show, counted from the order tables; amounts in minor units."""

    orders_placed: int
    orders_paid: int
    units_paid: int
    gmv: int
    refunded: int


@dataclass(frozen=True, slots=True)
class Mismatch:
    """An order whose state, payments, refunds or lines do not agree."""

    order_id: int
    reason: str


def of_buyer(buyer_id: int) -> QuerySet[Order]:
    """The buyer's orders, newest first."""
    return _with_lines(Order.objects.filter(buyer_id=buyer_id)).order_by("-id")


def one_of_buyer(order_id: int, buyer_id: int) -> Order:
    order = of_buyer(buyer_id).filter(id=order_id).first()
    if order is None:
        raise NotFound(_("There is no order %(id)s of yours.") % {"id": order_id})
    return order


def desk(
    shop_ids: list[int], state: str = "", search: str = "", show_id: int = 0
) -> QuerySet[Order]:
    """The order desk of these shops, newest first.

    ``search``: an order number, a full phone number, a tracking number or part of a nickname.
    """
    if state and state not in OrderState.values:
        raise InvalidInput(_("There is no order state “%(s)s”.") % {"s": state[:20]}, field="state")
    rows = Order.objects.filter(shop_id__in=shop_ids)
    if state:
        rows = rows.filter(state=state)
    if show_id:
        rows = rows.filter(show_id=show_id)
    if search.strip():
        rows = rows.filter(_matching(search.strip()))
    return _with_lines(rows).order_by("-id")


def ship_to(order: Order) -> ShipTo | None:
    """The decrypted address, None for an order without one (rehearsals).

    The row of an address never changes (decision 13), so it is the one the order was placed with.
    """
    home = order.address
    if home is None:
        return None
    return ShipTo(
        name=open_sealed(bytes(home.name_cipher)), phone=open_sealed(bytes(home.phone_cipher)),
        province=home.province, city=home.city, district=home.district,
        street=open_sealed(bytes(home.street_cipher)),
    )  # fmt: skip


def mask_phone(phone: str) -> str:
    """138****1234, as the order desk shows it."""
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) >= 7 else "****"


def show_sums(show_id: int) -> ShowSums:
    """Orders, units and GMV of a show: what reports must agree with to the cent."""
    with connection.cursor() as cursor:
        cursor.execute(_SUMS, [show_id])
        return ShowSums(*(int(value) for value in cursor.fetchone()))


def reconcile(show_id: int | None = None) -> list[Mismatch]:
    """Orders against lines, payments and refunds; empty when the books agree."""
    with connection.cursor() as cursor:
        cursor.execute(_MISMATCHES, {"show": show_id})
        return [Mismatch(*row) for row in cursor.fetchall()]


# Paid once is paid for GMV, whatever came afterwards; refunds are told beside it.
_SUMS = """
select count(*), count(o.paid_at), coalesce(sum(l.units) filter (where o.paid_at is not null), 0),
       coalesce(sum(o.pay_amount) filter (where o.paid_at is not null), 0),
       coalesce(sum(o.pay_amount) filter (where o.paid_at is not null and o.state = 'refunded'), 0)
from selling_order o
left join lateral (
    select sum(quantity) as units from selling_orderline where order_id = o.id
) l on true
where o.show_id = %s
"""
_MISMATCHES = """
with book as (
    select o.id, o.state, o.paid_at, o.pay_amount, o.goods_amount,
        (select coalesce(sum(amount), 0) from selling_orderline where order_id = o.id) as lines,
        (select count(*) from selling_payment
         where order_id = o.id and state = 'succeeded') as paid,
        (select coalesce(sum(amount), 0) from selling_payment
         where order_id = o.id and state = 'succeeded') as received,
        (select coalesce(sum(amount), 0) from selling_refund
         where order_id = o.id and state = 'succeeded') as returned,
        (select count(*) from selling_refund where order_id = o.id) as refunds
    from selling_order o where %(show)s::bigint is null or o.show_id = %(show)s
), checked as (
    select id, case
        when lines <> goods_amount then 'lines differ from the order amount'
        when paid_at is not null and paid = 0 then 'paid without a payment'
        when paid_at is null and paid > 0 and refunds = 0 then 'a payment without a sale or refund'
        when state in ('paid', 'shipped', 'completed') and received - pay_amount > (
            select coalesce(sum(amount), 0) from selling_refund where order_id = book.id
        ) then 'received more than due without a refund'
        when state = 'refunded' and returned < received then 'refunded less than received'
        when returned > received then 'refunded more than received'
    end as reason from book
)
select id, reason from checked where reason is not null order by id
"""


def _with_lines(rows: QuerySet[Order]) -> QuerySet[Order]:
    return rows.select_related("buyer", "show", "address").prefetch_related(
        "lines__sku", "lines__sku__product", "lines__offer__link"
    )


def _matching(text: str) -> Q:
    if text.isascii() and text.isdigit() and len(text) == 11:
        return Q(buyer__phone_index=blind_index(text))
    if (number := parse_order_no(text)) is not None and number < 2**63:
        return Q(id=number)
    with connection.cursor() as cursor:
        cursor.execute(
            "select order_id from fulfillment_parcel where tracking_no = %s limit 100",
            [text.upper()[:40].replace("\x00", "")],
        )
        parcels = [row[0] for row in cursor.fetchall()]
    return Q(id__in=parcels) | Q(buyer__nickname__icontains=text[:40].replace("\x00", ""))
