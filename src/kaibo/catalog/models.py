"""Products and their SKUs."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Product(models.Model):
    """What a link sells (SPU)."""

    shop = models.ForeignKey("foundation.Shop", on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    category = models.CharField(max_length=60, blank=True)
    brand = models.CharField(max_length=60, blank=True)
    description = models.TextField(blank=True)
    selling_points = models.JSONField(default=list, blank=True)  # at most three lines
    claims = models.JSONField(default=list, blank=True)  # [{"text", "proof"}]
    ship_within_hours = models.PositiveSmallIntegerField(default=48)
    return_days = models.PositiveSmallIntegerField(default=7)
    return_exempt_reason = models.CharField(max_length=80, blank=True)
    image = models.CharField(max_length=200, blank=True)  # path below uploads
    is_listed = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shop", "code"], name="product_code_once")]

    def __str__(self) -> str:
        return self.name


class Sku(models.Model):
    """What is counted, priced and shipped. Money is in minor units of the shop's currency."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="skus")
    shop = models.ForeignKey("foundation.Shop", on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=80, blank=True)
    barcode = models.CharField(max_length=40, blank=True)
    daily_price = models.BigIntegerField()
    floor_price = models.BigIntegerField(default=0)
    cost = models.BigIntegerField(default=0)
    weight_g = models.PositiveIntegerField(default=0)
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "code"], name="sku_code_once"),
            models.CheckConstraint(condition=Q(daily_price__gt=0), name="sku_price_positive"),
            models.CheckConstraint(condition=Q(cost__gte=0), name="sku_cost_not_negative"),
        ]
