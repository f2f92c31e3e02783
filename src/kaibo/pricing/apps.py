from __future__ import annotations

from django.apps import AppConfig


class PricingConfig(AppConfig):
    name = "kaibo.pricing"
    label = "pricing"
    verbose_name = "定价"
