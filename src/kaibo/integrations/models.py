"""Where facts are sent, what was sent, and how each try went."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q


class Endpoint(models.Model):
    """An address of another system. ``types`` empty: every type of event."""

    shop = models.ForeignKey("foundation.Shop", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=40)
    url = models.CharField(max_length=500)
    types = models.JSONField(default=list)
    takes_rehearsals = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    secret_cipher = models.BinaryField()
    # After a change of the secret both sign until then.
    old_secret_cipher = models.BinaryField(null=True)
    old_secret_until = models.DateTimeField(null=True)
    # Facts with a higher outbox id are sent; earlier ones only by replay.
    since_outbox_id = models.BigIntegerField()
    # Circuit breaker: tries that failed one after the other, and until when it rests.
    failures = models.PositiveIntegerField(default=0)
    failing_since = models.DateTimeField(null=True)
    paused_until = models.DateTimeField(null=True)
    stopped_because = models.CharField(max_length=20, blank=True)  # "", staff, gone, dead
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["shop", "-id"])]

    def __str__(self) -> str:
        return self.name


class DeliveryState(models.TextChoices):
    PENDING = "pending", "待送达"
    DELIVERED = "delivered", "已送达"
    DEAD = "dead", "已放弃"


class Delivery(models.Model):
    """One event for one endpoint. ``event_id`` stays the same over all tries and replays."""

    endpoint = models.ForeignKey(Endpoint, on_delete=models.CASCADE, related_name="deliveries")
    event_id = models.UUIDField()
    type = models.CharField(max_length=40)
    body = models.TextField()  # the exact text that is signed
    state = models.CharField(
        max_length=10, choices=DeliveryState.choices, default=DeliveryState.PENDING
    )
    attempts = models.PositiveIntegerField(default=0)
    tries = models.PositiveIntegerField(default=0)  # since it was queued or replayed
    happened_at = models.DateTimeField()
    queued_at = models.DateTimeField()
    next_at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True)
    last_status = models.PositiveSmallIntegerField(null=True)
    last_error = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["endpoint", "event_id"], name="delivery_once")
        ]
        indexes = [
            models.Index(fields=["endpoint", "-id"]),
            models.Index(
                fields=["endpoint", "next_at", "id"], name="delivery_due",
                condition=Q(state="pending"),
            ),
        ]  # fmt: skip


class Attempt(models.Model):
    """One try: what the other side answered, or why it was not reached."""

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="log")
    at = models.DateTimeField()
    milliseconds = models.PositiveIntegerField()
    status = models.PositiveSmallIntegerField(null=True)
    error = models.CharField(max_length=120, blank=True)
    answer = models.CharField(max_length=200, blank=True)


class RelayCursor(models.Model):
    """How far the outbox was turned into deliveries; one row.

    All up to ``floor`` is done; up to ``position`` was read once, and is read again until every
    transaction has ended that was open when ``mark`` was set (`mark_xmax`): ids are given before
    the commit, so that a lower one may appear later.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    position = models.BigIntegerField()
    floor = models.BigIntegerField()
    mark = models.BigIntegerField()
    mark_xmax = models.BigIntegerField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="relay_cursor_single")]
