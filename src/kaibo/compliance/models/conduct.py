"""Rules of conduct, who agreed to them, and who reported a breach."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class ConductRules(models.Model):
    """A published version; what viewers agreed to is never changed."""

    shop = models.ForeignKey("foundation.Shop", on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField()
    text = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "version"], name="conduct_version_once")
        ]


class RulesAcceptance(models.Model):
    """A viewer agreed to a version before the first comment under it."""

    rules = models.ForeignKey(ConductRules, on_delete=models.PROTECT, related_name="+")
    viewer = models.ForeignKey("members.Viewer", on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["rules", "viewer"], name="conduct_accepted_once")
        ]


class Report(models.Model):
    """举报: what a viewer told of a comment, a viewer, the host or a product."""

    shop = models.ForeignKey("foundation.Shop", on_delete=models.PROTECT, related_name="+")
    room_id = models.BigIntegerField()
    show_id = models.BigIntegerField(null=True)
    reporter = models.ForeignKey("members.Viewer", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10)  # comment, viewer, host, product
    subject_id = models.BigIntegerField(default=0)  # viewer or link; 0: the host
    subject_name = models.CharField(max_length=80, blank=True)
    quote = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=20)
    note = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    outcome = models.CharField(max_length=10, blank=True)  # upheld, dismissed
    answer = models.CharField(max_length=200, blank=True)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    handled_at = models.DateTimeField(null=True)
    penalty = models.ForeignKey(
        "compliance.Penalty", null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        indexes = [models.Index(fields=["shop", "-id"]), models.Index(fields=["reporter", "-id"])]
