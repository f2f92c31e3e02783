"""Growth as the back office shows it: looked up here, changed on its own page."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from kaibo.growth.models import Reminder, Reward, Share


class _ReadOnly(admin.ModelAdmin):  # type: ignore[type-arg]  # not generic at run time
    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Reminder)
class ReminderAdmin(_ReadOnly):
    list_display = ("reservation", "moment", "state", "channel", "tries", "sent_at", "why")
    list_filter = ("moment", "state", "channel")


@admin.register(Share)
class ShareAdmin(_ReadOnly):
    list_display = ("id", "shop", "viewer", "link", "prompt", "channel", "at")
    list_filter = ("channel",)


@admin.register(Reward)
class RewardAdmin(_ReadOnly):
    list_display = ("viewer", "kind", "outcome", "why", "points", "day")
    list_filter = ("kind", "outcome")
