"""Threads of viewers with their messages, and the cards of host changes."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class Thread(models.Model):
    """A viewer's private talk with the shop in one room and show.

    ``waiting_since`` is the oldest message of the viewer without a reply; the first response runs
    from ``asked_at`` to ``first_reply_at``.
    """

    shop = models.ForeignKey("foundation.Shop", on_delete=models.PROTECT, related_name="+")
    room = models.ForeignKey("liveroom.Room", on_delete=models.PROTECT, related_name="+")
    show = models.ForeignKey("planning.Show", null=True, on_delete=models.PROTECT, related_name="+")
    viewer = models.ForeignKey("members.Viewer", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, default="waiting")  # waiting, taken, handed, closed
    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField()
    waiting_since = models.DateTimeField(null=True)
    first_reply_at = models.DateTimeField(null=True)
    first_reply_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    last_at = models.DateTimeField()
    last_text = models.CharField(max_length=100)
    viewer_unread = models.PositiveIntegerField(default=0)
    staff_unread = models.PositiveIntegerField(default=0)
    order_id = models.BigIntegerField(null=True)  # what after-sales is asked to look at
    note = models.CharField(max_length=200, blank=True)  # for after-sales
    is_rehearsal = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["viewer", "room", "show"], name="thread_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=Q(agent__isnull=False) | ~Q(state="taken"),
                name="thread_taken_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(first_reply_at__isnull=True) | Q(first_reply_by__isnull=False),
                name="thread_first_reply_by_somebody",
            ),
        ]
        indexes = [models.Index(fields=["room", "state", "waiting_since"], name="thread_queue")]


class Message(models.Model):
    """One message. ``key`` is given by the page; sent again it is the same message."""

    thread = models.ForeignKey(Thread, on_delete=models.PROTECT, related_name="messages")
    sender = models.CharField(max_length=10)  # viewer, staff, system
    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    text = models.CharField(max_length=500)
    key = models.UUIDField(null=True)
    comment_id = models.BigIntegerField(null=True)  # the comment that it quotes
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["thread", "key"], name="message_once")]


class HandOver(models.Model):
    """The card of a host change: facts of that moment, signed by who leaves and who comes."""

    shop = models.ForeignKey("foundation.Shop", on_delete=models.PROTECT, related_name="+")
    room = models.ForeignKey("liveroom.Room", on_delete=models.PROTECT, related_name="+")
    show = models.ForeignKey("planning.Show", on_delete=models.PROTECT, related_name="+")
    facts = models.JSONField()
    promises = models.CharField(max_length=500, blank=True)  # what was promised besides
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    given_at = models.DateTimeField()
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    taken_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(taken_by__isnull=True) | ~Q(taken_by=F("given_by")),
                name="hand_over_by_two",
            ),
            models.UniqueConstraint(
                fields=["show"], name="hand_over_one_open", condition=Q(taken_at__isnull=True)
            ),
        ]
