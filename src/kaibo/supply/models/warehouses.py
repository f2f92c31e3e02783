"""Where goods stand and what the shop wants kept."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_noop


class Strategy(models.TextChoices):
    PRIORITY = "priority", gettext_noop("按优先级")
    NEAREST = "nearest", gettext_noop("离收货地最近")
    MOST_STOCK = "most_stock", gettext_noop("库存最多")
    FEWEST_PARCELS = "fewest_parcels", gettext_noop("包裹最少")


class Warehouse(models.Model):
    """A house of the shop. The main one is opened by itself and takes what has no other home."""

    shop = models.ForeignKey("foundation.Shop", on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=20)
    name = models.CharField(max_length=60)
    province = models.CharField(max_length=20, blank=True)
    priority = models.PositiveSmallIntegerField(default=100)  # lower numbers are drawn on first
    is_main = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "code"], name="warehouse_code_once"),
            models.UniqueConstraint(
                fields=["shop"], name="warehouse_one_main", condition=Q(is_main=True)
            ),
            models.CheckConstraint(
                condition=Q(is_main=False) | Q(is_active=True), name="warehouse_main_active"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class StockSettings(models.Model):
    """A shop's choices about stock; a shop without a row has the defaults."""

    shop = models.OneToOneField(
        "foundation.Shop", primary_key=True, on_delete=models.CASCADE, related_name="+"
    )
    release_strategy = models.CharField(
        max_length=16, choices=Strategy.choices, default=Strategy.PRIORITY
    )
    ship_strategy = models.CharField(
        max_length=16, choices=Strategy.choices, default=Strategy.FEWEST_PARCELS
    )
    buffer_percent = models.PositiveSmallIntegerField(default=10)
    expiry_warning_days = models.PositiveSmallIntegerField(default=30)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(buffer_percent__lte=90), name="buffer_sane")
        ]


class SkuPolicy(models.Model):
    """Safety stock, ceiling and buffer of one SKU; units, null: the shop's rule holds."""

    sku = models.OneToOneField(
        "catalog.Sku", primary_key=True, on_delete=models.CASCADE, related_name="+"
    )
    safety_stock = models.PositiveIntegerField(default=0)
    ceiling = models.PositiveIntegerField(null=True)
    buffer_percent = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(buffer_percent__isnull=True) | Q(buffer_percent__lte=90),
                name="sku_buffer_sane",
            ),
            models.CheckConstraint(
                condition=Q(ceiling__isnull=True) | Q(ceiling__gte=models.F("safety_stock")),
                name="sku_ceiling_above_safety",
            ),
        ]


class BufferOverride(models.Model):
    """A manager lets a show sell a SKU's buffer, and says why."""

    show = models.ForeignKey("planning.Show", on_delete=models.PROTECT, related_name="+")
    sku = models.ForeignKey("catalog.Sku", on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=120)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["show", "sku"], name="buffer_override_once")]


class Allocation(models.Model):
    """Units of a SKU that stand on links or in open orders and lie in this warehouse.

    Only other houses than the main one have rows: what they do not cover lies in the main one, so
    a shop with one warehouse has none.
    """

    sku = models.ForeignKey("catalog.Sku", on_delete=models.PROTECT, related_name="+")
    warehouse = models.ForeignKey(Warehouse, on_delete=models.PROTECT, related_name="+")
    units = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sku", "warehouse"], name="allocation_once"),
            models.CheckConstraint(condition=Q(units__gte=0), name="allocation_not_negative"),
        ]
