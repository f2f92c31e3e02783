"""Shares with what came of them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Share(models.Model):
    """A link that a viewer took along; its id, signed, is the token in the address."""

    shop = models.ForeignKey("foundation.Shop", on_delete=models.PROTECT, related_name="+")
    room = models.ForeignKey("liveroom.Room", on_delete=models.PROTECT, related_name="+")
    show = models.ForeignKey("planning.Show", null=True, on_delete=models.PROTECT, related_name="+")
    viewer = models.ForeignKey("members.Viewer", on_delete=models.PROTECT, related_name="+")
    link = models.ForeignKey(
        "planning.LineupLink", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    prompt = models.ForeignKey(  # the card that asked for it
        "interaction.Activity", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    channel = models.CharField(max_length=10)  # link, poster, wechat, native
    video_ms = models.BigIntegerField(null=True)  # since the show went live
    is_rehearsal = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(video_ms__isnull=True) | Q(video_ms__gte=0), name="share_second_sane"
            )
        ]
        indexes = [models.Index(fields=["shop", "-at"]), models.Index(fields=["show", "viewer"])]


class ShareVisit(models.Model):
    """Somebody else came by a share, counted once."""

    share = models.ForeignKey(Share, on_delete=models.CASCADE, related_name="visits")
    viewer = models.ForeignKey("members.Viewer", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["share", "viewer"], name="share_visit_once")]
        indexes = [models.Index(fields=["viewer", "at"])]
