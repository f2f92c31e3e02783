"""All addresses of the control plane."""

from __future__ import annotations

from django.conf import settings
from django.contrib import admin
from django.urls import path, re_path
from django.views.static import serve

from kaibo.console import pages
from kaibo.console.api import PREFIX, api

urlpatterns = [
    path("", pages.home),
    path("healthz", pages.healthz),
    path("r/<slug:slug>", pages.room),
    path("r/<slug:slug>/app.webmanifest", pages.manifest),
    path("orders", pages.orders),
    path("verify-draw", pages.verify_draw),
    re_path(r"^studio(?:/.*)?$", pages.studio),
    path(f"{PREFIX.lstrip('/')}/", api.urls),
    path("uploads/<path:path>", serve, {"document_root": settings.MEDIA_ROOT}),
    path("admin/", admin.site.urls),
]

handler404 = pages.not_found
handler500 = pages.failed
