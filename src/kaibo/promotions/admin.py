"""Campaigns and coupons in the back office: to look up. They are changed in the studio."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest

from kaibo.promotions.models import (
    BuyerStanding,
    Campaign,
    CampaignCost,
    CouponClaim,
    PointsRule,
    RedPacket,
)

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


@admin.register(Campaign)
class CampaignAdmin(LookUp):
    list_display = ("id", "name", "kind", "state", "version", "shop", "starts_at", "ends_at")
    list_filter = ("shop", "state", "kind")
    search_fields = ("name", "series")


@admin.register(CampaignCost)
class CampaignCostAdmin(LookUp):
    list_display = ("id", "campaign", "kind", "name", "amount", "entered_at", "struck_at")
    list_filter = ("campaign__shop", "kind")


@admin.register(CouponClaim)
class CouponClaimAdmin(LookUp):
    list_display = ("id", "campaign", "buyer_id", "claimed_at", "expires_at", "order_id", "used_at")
    list_filter = ("campaign__shop",)
    search_fields = ("=buyer__id", "=order_id", "campaign__name")
    list_select_related = ("campaign",)


@admin.register(BuyerStanding)
class BuyerStandingAdmin(LookUp):
    list_display = ("viewer_id", "shop", "level", "tags", "updated_at")
    list_filter = ("shop", "level")
    search_fields = ("=viewer__id",)


@admin.register(PointsRule)
class PointsRuleAdmin(LookUp):
    list_display = ("shop", "earn_per", "is_active")


@admin.register(RedPacket)
class RedPacketAdmin(LookUp):
    list_display = ("id", "viewer_id", "shop", "amount", "given_at", "expires_at", "lapsed_at")
    list_filter = ("shop",)
    search_fields = ("=viewer__id",)
