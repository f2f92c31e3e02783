"""Holds with an end, and transfers between warehouses."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_noop

from kaibo.supply.models.warehouses import Warehouse


class Hold(models.Model):
    """Units put aside for a show or a partner; they stand at `held` until used or let go."""

    class State(models.TextChoices):
        HELD = "held", gettext_noop("保留中")
        RELEASED = "released", gettext_noop("已放回")
        EXPIRED = "expired", gettext_noop("已过期")
        USED = "used", gettext_noop("已用于直播")

    shop = models.ForeignKey("foundation.Shop", on_delete=models.PROTECT, related_name="+")
    sku = models.ForeignKey("catalog.Sku", on_delete=models.PROTECT, related_name="+")
    warehouse = models.ForeignKey(Warehouse, on_delete=models.PROTECT, related_name="+")
    show = models.ForeignKey("planning.Show", null=True, on_delete=models.PROTECT, related_name="+")
    holder = models.CharField(max_length=60)  # who it is for
    units = models.PositiveIntegerField()
    until = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.HELD)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(units__gt=0), name="hold_units")]
        indexes = [
            models.Index(fields=["until"], name="hold_open", condition=Q(state="held")),
            models.Index(fields=["shop", "-id"]),
        ]


class TransferOrder(models.Model):
    """Goods on their way from one warehouse to another; they stand at `transit`."""

    class State(models.TextChoices):
        DRAFT = "draft", gettext_noop("草稿")
        SENT = "sent", gettext_noop("在途")
        RECEIVED = "received", gettext_noop("已收货")
        CANCELLED = "cancelled", gettext_noop("已取消")

    shop = models.ForeignKey("foundation.Shop", on_delete=models.PROTECT, related_name="+")
    source = models.ForeignKey(Warehouse, on_delete=models.PROTECT, related_name="+")
    target = models.ForeignKey(Warehouse, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    note = models.CharField(max_length=120, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(source=models.F("target")), name="transfer_two_houses"
            )
        ]
        indexes = [models.Index(fields=["shop", "-id"])]


class TransferLine(models.Model):
    """Units sent and units that arrived; the difference is told with its reason."""

    order = models.ForeignKey(TransferOrder, on_delete=models.CASCADE, related_name="lines")
    sku = models.ForeignKey("catalog.Sku", on_delete=models.PROTECT, related_name="+")
    units = models.PositiveIntegerField()
    received = models.PositiveIntegerField(null=True)
    lots = models.JSONField(default=list)  # [[lot id, units]] that left, first expired first

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order", "sku"], name="transfer_sku_once"),
            models.CheckConstraint(condition=Q(units__gt=0), name="transfer_units"),
        ]
