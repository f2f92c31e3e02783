"""Parcels in the back office, for looking only."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from unfold.admin import ModelAdmin

from kaibo.fulfillment.models import Parcel


@admin.register(Parcel)
class ParcelAdmin(ModelAdmin):  # type: ignore[misc]
    list_display = ("id", "order_id", "warehouse", "carrier", "tracking_no", "shipped_at")
    search_fields = ("tracking_no",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
