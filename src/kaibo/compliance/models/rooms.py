"""How a room is kept in order, and what was kept out of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Revision(models.Model):
    """Numbers by which gateways see that a shop's words, penalties or room rules changed."""

    shop = models.OneToOneField("foundation.Shop", on_delete=models.PROTECT, related_name="+")
    words = models.BigIntegerField(default=0)
    penalties = models.BigIntegerField(default=0)
    rooms = models.BigIntegerField(default=0)


class RoomRules(models.Model):
    """Settings of one room; a room without a row has the defaults of `rules.room`."""

    shop = models.ForeignKey("foundation.Shop", on_delete=models.PROTECT, related_name="+")
    room_id = models.BigIntegerField(unique=True)
    slow_seconds = models.PositiveSmallIntegerField(default=0)
    audience = models.CharField(max_length=10, default="all")  # all, followers, buyers
    link_filter = models.BooleanField(default=True)
    max_length = models.PositiveSmallIntegerField(default=100)
    rates = models.JSONField(default=dict)  # command → [per second, burst]
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()


class BlockedAttack(models.Model):
    """What a gateway turned away in one hour: kind of attack, prefix of the address, how often."""

    kind = models.CharField(max_length=20)
    prefix = models.CharField(max_length=50)
    hour_at = models.DateTimeField()
    count = models.BigIntegerField()
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["hour_at", "kind", "prefix"], name="attack_once_an_hour"
            )
        ]
