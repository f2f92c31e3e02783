"""送礼物: the gifts of a shop, what was sent, and who declared to be of age.

Their points stand in the ledger: book ``points``, from the viewer to the shop's ``gifts``. There
is deliberately no sum by viewer: no ranking of givers may exist.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from kaibo.interaction.rules.gifts import DAILY_POINTS


class Gift(models.Model):
    """One gift of a shop's list; ``icon`` is an emoji."""

    shop = models.ForeignKey("foundation.Shop", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=12)
    icon = models.CharField(max_length=8)
    points = models.PositiveIntegerField()
    position = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(points__gt=0), name="gift_costs_points")]
        indexes = [models.Index(fields=["shop", "position"])]

    def __str__(self) -> str:
        return self.name


class GiftRule(models.Model):
    """Whether viewers may send gifts in a shop's rooms; without a row they may not."""

    shop = models.OneToOneField(
        "foundation.Shop", on_delete=models.PROTECT, primary_key=True, related_name="+"
    )
    is_open = models.BooleanField(default=False)
    daily_points = models.PositiveIntegerField(default=DAILY_POINTS)  # of one viewer


class GiftSent(models.Model):
    """A gift that was sent; ``combo`` is how many of it without a break, with these."""

    key = models.UUIDField()
    shop = models.ForeignKey("foundation.Shop", on_delete=models.PROTECT, related_name="+")
    room_id = models.BigIntegerField()
    show_id = models.BigIntegerField()
    viewer = models.ForeignKey("members.Viewer", on_delete=models.PROTECT, related_name="+")
    gift = models.ForeignKey(Gift, on_delete=models.PROTECT, related_name="+")
    quantity = models.PositiveSmallIntegerField()
    points = models.PositiveIntegerField()  # in all
    combo = models.PositiveIntegerField()
    at = models.DateTimeField()
    is_rehearsal = models.BooleanField(default=False)  # shown, not paid

    class Meta:
        constraints = [models.UniqueConstraint(fields=["viewer", "key"], name="gift_sent_once")]
        indexes = [
            models.Index(fields=["viewer", "gift", "-at"]),
            models.Index(fields=["show_id", "id"]),
        ]


class AgeDeclaration(models.Model):
    """What a buyer said of their age. A minor's stays: only staff may take it out."""

    viewer = models.OneToOneField(
        "members.Viewer", on_delete=models.PROTECT, primary_key=True, related_name="+"
    )
    is_adult = models.BooleanField()
    text_version = models.CharField(max_length=20)
    at = models.DateTimeField()
