"""The ladder of penalties: each step with its reason, evidence, term, and appeal."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q


class Penalty(models.Model):
    """One step against one viewer in one shop. Nothing is deleted: a wrong one is revoked.

    ``measure`` is what holds until ``ends_at`` (null: until revoked); a warning has none.
    """

    shop = models.ForeignKey("foundation.Shop", on_delete=models.PROTECT, related_name="+")
    viewer = models.ForeignKey("members.Viewer", on_delete=models.PROTECT, related_name="+")
    room_id = models.BigIntegerField(null=True)
    show_id = models.BigIntegerField(null=True)
    step = models.CharField(max_length=10)  # warn, limit, pause, ban
    measure = models.CharField(max_length=10)  # none, mute, shadow, ban
    cause = models.CharField(max_length=20)
    note = models.CharField(max_length=200, blank=True)
    evidence = models.JSONField(default=dict)
    grade = models.PositiveSmallIntegerField(default=0)  # of the guard; 0: a person decided
    points = models.PositiveSmallIntegerField()
    device = models.CharField(max_length=80, blank=True)
    address = models.CharField(max_length=45, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    revoked_for = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["shop", "-id"]),
            models.Index(fields=["viewer", "-id"]),
            models.Index(
                fields=["shop", "ends_at"], name="penalty_holding",
                condition=Q(revoked_at__isnull=True) & ~Q(measure="none"),
            ),
        ]  # fmt: skip
        constraints = [
            models.CheckConstraint(
                condition=Q(step__in=("warn", "limit", "pause", "ban")), name="penalty_step"
            ),
            models.CheckConstraint(
                condition=Q(measure__in=("none", "mute", "shadow", "ban")), name="penalty_measure"
            ),
        ]


class Appeal(models.Model):
    """申诉: one per penalty; decided by somebody who did not give it."""

    penalty = models.OneToOneField(Penalty, on_delete=models.PROTECT, related_name="appeal")
    text = models.CharField(max_length=500)
    at = models.DateTimeField()
    outcome = models.CharField(max_length=10, blank=True)  # upheld, revoked
    answer = models.CharField(max_length=200, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
