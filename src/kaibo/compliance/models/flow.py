"""Runs of the flow check, kept as they were."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class FlowCheck(models.Model):
    """One run over a show (``show_id``) or over all listed goods of the shop (null)."""

    shop = models.ForeignKey("foundation.Shop", on_delete=models.PROTECT, related_name="+")
    show_id = models.BigIntegerField(null=True)
    run_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    goods = models.PositiveIntegerField()

    class Meta:
        indexes = [models.Index(fields=["shop", "-id"])]


class FlowFinding(models.Model):
    """What a run found wrong, and where it is mended."""

    run = models.ForeignKey(FlowCheck, on_delete=models.CASCADE, related_name="findings")
    code = models.CharField(max_length=40)
    severity = models.CharField(max_length=10)  # block, warn, hint
    subject = models.CharField(max_length=120)
    message = models.CharField(max_length=300)
    link = models.CharField(max_length=200)
