"""Tables of selling: offers in a show, orders, payments."""

from __future__ import annotations

from kaibo.selling.models.offer import Offer, OfferSnapshot, PurchaseCount
from kaibo.selling.models.order import Order, OrderLine, OrderState
from kaibo.selling.models.payment import Payment, PaymentNotice, PaymentState, Refund

__all__ = [
    "Offer", "OfferSnapshot", "Order", "OrderLine", "OrderState", "Payment", "PaymentNotice",
    "PaymentState", "PurchaseCount", "Refund",
]  # fmt: skip
