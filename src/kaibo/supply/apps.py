from __future__ import annotations

from django.apps import AppConfig


class SupplyConfig(AppConfig):
    name = "kaibo.supply"
    label = "supply"
    verbose_name = "库存"
