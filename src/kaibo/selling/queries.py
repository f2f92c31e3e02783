"""Reading orders: the buyer's own list, the order desk, and the books against each other."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import connection
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from kaibo.foundation.crypto import blind_index, open_sealed
from kaibo.foundation.errors import InvalidInput, NotFound
from kaibo.foundation.models import AuditEntry
from kaibo.selling.contracts import parse_order_no
from kaibo.selling.models import BillDifference, Order, OrderState, Reconciliation
from kaibo.selling.payments.adapter import Adapter
from kaibo.selling.payments.registry import methods


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


@dataclass(frozen=True, slots=True)
class Deed:
    """Something a colleague did to an order; ``who`` is empty for the platform itself."""

    who: str
    action: str
    at: dt.datetime


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


def deeds(order: Order) -> list[Deed]:
    """Who did what to the order, its payments and refunds, oldest first."""
    subjects = [f"order:{order.pk}"]
    subjects += [f"refund:{one.pk}" for one in order.refunds.all()]
    subjects += [f"payment:{one.pk}" for one in order.payments.all()]
    rows = AuditEntry.objects.filter(shop_id=order.shop_id, subject__in=subjects)
    return [
        Deed(str(row.actor or ""), row.action, row.at)
        for row in rows.select_related("actor").order_by("id")
    ]


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


def pay_methods(order_id: int, buyer_id: int) -> list[Adapter]:
    """What this buyer may choose from for an order, or (order 0) at the installation."""
    if not order_id:
        return methods()
    order = one_of_buyer(order_id, buyer_id)
    found = methods(order.shop.slug)
    return [one for one in found if one.is_simulated or not order.is_rehearsal]


def reports(shop_ids: list[int]) -> QuerySet[Reconciliation]:
    """Daily bills of these shops, the latest first, with how many differences are open."""
    still = Q(differences__isnull=False, differences__resolved_at__isnull=True)
    rows = Reconciliation.objects.filter(shop_id__in=shop_ids).select_related("shop")
    counted = rows.annotate(found=Count("differences"), still_open=Count("differences", still))
    return counted.order_by("-day", "shop_id", "provider")


def report(report_id: int, shop_ids: list[int]) -> Reconciliation:
    """One bill with its differences; raises `NotFound`."""
    found = reports(shop_ids).filter(pk=report_id).prefetch_related("differences").first()
    if found is None:
        raise NotFound(_("没有编号为 %(id)s 的对账单") % {"id": report_id})
    return found


def differences(report: Reconciliation) -> list[BillDifference]:
    """Open ones first, then by number."""
    rows = report.differences.all()
    return sorted(rows, key=lambda one: (one.resolved_at is not None, one.trade_no, one.refund_no))


def show_sums(show_id: int) -> ShowSums:
    """Orders, units and GMV of a show: what reports must agree with to the cent."""
    with connection.cursor() as cursor:
        cursor.execute(_SUMS, {"show": show_id})
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
       coalesce((
           select sum(r.amount) from selling_refund r join selling_order b on b.id = r.order_id
           where b.show_id = %(show)s and b.paid_at is not null
             and r.kind = 'order' and r.state = 'succeeded'
       ), 0)
from selling_order o
left join lateral (
    select sum(quantity) as units from selling_orderline where order_id = o.id
) l on true
where o.show_id = %(show)s
"""
_MISMATCHES = """
with book as (
    select o.id, o.state, o.paid_at, o.pay_amount, o.goods_amount, o.discount_amount,
        (select coalesce(sum(amount), 0) from selling_orderline where order_id = o.id) as lines,
        (select coalesce(sum(discount), 0) from selling_orderline
         where order_id = o.id) as line_discounts,
        (select count(*) from selling_payment
         where order_id = o.id and state = 'succeeded') as paid,
        (select coalesce(sum(amount), 0) from selling_payment
         where order_id = o.id and state = 'succeeded') as received,
        (select coalesce(sum(amount), 0) from selling_refund
         where order_id = o.id and state = 'succeeded') as returned,
        (select coalesce(sum(amount), 0) from selling_refund
         where order_id = o.id and kind <> 'order') as strays,
        (select coalesce(sum(amount), 0) from selling_refund
         where order_id = o.id and kind = 'order') as back,
        (select count(*) from selling_refund where order_id = o.id) as refunds,
        (select count(*) from selling_refund
         where order_id = o.id and state <> 'succeeded') as open_refunds,
        (select count(*) from selling_orderline l
         where l.order_id = o.id and l.quantity < (
             select coalesce(sum(quantity), 0) from selling_refundline
             where line_id = l.id)) as lines_over
    from selling_order o where %(show)s::bigint is null or o.show_id = %(show)s
), checked as (
    select id, case
        when lines <> goods_amount then 'lines differ from the order amount'
        when line_discounts > discount_amount then 'line discounts exceed the order discount'
        when paid_at is not null and paid = 0 then 'paid without a payment'
        when paid_at is null and paid > 0 and refunds = 0 then 'a payment without a sale or refund'
        when paid_at is not null and received - pay_amount <> strays
            then 'received more than due without a refund'
        when back > pay_amount then 'refunded more than was paid'
        when lines_over > 0 then 'more units refunded than sold'
        when state = 'refunded' and open_refunds > 0 then 'refunded with an open refund'
        when returned > received then 'refunded more than received'
    end as reason from book
)
select id, reason from checked where reason is not null order by id
"""


def _with_lines(rows: QuerySet[Order]) -> QuerySet[Order]:
    return rows.select_related("buyer", "show", "address", "shop").prefetch_related(
        "lines__sku", "lines__sku__product", "lines__offer__link", "refunds__lines"
    )


def _matching(text: str) -> Q:
    if text.isascii() and text.isdigit() and len(text) == 11:
        return Q(buyer__phone_index=blind_index(text))
    if (number := parse_order_no(text)) is not None and number < 2**63:
        return Q(id=number)
    with connection.cursor() as cursor:
        cursor.execute(
            "select held.order_id from fulfillment_parcel parcel"
            " join fulfillment_parcelorder held on held.parcel_id = parcel.id"
            " where parcel.tracking_no = %s limit 100",
            [text.upper()[:40].replace("\x00", "")],
        )
        parcels = [row[0] for row in cursor.fetchall()]
    return Q(id__in=parcels) | Q(buyer__nickname__icontains=text[:40].replace("\x00", ""))
