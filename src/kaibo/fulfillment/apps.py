from __future__ import annotations

from django.apps import AppConfig


class FulfillmentConfig(AppConfig):
    name = "kaibo.fulfillment"
    label = "fulfillment"
    verbose_name = "发货"
