"""Goods that were won: where they go, and whether they are on their way."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class PrizeClaim(models.Model):
    """The address a winner gave for goods, and the parcel; one for each prize."""

    prize = models.OneToOneField(
        "interaction.ActivityPrize",
        on_delete=models.PROTECT,
        primary_key=True,
        related_name="claim",
    )
    address = models.ForeignKey("members.Address", on_delete=models.PROTECT, related_name="+")
    claimed_at = models.DateTimeField()
    carrier = models.CharField(max_length=20, blank=True)
    tracking_no = models.CharField(max_length=40, blank=True)
    shipped_at = models.DateTimeField(null=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
