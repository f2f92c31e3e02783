from __future__ import annotations

from django.apps import AppConfig


class MembersConfig(AppConfig):
    name = "kaibo.members"
    label = "members"
    verbose_name = "会员"
