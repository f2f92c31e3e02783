from __future__ import annotations

from django.apps import AppConfig


class ServiceConfig(AppConfig):
    name = "kaibo.service"
    label = "service"
    verbose_name = "直播客服"
