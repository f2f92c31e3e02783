"""The one door of selling to orders and payments; offers are behind `offer_facade`.

Callers: selling's own routes, fulfillment (`shop_of`, `mark_shipped`), console and insight
(`show_sums`, `reconcile`).
"""

from __future__ import annotations

from django.apps import apps
from django.utils.translation import gettext as _

from kaibo.foundation.errors import NotFound
from kaibo.selling.actions.close_orders import cancel, expire_due
from kaibo.selling.actions.complete_orders import complete_due, confirm_receipt
from kaibo.selling.actions.mark_shipped import mark_shipped
from kaibo.selling.actions.pay_order import Paying, PayWish, pay_order
from kaibo.selling.actions.reconcile_day import check_bill, reconcile_day, resolve_difference
from kaibo.selling.actions.refund_order import (
    REFUNDERS,
    RefundWish,
    refund_by_buyer,
    refund_by_staff,
    retry_refund,
)
from kaibo.selling.actions.settle import accept_notice, alarm_mismatch, settle
from kaibo.selling.models import Order
from kaibo.selling.payments.registry import adapter, has_own_merchants, methods
from kaibo.selling.queries import (
    deeds,
    desk,
    differences,
    mask_phone,
    of_buyer,
    one_of_buyer,
    pay_methods,
    reconcile,
    report,
    reports,
    ship_to,
    show_sums,
)
from kaibo.team.facade import Staff, require

__all__ = [
    "REFUNDERS",
    "PayWish",
    "Paying",
    "RefundWish",
    "accept_notice",
    "adapter",
    "alarm_mismatch",
    "cancel",
    "check_bill",
    "complete_due",
    "confirm_receipt",
    "deeds",
    "desk",
    "differences",
    "expire_due",
    "has_own_merchants",
    "mark_shipped",
    "mask_phone",
    "methods",
    "of_buyer",
    "one_of_buyer",
    "pay_methods",
    "pay_order",
    "reconcile",
    "reconcile_day",
    "refund_by_buyer",
    "refund_by_staff",
    "report",
    "reports",
    "require_show",
    "resolve_difference",
    "retry_refund",
    "settle",
    "ship_to",
    "shop_of",
    "show_sums",
]


def shop_of(order_id: int) -> int:
    """The shop that sold; raises `NotFound`."""
    shop_id = Order.objects.filter(id=order_id).values_list("shop_id", flat=True).first()
    if shop_id is None:
        raise NotFound(_("There is no order %(id)s.") % {"id": order_id})
    return shop_id


def require_show(staff: Staff, show_id: int) -> None:
    """The staff member works in the shop of this show; raises `NotFound`, `NotAllowed`."""
    show = apps.get_model("planning", "Show")
    shop_id = show._default_manager.filter(pk=show_id).values_list("shop_id", flat=True).first()
    if shop_id is None:
        raise NotFound(_("There is no show %(id)s.") % {"id": show_id})
    require(staff, int(shop_id))
