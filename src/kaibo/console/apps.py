from __future__ import annotations

from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    name = "kaibo.console"
    label = "console"
    verbose_name = "中控"
