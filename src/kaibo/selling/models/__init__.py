"""Tables of selling: offers in a show, quotes, orders, payments."""

from __future__ import annotations

from kaibo.selling.models.cart import CartItem, NoReturnConsent
from kaibo.selling.models.offer import Offer, OfferPart, OfferSnapshot, PurchaseCount
from kaibo.selling.models.order import Order, OrderLine, OrderState, OrderUse
from kaibo.selling.models.payment import (
    BillDifference,
    DifferenceKind,
    Payment,
    PaymentNotice,
    PaymentState,
    Reconciliation,
    Refund,
    RefundKind,
    RefundLine,
)
from kaibo.selling.models.quote import Quote

__all__ = [
    "BillDifference", "CartItem", "DifferenceKind", "NoReturnConsent", "Offer", "OfferPart",
    "OfferSnapshot", "Order", "OrderLine", "OrderState", "OrderUse", "Payment", "PaymentNotice",
    "PaymentState", "PurchaseCount", "Quote", "Reconciliation", "Refund", "RefundKind",
    "RefundLine",
]  # fmt: skip
