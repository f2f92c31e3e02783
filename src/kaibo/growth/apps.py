from __future__ import annotations

from django.apps import AppConfig


class GrowthConfig(AppConfig):
    name = "kaibo.growth"
    label = "growth"
    verbose_name = "增长"
