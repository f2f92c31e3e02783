"""粉丝灯牌: the fan club of a shop, who is in it, what their level is made of."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q


class FanClub(models.Model):
    """The club of a shop; joining costs ``join_points`` of its points, 0: nothing."""

    shop = models.OneToOneField(
        "foundation.Shop", on_delete=models.PROTECT, primary_key=True, related_name="+"
    )
    badge = models.CharField(max_length=6)
    join_points = models.PositiveIntegerField(default=0)
    is_open = models.BooleanField(default=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    updated_at = models.DateTimeField()


class FanMember(models.Model):
    """A viewer in a club. ``activity`` and ``level`` follow from `FanDay` and the orders."""

    shop = models.ForeignKey("foundation.Shop", on_delete=models.PROTECT, related_name="+")
    viewer = models.ForeignKey("members.Viewer", on_delete=models.PROTECT, related_name="+")
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)
    paid_points = models.PositiveIntegerField(default=0)
    activity = models.PositiveIntegerField(default=0)
    level = models.PositiveSmallIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "viewer"], name="fan_once"),
            models.CheckConstraint(condition=Q(level__gte=1, level__lte=20), name="fan_level_sane"),
        ]
        indexes = [models.Index(fields=["shop", "-activity"])]


class FanDay(models.Model):
    """What a fan did on one day of the shop's zone; levels are reckoned from these."""

    shop = models.ForeignKey("foundation.Shop", on_delete=models.PROTECT, related_name="+")
    viewer = models.ForeignKey("members.Viewer", on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    watch_ms = models.BigIntegerField(default=0)
    checked_in = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "viewer", "day"], name="fan_day_once")
        ]


class CheckIn(models.Model):
    """签到: once a day of the shop's zone; ``streak`` counts days without a gap."""

    shop = models.ForeignKey("foundation.Shop", on_delete=models.PROTECT, related_name="+")
    viewer = models.ForeignKey("members.Viewer", on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    streak = models.PositiveIntegerField()
    points = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "viewer", "day"], name="check_in_once")
        ]
