from __future__ import annotations

from django.apps import AppConfig


class RiskConfig(AppConfig):
    name = "kaibo.risk"
    label = "risk"
    verbose_name = "风控"
