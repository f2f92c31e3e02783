"""Points for taking part, within caps; and how far the event log was read for them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q


class RewardRule(models.Model):
    """What one deed of a kind earns; a cap of 0 pays nothing."""

    shop = models.ForeignKey("foundation.Shop", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10)  # comment, like, share, watch, check_in
    points = models.PositiveIntegerField()
    per_day = models.PositiveIntegerField()  # deeds paid to one viewer on one day
    per_show = models.PositiveIntegerField()  # deeds paid to one viewer in one show
    shop_per_day = models.PositiveIntegerField()  # points that the shop gives a day at most
    is_active = models.BooleanField(default=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "kind"], name="reward_rule_once"),
            models.CheckConstraint(condition=Q(points__gt=0), name="reward_rule_positive"),
        ]


class Reward(models.Model):
    """A deed that was paid, or refused by the filter with its reason; over a cap leaves no row."""

    shop = models.ForeignKey("foundation.Shop", on_delete=models.PROTECT, related_name="+")
    show = models.ForeignKey("planning.Show", null=True, on_delete=models.PROTECT, related_name="+")
    viewer = models.ForeignKey("members.Viewer", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10)
    key = models.CharField(max_length=64)  # the deed: an event, a share, a day
    day = models.DateField()  # in the shop's zone
    outcome = models.CharField(max_length=10)  # paid, refused
    why = models.CharField(max_length=20, blank=True)
    points = models.PositiveIntegerField(default=0)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "viewer", "kind", "key"], name="reward_once"),
            models.CheckConstraint(
                condition=Q(outcome="paid", points__gt=0) | (~Q(outcome="paid") & Q(points=0)),
                name="reward_paid_has_points",
            ),
        ]
        indexes = [models.Index(fields=["shop", "day", "kind"])]


class Watched(models.Model):
    """How long a viewer watched a show, by the heartbeats of the event log."""

    show = models.ForeignKey("planning.Show", on_delete=models.CASCADE, related_name="+")
    viewer = models.ForeignKey("members.Viewer", on_delete=models.CASCADE, related_name="+")
    ms = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["show", "viewer"], name="watched_once")]


class LogCursor(models.Model):
    """How far each writer's log was read for fans and rewards."""

    writer = models.CharField(max_length=80, primary_key=True)
    segment = models.BigIntegerField()
    position = models.BigIntegerField()
