"""Who may not speak in a room, and until when."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Mute(models.Model):
    """A viewer whose comments are refused; ``ends_at`` null means until lifted."""

    room = models.ForeignKey("liveroom.Room", on_delete=models.CASCADE, related_name="+")
    viewer = models.ForeignKey("members.Viewer", on_delete=models.CASCADE, related_name="+")
    reason = models.CharField(max_length=80, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    lifted_at = models.DateTimeField(null=True)
