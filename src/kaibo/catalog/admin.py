"""Products in the back office: to look up. They are changed in the studio, by actions."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest

from kaibo.catalog.models import Product, Sku

try:
    from unfold.admin import ModelAdmin
except ImportError:  # the admin works without the nicer look
    from django.contrib.admin import ModelAdmin


class SkuInline(admin.TabularInline):  # type: ignore[type-arg]
    model = Sku
    fields = ("code", "name", "barcode", "daily_price", "floor_price", "cost", "is_active")
    readonly_fields = fields
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


@admin.register(Product)
class ProductAdmin(ModelAdmin):  # type: ignore[misc]  # unfold ships no types
    list_display = ("code", "name", "category", "shop", "is_listed", "updated_at")
    list_filter = ("shop", "is_listed")
    list_select_related = ("shop", "category")
    search_fields = ("code", "name", "skus__code", "skus__barcode")
    inlines = (SkuInline,)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False
