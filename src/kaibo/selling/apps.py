from __future__ import annotations

from django.apps import AppConfig


class SellingConfig(AppConfig):
    name = "kaibo.selling"
    label = "selling"
    verbose_name = "销售"
