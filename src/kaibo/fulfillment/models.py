"""Parcels: what left, from which house, for which orders."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q


class Parcel(models.Model):
    """A parcel with its tracking number. ``order`` is the first of its orders (`ParcelOrder`)."""

    order = models.ForeignKey("selling.Order", on_delete=models.PROTECT, related_name="+")
    warehouse = models.ForeignKey(
        "supply.Warehouse", null=True, on_delete=models.PROTECT, related_name="+"
    )
    carrier = models.CharField(max_length=30)
    tracking_no = models.CharField(max_length=40)
    shipped_at = models.DateTimeField()
    shipped_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["carrier", "tracking_no"], name="parcel_number_once")
        ]


class ParcelOrder(models.Model):
    """An order that left in a parcel; an order leaves once."""

    parcel = models.ForeignKey(Parcel, on_delete=models.CASCADE, related_name="orders")
    order = models.OneToOneField("selling.Order", on_delete=models.PROTECT, related_name="+")


class ParcelLine(models.Model):
    """Units of a SKU in a parcel, as they lay on the ledger: a bundle is told by its parts."""

    parcel = models.ForeignKey(Parcel, on_delete=models.CASCADE, related_name="lines")
    order_line_id = models.BigIntegerField()
    sku = models.ForeignKey("catalog.Sku", on_delete=models.PROTECT, related_name="+")
    units = models.PositiveIntegerField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(units__gt=0), name="parcel_line_units")]


class ParcelLot(models.Model):
    """Units of a lot in a parcel: who got what, when a lot is called back."""

    parcel = models.ForeignKey(Parcel, on_delete=models.CASCADE, related_name="lots")
    lot_id = models.BigIntegerField(db_index=True)
    sku_id = models.BigIntegerField()
    units = models.PositiveIntegerField()
