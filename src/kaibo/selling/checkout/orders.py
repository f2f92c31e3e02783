"""A buyer's orders: the list by state, and everything kept about one of them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from kaibo.foundation.errors import InvalidInput
from kaibo.selling.models import Order, OrderLine, Payment, Quote, Refund
from kaibo.selling.models.cart import NoReturnConsent
from kaibo.selling.queries import of_buyer, one_of_buyer

TABS: dict[str, tuple[str, ...]] = {
    "all": (),
    "to_pay": ("placed",),
    "to_ship": ("paid",),
    "to_receive": ("shipped",),
    "after_sale": ("refunding", "refunded"),
}


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that happened to an order."""

    kind: str  # placed, paid, shipped, completed, cancelled, expired, refund_asked, refunded
    at: dt.datetime
    amount: int | None = None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What was promised when it was bought: kept three years (E-commerce Law art. 31)."""

    line_id: int
    body: dict[str, Any]
    made_at: dt.datetime


@dataclass(frozen=True, slots=True)
class OrderStory:
    """All that is kept about an order beside its lines."""

    order: Order
    steps: list[dict[str, str]]
    cuts: dict[int, list[tuple[str, int]]]  # line id to (promotion, amount)
    moments: list[Moment]
    consents: dict[int, str]  # line id to the sentence that was ticked
    snapshots: list[Snapshot]


def tab(buyer_id: int, name: str, before: int) -> QuerySet[Order]:
    """The buyer's orders of one tab below an id, newest first; raises `InvalidInput`."""
    if name not in TABS:
        raise InvalidInput(_("没有“%(tab)s”这一栏") % {"tab": name[:20]}, field="tab")
    rows = of_buyer(buyer_id).filter(id__lt=before)
    return rows.filter(state__in=TABS[name]) if TABS[name] else rows


def story(order_id: int, buyer_id: int) -> OrderStory:
    """One order with its explanation, timeline, consents and snapshots; raises `NotFound`."""
    return story_of(one_of_buyer(order_id, buyer_id))


def story_of(order: Order) -> OrderStory:
    """The same of an order that the caller may see."""
    lines = sorted(order.lines.select_related("snapshot"), key=lambda line: line.pk)
    quote = Quote.objects.filter(buyer_id=order.buyer_id, order_id=order.pk).first()
    kept: dict[str, Any] = (
        quote.explanation if quote and isinstance(quote.explanation, dict) else {}
    )
    ticked = dict(
        NoReturnConsent.objects.filter(quote=quote).values_list("offer_id", "text")
    ) if quote else {}  # fmt: skip
    cuts = kept.get("lines", {})
    return OrderStory(
        order=order,
        steps=kept.get("steps", []),
        cuts={line.pk: [(n, a) for n, a in cuts.get(str(line.offer_id), [])] for line in lines},
        moments=_moments(order),
        consents={line.pk: ticked[line.offer_id] for line in lines if line.offer_id in ticked},
        snapshots=[_snapshot(line) for line in lines],
    )


def _moments(order: Order) -> list[Moment]:
    """The times that the tables hold, in order."""
    found = [Moment("placed", order.placed_at)]
    paid = Payment.objects.filter(order=order, state="succeeded").order_by("id").first()
    if order.paid_at:
        found.append(Moment("paid", order.paid_at, paid.amount if paid else order.pay_amount))
    if order.shipped_at:
        found.append(Moment("shipped", order.shipped_at))
    if order.closed_at and order.state in ("completed", "cancelled", "expired"):
        found.append(Moment(order.state, order.closed_at))
    for refund in Refund.objects.filter(order=order).order_by("id"):
        found.append(Moment("refund_asked", refund.requested_at, refund.amount))
        if refund.succeeded_at:
            found.append(Moment("refunded", refund.succeeded_at, refund.amount))
    return sorted(found, key=lambda moment: moment.at)


def _snapshot(line: OrderLine) -> Snapshot:
    return Snapshot(line.pk, line.snapshot.body, line.snapshot.made_at)
