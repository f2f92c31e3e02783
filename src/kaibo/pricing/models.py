"""Decisions about prices, rivals' prices, perceived value, and what was really paid."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_noop


class PricingRule(models.Model):
    """How a shop prices; without a row the usual numbers of `contracts.Settings` hold."""

    shop = models.OneToOneField("foundation.Shop", on_delete=models.CASCADE, related_name="+")
    market = models.CharField(max_length=2, default="CN")  # whose law of before-prices
    gap_alert_bp = models.PositiveIntegerField(default=500)
    target_margin_bp = models.PositiveIntegerField(default=3_000)
    fee_bp = models.PositiveIntegerField(default=500)
    ceiling_bp = models.PositiveIntegerField(default=12_000)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(market__in=["CN", "EU"]), name="pricing_market"),
            models.CheckConstraint(
                condition=Q(fee_bp__lt=10_000, target_margin_bp__lt=10_000), name="pricing_shares"
            ),
        ]


class DecisionMethod(models.TextChoices):
    COST = "cost", gettext_noop("成本加成")
    COMPETITION = "competition", gettext_noop("竞争导向")
    VALUE = "value", gettext_noop("感知价值")
    CUSTOM = "custom", gettext_noop("自定")


class PriceDecision(models.Model):
    """A price somebody chose, with the proposals that lay on the table; rows are not changed."""

    shop = models.ForeignKey("foundation.Shop", on_delete=models.PROTECT, related_name="+")
    sku = models.ForeignKey("catalog.Sku", on_delete=models.CASCADE, related_name="+")
    method = models.CharField(max_length=12, choices=DecisionMethod.choices)
    price = models.BigIntegerField()
    margin_bp = models.IntegerField()
    reason = models.CharField(max_length=300)
    proposals = models.JSONField()  # of the three methods, as they were
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(price__gt=0), name="decision_price_positive")
        ]
        indexes = [models.Index(fields=["sku", "-id"])]


class RivalPrice(models.Model):
    """A rival's price for a comparable product on a day."""

    shop = models.ForeignKey("foundation.Shop", on_delete=models.PROTECT, related_name="+")
    sku = models.ForeignKey("catalog.Sku", on_delete=models.CASCADE, related_name="+")
    rival = models.CharField(max_length=60)
    price = models.BigIntegerField()
    seen_on = models.DateField()
    url = models.CharField(max_length=300, blank=True)
    note = models.CharField(max_length=200, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sku", "rival", "seen_on"], name="rival_price_once"),
            models.CheckConstraint(condition=Q(price__gt=0), name="rival_price_positive"),
        ]
        indexes = [models.Index(fields=["shop", "-seen_on"])]


class PerceivedValue(models.Model):
    """What buyers think of a SKU: scores against a reference product, or a survey."""

    sku = models.OneToOneField("catalog.Sku", on_delete=models.CASCADE, related_name="+")
    shop = models.ForeignKey("foundation.Shop", on_delete=models.PROTECT, related_name="+")
    reference_name = models.CharField(max_length=60, blank=True)
    reference_price = models.BigIntegerField(default=0)
    attributes = models.JSONField(default=list)  # [{"name", "weight", "ours", "theirs"}]
    survey = models.JSONField(default=list)  # [{"price", "buyers"}]


class DealPrice(models.Model):
    """What a SKU sold for on one day of its shop, from paid orders.

    ``lowest`` is the lowest price of a unit after every discount; the law's proof.
    """

    shop = models.ForeignKey("foundation.Shop", on_delete=models.PROTECT, related_name="+")
    sku = models.ForeignKey("catalog.Sku", on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    lowest = models.BigIntegerField()
    units = models.PositiveIntegerField()
    orders = models.PositiveIntegerField()
    amount = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sku", "day"], name="deal_day_once")]
        indexes = [models.Index(fields=["shop", "-day"])]


class DealtOrder(models.Model):
    """Orders whose deals are counted, so that telling twice counts once."""

    order_id = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
