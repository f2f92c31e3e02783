"""Goods that came in, and their lots."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from kaibo.supply.models.warehouses import Warehouse


class Lot(models.Model):
    """Units of a SKU made together. Book `lot` of the ledger says how many lie where."""

    sku = models.ForeignKey("catalog.Sku", on_delete=models.PROTECT, related_name="+")
    lot_no = models.CharField(max_length=40)
    made_on = models.DateField(null=True)
    expires_on = models.DateField(null=True)  # the last day on which it may be sold

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sku", "lot_no"], name="lot_once"),
            models.CheckConstraint(
                condition=Q(made_on__isnull=True)
                | Q(expires_on__isnull=True)
                | Q(expires_on__gte=models.F("made_on")),
                name="lot_dates",
            ),
        ]


class Receipt(models.Model):
    """A delivery that was taken in."""

    shop = models.ForeignKey("foundation.Shop", on_delete=models.PROTECT, related_name="+")
    warehouse = models.ForeignKey(Warehouse, on_delete=models.PROTECT, related_name="+")
    supplier = models.CharField(max_length=60, blank=True)
    paper_no = models.CharField(max_length=40, blank=True)  # the supplier's delivery note
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    received_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["shop", "supplier", "paper_no"],
                name="receipt_once",
                condition=~Q(paper_no=""),
            )
        ]


class ReceiptLine(models.Model):
    receipt = models.ForeignKey(Receipt, on_delete=models.CASCADE, related_name="lines")
    sku = models.ForeignKey("catalog.Sku", on_delete=models.PROTECT, related_name="+")
    lot = models.ForeignKey(Lot, null=True, on_delete=models.PROTECT, related_name="+")
    units = models.PositiveIntegerField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(units__gt=0), name="receipt_units")]
