"""Stock takes: what people counted against what the books said at that moment."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_noop

from kaibo.supply.models.warehouses import Warehouse


class StockTake(models.Model):
    """One count of one warehouse; a second person posts it."""

    class State(models.TextChoices):
        OPEN = "open", gettext_noop("盘点中")
        SUBMITTED = "submitted", gettext_noop("待复核")
        POSTED = "posted", gettext_noop("已入账")
        CANCELLED = "cancelled", gettext_noop("已作废")

    shop = models.ForeignKey("foundation.Shop", on_delete=models.PROTECT, related_name="+")
    warehouse = models.ForeignKey(Warehouse, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    note = models.CharField(max_length=120, blank=True)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    opened_at = models.DateTimeField()
    posted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    posted_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["shop", "-id"])]


class CountLine(models.Model):
    """Units counted, and the units that should have lain there when they were counted."""

    take = models.ForeignKey(StockTake, on_delete=models.CASCADE, related_name="lines")
    sku = models.ForeignKey("catalog.Sku", on_delete=models.PROTECT, related_name="+")
    counted = models.PositiveIntegerField()
    expected = models.BigIntegerField()
    counted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    counted_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["take", "sku"], name="count_once")]
