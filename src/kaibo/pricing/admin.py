"""Prices in the back office: to look up. They are changed in the studio."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest

from kaibo.pricing.models import DealPrice, PriceDecision, RivalPrice

try:
    from unfold.admin import ModelAdmin
except ImportError:  # the admin works without the nicer look
    from django.contrib.admin import ModelAdmin


class LookUp(ModelAdmin):  # type: ignore[misc]  # unfold ships no types
    """Rows are read here; actions change them, with their rules and their audit."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


@admin.register(PriceDecision)
class PriceDecisionAdmin(LookUp):
    list_display = ("id", "sku", "method", "price", "margin_bp", "reason", "decided_at")
    list_filter = ("shop", "method")
    search_fields = ("sku__code", "reason")


@admin.register(RivalPrice)
class RivalPriceAdmin(LookUp):
    list_display = ("id", "sku", "rival", "price", "seen_on", "note")
    list_filter = ("shop",)
    search_fields = ("sku__code", "rival")


@admin.register(DealPrice)
class DealPriceAdmin(LookUp):
    list_display = ("id", "sku", "day", "lowest", "units", "orders", "amount")
    list_filter = ("shop",)
    search_fields = ("sku__code",)
