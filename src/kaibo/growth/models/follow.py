"""Who follows a shop, who waits for a show, and the reminders on their way."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class ShopFollow(models.Model):
    """A viewer follows a shop; one row, taken up again when they come back."""

    shop = models.ForeignKey("foundation.Shop", on_delete=models.PROTECT, related_name="+")
    viewer = models.ForeignKey("members.Viewer", on_delete=models.PROTECT, related_name="+")
    show = models.ForeignKey(
        "planning.Show", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    followed_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shop", "viewer"], name="shop_follow_once")]


class Reservation(models.Model):
    """A viewer wants to be told of a show; ``during`` is the show in which they said so."""

    show = models.ForeignKey("planning.Show", on_delete=models.CASCADE, related_name="+")
    viewer = models.ForeignKey("members.Viewer", on_delete=models.PROTECT, related_name="+")
    during = models.ForeignKey(
        "planning.Show", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    room = models.ForeignKey("liveroom.Room", on_delete=models.CASCADE, related_name="+")
    by_sms = models.BooleanField(default=False)  # the viewer ticked that a text message may come
    made_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["show", "viewer"], name="reservation_once")]


class Reminder(models.Model):
    """One message of a reservation: ``soon`` before the start, ``live`` when it has begun.

    due → sending → sent, failed or none (no way to reach the viewer). A send that was cut off
    stays ``sending`` and is never repeated: a reminder comes once or not at all.
    """

    reservation = models.ForeignKey(Reservation, on_delete=models.CASCADE, related_name="reminders")
    moment = models.CharField(max_length=6)  # soon, live
    state = models.CharField(max_length=8, default="due")
    channel = models.CharField(max_length=6, blank=True)  # push, sms
    due_at = models.DateTimeField()
    last_at = models.DateTimeField()  # after this it tells nothing new
    tries = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    why = models.CharField(max_length=120, blank=True)  # the last refusal
    reached = models.JSONField(default=list)  # push subscriptions that took it

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["reservation", "moment"], name="reminder_once")
        ]
        indexes = [models.Index(fields=["due_at"], name="reminder_due", condition=Q(state="due"))]


class PushSubscription(models.Model):
    """A browser that takes web push; where and with which keys is sealed."""

    viewer = models.ForeignKey("members.Viewer", on_delete=models.CASCADE, related_name="+")
    endpoint_index = models.BinaryField(max_length=32, unique=True)
    sealed = models.BinaryField()  # JSON of endpoint, p256dh, auth
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    why = models.CharField(max_length=20, blank=True)  # gone: its push service said so; left

    class Meta:
        indexes = [models.Index(fields=["viewer"], condition=Q(ended_at=None), name="push_open")]
