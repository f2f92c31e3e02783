"""Viewers among themselves: whom they answered, follow, do not want to see."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q


class SocialSetting(models.Model):
    """What a viewer allows others; without a row everything is on."""

    viewer = models.OneToOneField(
        "members.Viewer", on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    is_open = models.BooleanField(default=True)  # others may open the profile and follow
    updated_at = models.DateTimeField()


class ViewerFollow(models.Model):
    viewer = models.ForeignKey("members.Viewer", on_delete=models.CASCADE, related_name="+")
    followed = models.ForeignKey("members.Viewer", on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["viewer", "followed"], name="viewer_follow_once"),
            models.CheckConstraint(condition=~Q(viewer=F("followed")), name="viewer_follow_other"),
        ]


class ViewerBlock(models.Model):
    """``viewer`` does not see what ``blocked`` says, and cannot be followed by them."""

    viewer = models.ForeignKey("members.Viewer", on_delete=models.CASCADE, related_name="+")
    blocked = models.ForeignKey("members.Viewer", on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["viewer", "blocked"], name="viewer_block_once"),
            models.CheckConstraint(condition=~Q(viewer=F("blocked")), name="viewer_block_other"),
        ]


class Reply(models.Model):
    """A comment that answers another one, read from the event log; ``thread`` is the first one.

    The ids are those of the wire.
    """

    event_id = models.UUIDField(unique=True)
    room = models.ForeignKey("liveroom.Room", on_delete=models.CASCADE, related_name="+")
    show = models.ForeignKey("planning.Show", on_delete=models.CASCADE, related_name="+")
    viewer = models.ForeignKey("members.Viewer", on_delete=models.CASCADE, related_name="+")
    thread = models.BigIntegerField()
    text = models.CharField(max_length=300)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["show", "thread"])]
