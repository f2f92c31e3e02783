"""Viewers in the back office: read only, personal data masked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import admin
from django.http import HttpRequest

from kaibo.foundation.crypto import open_sealed
from kaibo.members.fields.phone import mask_phone
from kaibo.members.models import Consent, Viewer

if TYPE_CHECKING:
    ViewerModelAdmin = admin.ModelAdmin[Viewer]
    ConsentModelAdmin = admin.ModelAdmin[Consent]
else:
    ViewerModelAdmin = ConsentModelAdmin = admin.ModelAdmin


class ReadOnly:
    """Every change of members goes through an action, none through a form."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


@admin.register(Viewer)
class ViewerAdmin(ReadOnly, ViewerModelAdmin):
    list_display = ("id", "nickname", "phone", "first_source", "is_synthetic", "created_at")
    list_filter = ("is_synthetic", "first_source")
    search_fields = ("nickname", "=id")
    fields = ("nickname", "phone", "first_source", "is_synthetic", "created_at", "verified_at")

    @admin.display(description="手机号")
    def phone(self, viewer: Viewer) -> str:
        return mask_phone(open_sealed(viewer.phone_cipher)) if viewer.phone_cipher else ""


@admin.register(Consent)
class ConsentAdmin(ReadOnly, ConsentModelAdmin):
    list_display = ("id", "viewer_id", "purpose", "text_version", "granted", "at")
    list_filter = ("purpose", "granted")
