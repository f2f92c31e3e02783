from __future__ import annotations

from django.apps import AppConfig


class FoundationConfig(AppConfig):
    name = "kaibo.foundation"
    label = "foundation"
    verbose_name = "基础"
