"""Keys of other systems."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q


class ApiKey(models.Model):
    """A key of one shop. ``prefix`` is public and finds it; the token itself is not kept."""

    shop = models.ForeignKey("foundation.Shop", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=40)
    prefix = models.CharField(max_length=12, unique=True)
    token_hash = models.BinaryField(max_length=32)
    scopes = models.JSONField(default=list)
    # The account the key acts as; it has no password.
    account = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="api_key"
    )
    calls_per_minute = models.PositiveIntegerField(default=600)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)
    # Calls of the minute that began at ``minute`` (Unix minutes).
    minute = models.BigIntegerField(default=0)
    minute_calls = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(calls_per_minute__gt=0), name="api_key_rate_positive"
            )
        ]
        indexes = [models.Index(fields=["shop", "-id"])]

    def __str__(self) -> str:
        return self.name
