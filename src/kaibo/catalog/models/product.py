"""Products, their SKUs, and SKUs made of others."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Product(models.Model):
    """What a link sells (SPU)."""

    shop = models.ForeignKey("foundation.Shop", on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    category = models.ForeignKey(
        "catalog.Category", null=True, on_delete=models.PROTECT, related_name="products"
    )
    needs = models.ManyToManyField("catalog.Need", related_name="products")
    brand = models.CharField(max_length=60, blank=True)
    description = models.TextField(blank=True)
    selling_points = models.JSONField(default=list, blank=True)  # at most three lines
    claims = models.JSONField(default=list, blank=True)  # [{"text", "proof"}]
    ship_within_hours = models.PositiveSmallIntegerField(default=48)
    return_days = models.PositiveSmallIntegerField(default=7)
    return_exempt_reason = models.CharField(max_length=80, blank=True)
    # What the buyer agrees to with a tick of its own (Consumer Rights Law art. 25).
    return_exempt_consent = models.CharField(max_length=160, blank=True)
    launched_on = models.DateField(null=True)  # first day on sale; null: when it was created
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
    attributes = models.JSONField(default=dict, blank=True)  # {"颜色": "雾蓝", "尺码": "L"}
    image = models.CharField(max_length=200, blank=True)  # path below uploads
    is_gift = models.BooleanField(default=False)  # comes with something, is not sold alone
    presale_ships_at = models.DateTimeField(null=True)  # sold before it is there, shipped then

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "code"], name="sku_code_once"),
            models.CheckConstraint(condition=Q(daily_price__gt=0), name="sku_price_positive"),
            models.CheckConstraint(condition=Q(cost__gte=0), name="sku_cost_not_negative"),
        ]

    def __str__(self) -> str:
        return self.code


class BundleComponent(models.Model):
    """A bundle has no stock of its own: one unit takes ``quantity`` of each component.

    Bundles do not nest; `actions/save_bundle.py` keeps that, and that both are of one shop.
    """

    bundle = models.ForeignKey(Sku, on_delete=models.CASCADE, related_name="components")
    component = models.ForeignKey(Sku, on_delete=models.PROTECT, related_name="bundles")
    quantity = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["bundle", "component"], name="component_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="component_quantity_positive"),
            models.CheckConstraint(
                condition=~Q(bundle=models.F("component")), name="component_not_itself"
            ),
        ]
