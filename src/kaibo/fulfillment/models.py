"""Parcels."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Parcel(models.Model):
    """A parcel with its tracking number."""

    order = models.ForeignKey("selling.Order", on_delete=models.PROTECT, related_name="+")
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
