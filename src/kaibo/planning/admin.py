"""Back office of planning: to look things up. Plans are changed on the plan page, by actions."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from kaibo.planning.models import FrozenPlan, Goal, LineupLink, ScriptSegment, Show

try:
    from unfold.admin import ModelAdmin
except ImportError:  # the admin works without the nicer look
    from django.contrib.admin import ModelAdmin


class ReadOnly(ModelAdmin):  # type: ignore[misc]
    """No add, change or delete: those would pass by permission, rules and audit."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Show)
class ShowAdmin(ReadOnly):
    list_display = ("title", "shop", "phase", "planned_start_at", "host_name", "is_rehearsal")
    list_filter = ("phase", "shop", "is_rehearsal")
    search_fields = ("title", "theme", "host_name")


@admin.register(LineupLink)
class LineupLinkAdmin(ReadOnly):
    list_display = ("show", "number", "product", "role", "live_price", "live_stock")
    list_filter = ("role",)
    search_fields = ("product__name", "show__title")
    list_select_related = ("show", "product")


@admin.register(ScriptSegment)
class ScriptSegmentAdmin(ReadOnly):
    list_display = ("show", "position", "part", "title", "seconds", "is_cant_miss")
    list_filter = ("part",)
    search_fields = ("title", "show__title")
    list_select_related = ("show",)


@admin.register(Goal)
class GoalAdmin(ReadOnly):
    list_display = ("show", "metric", "dimension", "target", "actual", "measured_at")
    list_filter = ("dimension",)
    list_select_related = ("show",)


@admin.register(FrozenPlan)
class FrozenPlanAdmin(ReadOnly):
    list_display = ("show", "version", "frozen_at", "frozen_by")
    list_select_related = ("show", "frozen_by")
