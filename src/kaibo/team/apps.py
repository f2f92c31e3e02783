from __future__ import annotations

from django.apps import AppConfig


class TeamConfig(AppConfig):
    name = "kaibo.team"
    label = "team"
    verbose_name = "团队"
