"""The provider's bill of a day against our payments and refunds.

A merchant may serve several shops: rows of another shop's trades are left to its own report, and
rows that nobody knows stand in the report of every shop that the merchant serves.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from django.db import transaction
from django.utils.translation import gettext as _

from kaibo.foundation import audit
from kaibo.foundation.errors import InvalidInput, NotFound
from kaibo.foundation.models import Shop
from kaibo.selling.models import (
    BillDifference,
    Payment,
    PaymentState,
    Reconciliation,
    Refund,
)
from kaibo.selling.payments.adapter import Adapter, BillRow
from kaibo.selling.payments.bills import SHANGHAI
from kaibo.selling.payments.registry import methods
from kaibo.selling.rules.bill_match import Booked, Difference, compare
from kaibo.team.facade import Role, Staff, require

KEEPERS = (Role.OPERATOR, Role.BRAND_MANAGER, Role.SERVICE, Role.ADMIN)
# A payment near midnight may stand on the neighbor's bill.
EDGE = dt.timedelta(minutes=10)


def last_day(now: dt.datetime) -> dt.date:
    """Yesterday in Shanghai."""
    return (now.astimezone(SHANGHAI) - dt.timedelta(days=1)).date()


def bills_due(now: dt.datetime) -> Iterator[tuple[Shop, Adapter]]:
    """Shops with orders and their providers whose bill of yesterday has no report yet."""
    for shop in Shop.objects.filter(pk__in=Payment.objects.values("order__shop")).order_by("pk"):
        done = Reconciliation.objects.filter(shop=shop, day=last_day(now))
        known = set(done.values_list("provider", flat=True))
        for provider in methods(shop.slug):
            if provider.name not in known:
                yield shop, provider


def check_bill(
    shop_id: int, provider_name: str, day: dt.date, staff: Staff, now: dt.datetime
) -> Reconciliation:
    """Staff asks for a day's report anew; raises `InvalidInput`, `PaymentUnavailable`."""
    require(staff, shop_id, *KEEPERS)
    if day > now.astimezone(SHANGHAI).date():
        raise InvalidInput(_("账单日不能晚于今天"), field="day")
    shop = Shop.objects.get(pk=shop_id)
    found = {one.name: one for one in methods(shop.slug)}
    if provider_name not in found:
        raise InvalidInput(
            _("“%(name)s”没有开通，请换一种支付方式") % {"name": provider_name[:20]},
            field="provider",
        )
    return reconcile_day(shop, found[provider_name], day, now)


def reconcile_day(shop: Shop, provider: Adapter, day: dt.date, now: dt.datetime) -> Reconciliation:
    """Fetch, compare, keep. A report made again keeps what people wrote about its differences."""
    bill = _of_shop(provider.bill(day), shop)
    ours = list(_booked(shop, provider, day, bill))
    found = compare(ours, bill, day, SHANGHAI)
    if any(one.kind == "missing_there" for one in found):
        found = _without_neighbors(found, provider, day)
    return _keep(shop, provider, day, bill, found, now)


def resolve_difference(
    difference_id: int, note: str, staff: Staff, now: dt.datetime
) -> BillDifference:
    """Somebody has seen to it and says how; raises `NotFound`, `InvalidInput`."""
    rows = BillDifference.objects.select_related("report")
    found = rows.filter(pk=difference_id).first()
    if found is None:
        raise NotFound(_("没有编号为 %(id)s 的差异") % {"id": difference_id})
    require(staff, found.report.shop_id, *KEEPERS)
    if not note.strip():
        raise InvalidInput(_("请写明这笔差异是怎么处理的"), field="note")
    with transaction.atomic():
        found.resolved_at, found.resolved_by_id, found.note = now, staff.pk, note.strip()[:200]
        found.save(update_fields=["resolved_at", "resolved_by_id", "note"])
        audit.record(
            shop=found.report.shop_id, actor=staff, action="selling.resolve_difference",
            subject=f"bill_difference:{found.pk}", detail={"note": found.note}, at=now,
        )  # fmt: skip
    return found


