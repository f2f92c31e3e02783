"""The stock book in the back office, for looking only: goods move by transfers."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from unfold.admin import ModelAdmin

from kaibo.foundation.models import LedgerAccount, LedgerTransfer


class ReadOnlyAdmin(ModelAdmin):  # type: ignore[misc]
    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(LedgerAccount)
class LedgerAccountAdmin(ReadOnlyAdmin):
    list_display = ("id", "book", "subject_id", "place", "place_id", "balance", "shop")
    list_filter = ("book", "place", "shop")
    search_fields = ("subject_id",)


@admin.register(LedgerTransfer)
class LedgerTransferAdmin(ReadOnlyAdmin):
    list_display = ("id", "debit_id", "credit_id", "amount", "reason", "ref_id", "actor_id", "at")
    list_filter = ("reason",)
    search_fields = ("ref_id",)
    show_full_result_count = False
