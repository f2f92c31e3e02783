"""What the guard decided about a viewer in a show, what people said of it, and appeals."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q


class GuardDecision(models.Model):
    """One row a viewer, room and show: the gravest grade with its evidence.

    ``outcome`` is empty while nobody looked; after that the engine changes nothing any more.
    ``ring``: viewer ids that act as one. ``model`` names the rules that decided.
    """

    shop = models.ForeignKey("foundation.Shop", on_delete=models.PROTECT, related_name="+")
    room_id = models.BigIntegerField()
    show_id = models.BigIntegerField(default=0)  # 0: outside a show
    viewer = models.ForeignKey("members.Viewer", on_delete=models.PROTECT, related_name="+")
    grade = models.PositiveSmallIntegerField()
    score = models.FloatField()
    reasons = models.JSONField()
    ring = models.JSONField(default=list)
    deeds = models.JSONField(default=dict)
    model = models.CharField(max_length=20)
    at = models.DateTimeField()
    changed_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    outcome = models.CharField(max_length=10, blank=True, default="", db_default="")
    note = models.CharField(max_length=200, blank=True, default="", db_default="")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["shop", "-id"]),
            models.Index(fields=["room_id", "-changed_at"]),
            models.Index(fields=["viewer", "-id"]),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["room_id", "show_id", "viewer"], name="guard_decision_once"
            ),
            models.CheckConstraint(condition=Q(grade__range=(1, 4)), name="guard_grade"),
            models.CheckConstraint(
                condition=Q(outcome__in=("", "confirmed", "lifted")), name="guard_outcome"
            ),
        ]


class GuardAppeal(models.Model):
    """申诉 of the viewer: one a decision."""

    decision = models.OneToOneField(GuardDecision, on_delete=models.PROTECT, related_name="appeal")
    text = models.CharField(max_length=500)
    at = models.DateTimeField()
    answer = models.CharField(max_length=200, blank=True, default="", db_default="")
    decided_at = models.DateTimeField(null=True)


class GuardCharge(models.Model):
    """The penalty that a block brought: one a decision, written in the penalty's transaction."""

    decision = models.OneToOneField(
        GuardDecision, on_delete=models.PROTECT, primary_key=True, related_name="charge"
    )
    penalty = models.ForeignKey("compliance.Penalty", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
