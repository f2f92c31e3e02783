"""The room: its state, its reliable events, what was executed, what was recorded."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q


class Room(models.Model):
    """A place where shows go on air. ``last_seq`` numbers the reliable lane of this epoch."""

    shop = models.ForeignKey("foundation.Shop", on_delete=models.PROTECT, related_name="+")
    slug = models.SlugField(max_length=40, unique=True)
    title = models.CharField(max_length=80)
    stream_key = models.CharField(max_length=64, unique=True)
    show = models.ForeignKey("planning.Show", null=True, on_delete=models.PROTECT, related_name="+")
    is_on_air = models.BooleanField(default=False)
    stream_state = models.CharField(max_length=10, default="down")  # down, up
    stream_at = models.DateTimeField(null=True)
    segment_run_id = models.BigIntegerField(null=True)
    pinned_link_id = models.BigIntegerField(null=True)
    announcement = models.CharField(max_length=200, blank=True)
    # 评论下单: whether comments like 扣1 are answered with an order to confirm; off for each show.
    comment_orders = models.BooleanField(default=False)
    epoch = models.BigIntegerField(default=1)
    last_seq = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(is_on_air=False) | Q(show__isnull=False), name="room_on_air_has_show"
            )
        ]


class RoomEvent(models.Model):
    """A reliable event of a room, given its number by the database (`liveroom_append_event`)."""

    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="+")
    show_id = models.BigIntegerField(null=True)
    epoch = models.BigIntegerField()
    seq = models.BigIntegerField()
    kind = models.CharField(max_length=30)
    body = models.JSONField()
    actor_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["room", "epoch", "seq"], name="room_event_once")
        ]


class PersonalEvent(models.Model):
    """An answer to one viewer (order placed, paid, shipped …), replayed until seen."""

    viewer = models.ForeignKey("members.Viewer", on_delete=models.PROTECT, related_name="+")
    room_id = models.BigIntegerField(null=True)
    kind = models.CharField(max_length=30)
    body = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["viewer", "id"])]


class SegmentRun(models.Model):
    """A script segment as it was executed; every figure is attributed to these."""

    show = models.ForeignKey("planning.Show", on_delete=models.PROTECT, related_name="+")
    segment_id = models.BigIntegerField(null=True)  # null: unscripted
    title = models.CharField(max_length=60)
    link_id = models.BigIntegerField(null=True)
    planned_seconds = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    was_skipped = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["show"], name="segment_one_open", condition=Q(ended_at__isnull=True)
            )
        ]


class ConsoleAction(models.Model):
    """What an operator did, with what undoes it: a compensating action within 30 s."""

    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="+")
    show = models.ForeignKey("planning.Show", null=True, on_delete=models.PROTECT, related_name="+")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    verb = models.CharField(max_length=30)
    detail = models.JSONField(default=dict)
    undo = models.JSONField(null=True)  # {"verb", "detail"}; null: cannot be undone
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)
    compensates = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["room", "-id"])]


class Confirmation(models.Model):
    """A second person's yes to one change, given in their own session and good for two minutes."""

    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="+")
    verb = models.CharField(max_length=30)
    detail = models.JSONField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=models.F("asked_by")),
                name="confirmation_by_another",
            )
        ]
        indexes = [models.Index(fields=["room", "-id"])]


class Recording(models.Model):
    """An unbroken stretch of recorded video: one init segment and its media segments on disk."""

    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="+")
    show_id = models.BigIntegerField(null=True)
    folder = models.CharField(max_length=200)  # below the recordings folder
    codecs = models.CharField(max_length=60)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    seconds = models.FloatField(default=0)
    size_bytes = models.BigIntegerField(default=0)