def _of_shop(bill: Iterable[BillRow], shop: Shop) -> list[BillRow]:
    rows = list(bill)
    known = Payment.objects.filter(trade_no__in={row.trade_no for row in rows})
    elsewhere = set(known.exclude(order__shop=shop).values_list("trade_no", flat=True))
    return [row for row in rows if row.trade_no not in elsewhere]


def _booked(shop: Shop, provider: Adapter, day: dt.date, bill: list[BillRow]) -> Iterator[Booked]:
    """Ours: what succeeded on that day, and everything that the bill names."""
    start = dt.datetime.combine(day, dt.time(), SHANGHAI)
    span = (start, start + dt.timedelta(days=1) - dt.timedelta(microseconds=1))
    named = {row.trade_no for row in bill} | {row.refund_no for row in bill}
    mine = Payment.objects.filter(
        order__shop=shop, provider=provider.name, account__in=("", provider.account)
    )
    paid = mine.filter(succeeded_at__range=span) | mine.filter(trade_no__in=named)
    for one in paid:
        is_paid = one.state == PaymentState.SUCCEEDED
        yield Booked(
            one.trade_no, "", one.amount, str(one.state), is_paid, one.succeeded_at, one.order_id
        )
    backs = Refund.objects.filter(payment__in=mine, amount__gt=0).select_related("payment")
    for back in backs.filter(succeeded_at__range=span) | backs.filter(refund_no__in=named):
        yield Booked(
            back.payment.trade_no, back.refund_no, back.amount, back.state,
            back.state == "succeeded", back.succeeded_at, back.order_id,
        )  # fmt: skip


def _without_neighbors(
    found: list[Difference], provider: Adapter, day: dt.date
) -> list[Difference]:
    """Leave out what stands on the bill of the day before or after."""
    start = dt.datetime.combine(day, dt.time(), SHANGHAI)
    edges = {-1: start + EDGE, 1: start + dt.timedelta(days=1) - EDGE}
    near: set[tuple[str, str]] = set()
    for step, edge in edges.items():
        if any(_is_near(one, edge, step) for one in found):
            rows = provider.bill(day + dt.timedelta(days=step))
            near |= {(row.trade_no, row.refund_no) for row in rows}
    return [
        one
        for one in found
        if one.kind != "missing_there" or (one.trade_no, one.refund_no) not in near
    ]


def _is_near(one: Difference, edge: dt.datetime, step: int) -> bool:
    if one.kind != "missing_there" or one.at is None:
        return False
    return one.at <= edge if step < 0 else one.at >= edge


@transaction.atomic
def _keep(
    shop: Shop,
    provider: Adapter,
    day: dt.date,
    bill: list[BillRow],
    found: list[Difference],
    now: dt.datetime,
) -> Reconciliation:
    paid = [row.amount for row in bill if not row.refund_no]
    back = [row.amount for row in bill if row.refund_no]
    report, _made = Reconciliation.objects.update_or_create(
        shop=shop, provider=provider.name, day=day,
        defaults={
            "account": provider.account, "payments": len(paid), "paid_amount": sum(paid),
            "refunds": len(back), "refunded_amount": sum(back), "checked_at": now,
        },
    )  # fmt: skip
    still = {(one.trade_no, one.refund_no) for one in found}
    for old in report.differences.all():
        if (old.trade_no, old.refund_no) not in still and old.resolved_at is None:
            old.delete()
    for one in found:
        BillDifference.objects.update_or_create(
            report=report, trade_no=one.trade_no, refund_no=one.refund_no,
            defaults={
                "kind": one.kind, "provider_no": one.provider_no, "order_id": one.order_id,
                "ours": one.ours, "theirs": one.theirs, "our_state": one.our_state,
            },
        )  # fmt: skip
    if found:
        _alarm(report, len(found), now)
    return report


def _alarm(report: Reconciliation, count: int, now: dt.datetime) -> None:
    audit.record(
        shop=report.shop_id, actor=None, action="selling.bill_differs",
        subject=f"reconciliation:{report.pk}",
        detail={"day": report.day.isoformat(), "provider": report.provider, "differences": count},
        at=now,
    )  # fmt: skip
