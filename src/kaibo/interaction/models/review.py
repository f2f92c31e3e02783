"""What staff found about a held entry: one row, so that asking twice changes nothing twice."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class EntryReview(models.Model):
    """``accepted``: it counts and its prize is paid; otherwise it is refused. Never taken back."""

    entry = models.OneToOneField(
        "interaction.Entry", on_delete=models.PROTECT, primary_key=True, related_name="review"
    )
    accepted = models.BooleanField()
    why = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["-at"])]
