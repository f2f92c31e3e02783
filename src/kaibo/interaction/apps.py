from __future__ import annotations

from django.apps import AppConfig


class InteractionConfig(AppConfig):
    name = "kaibo.interaction"
    label = "interaction"
    verbose_name = "互动"
