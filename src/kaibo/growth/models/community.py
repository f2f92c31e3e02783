"""社群: the group that a shop invites its viewers into."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Community(models.Model):
    """A WeChat group (by its QR picture) or a page of the shop's own (by its link)."""

    shop = models.OneToOneField(
        "foundation.Shop", on_delete=models.PROTECT, primary_key=True, related_name="+"
    )
    name = models.CharField(max_length=20)
    text = models.CharField(max_length=60, blank=True)
    qr_text = models.CharField(max_length=300)  # what the QR code says, or the link itself
    join_code = models.CharField(max_length=12)  # posted in the group: who types it is in
    reward_points = models.PositiveIntegerField(default=0)
    is_active = models.BooleanField(default=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    updated_at = models.DateTimeField()


class CommunityJoin(models.Model):
    """A viewer who opened the way in; ``confirmed_at`` when they typed the group's code."""

    shop = models.ForeignKey("foundation.Shop", on_delete=models.PROTECT, related_name="+")
    viewer = models.ForeignKey("members.Viewer", on_delete=models.PROTECT, related_name="+")
    show = models.ForeignKey(
        "planning.Show", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    prompt = models.ForeignKey(  # the card that asked for it
        "interaction.Activity", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    opened_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "viewer"], name="community_join_once")
        ]
