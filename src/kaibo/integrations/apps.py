from __future__ import annotations

from django.apps import AppConfig


class IntegrationsConfig(AppConfig):
    name = "kaibo.integrations"
    label = "integrations"
    verbose_name = "对接"
