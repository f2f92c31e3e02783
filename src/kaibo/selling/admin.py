"""Orders and money in the back office, for looking only: every change is an action."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from unfold.admin import ModelAdmin, TabularInline

from kaibo.selling.models import Order, OrderLine, Payment, Refund


class ReadOnly:
    """No form of the back office writes an order."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class LineInline(ReadOnly, TabularInline):  # type: ignore[misc]
    model = OrderLine
    fields = ("sku", "quantity", "unit_price", "amount", "discount", "is_gift")
    extra = 0


@admin.register(Order)
class OrderAdmin(ReadOnly, ModelAdmin):  # type: ignore[misc]
    list_display = ("id", "shop", "state", "pay_amount", "is_rehearsal", "placed_at", "paid_at")
    list_filter = ("state", "is_rehearsal", "shop")
    inlines = (LineInline,)


@admin.register(Payment)
class PaymentAdmin(ReadOnly, ModelAdmin):  # type: ignore[misc]
    list_display = ("trade_no", "provider", "amount", "state", "created_at", "succeeded_at")
    search_fields = ("trade_no", "provider_no")


@admin.register(Refund)
class RefundAdmin(ReadOnly, ModelAdmin):  # type: ignore[misc]
    list_display = ("refund_no", "amount", "state", "requested_at", "succeeded_at")
    search_fields = ("refund_no",)
