from __future__ import annotations

from django.apps import AppConfig


class InsightConfig(AppConfig):
    name = "kaibo.insight"
    label = "insight"
    verbose_name = "分析"
