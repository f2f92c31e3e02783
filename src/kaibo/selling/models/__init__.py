"""Tables of selling: offers in a show, quotes, orders, payments."""

from __future__ import annotations

from kaibo.selling.models.offer import Offer, OfferPart, OfferSnapshot, PurchaseCount
from kaibo.selling.models.order import Order, OrderLine, OrderState, OrderUse
from kaibo.selling.models.payment import Payment, PaymentNotice, PaymentState, Refund
from kaibo.selling.models.quote import Quote

__all__ = [
    "Offer", "OfferPart", "OfferSnapshot", "Order", "OrderLine", "OrderState", "OrderUse",
    "Payment", "PaymentNotice", "PaymentState", "PurchaseCount", "Quote", "Refund",
]  # fmt: skip
