"""互动: what the operator opens in a room and viewers take part in, each at most once.

An activity is armed, open, closed, settled; or cancelled. Its rules are frozen at the opening.
"""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q


class ActivityState(models.TextChoices):
    """What an activity is in; only these steps exist: armed → open → closed → settled."""

    ARMED = "armed"  # prepared, seen by staff only
    OPEN = "open"  # viewers take part
    CLOSED = "closed"  # no more entries; the outcome is being worked out
    SETTLED = "settled"  # the outcome stands, prizes are on their way
    CANCELLED = "cancelled"


class Activity(models.Model):
    """One activity of a show; ``rules`` may hold secrets until it is settled, ``public`` none."""

    shop = models.ForeignKey("foundation.Shop", on_delete=models.PROTECT, related_name="+")
    room = models.ForeignKey("liveroom.Room", on_delete=models.PROTECT, related_name="+")
    show = models.ForeignKey("planning.Show", on_delete=models.PROTECT, related_name="+")
    segment_run_id = models.BigIntegerField(null=True)
    block_id = models.BigIntegerField(null=True)  # of the script that carried it
    kind = models.CharField(max_length=12)  # a code of `rules/activities`
    title = models.CharField(max_length=40)
    state = models.CharField(max_length=10, choices=ActivityState.choices, default="armed")
    seconds = models.PositiveIntegerField(default=0)  # open for so long; 0: until closed by hand
    rules = models.JSONField(default=dict)  # whole, as checked by its kind
    public = models.JSONField(default=dict)  # what viewers read of the rules
    secret = models.JSONField(default=dict)  # drawn at the opening: seed, contents, shares
    result = models.JSONField(default=dict)  # what viewers read of the outcome
    rules_hash = models.CharField(max_length=64, blank=True)  # SHA-256, from the opening on
    entries = models.PositiveIntegerField(default=0)  # the last number given
    tally = ArrayField(models.BigIntegerField(), default=list)  # counted entries by slot
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    armed_at = models.DateTimeField()
    opens_at = models.DateTimeField(null=True)
    closes_at = models.DateTimeField(null=True)  # closes by itself then
    settled_at = models.DateTimeField(null=True)
    is_rehearsal = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=("armed", "cancelled"))
                | (Q(opens_at__isnull=False) & ~Q(rules_hash="")),
                name="activity_opened_is_frozen",
            ),
            models.CheckConstraint(
                condition=Q(closes_at__isnull=True) | Q(closes_at__gte=F("opens_at")),
                name="activity_closes_after_opening",
            ),
        ]
        indexes = [
            models.Index(fields=["show", "id"]),
            models.Index(
                fields=["closes_at"], name="activity_unsettled",
                condition=Q(state__in=("open", "closed")),
            ),
        ]  # fmt: skip


class Entry(models.Model):
    """A viewer's part in an activity, written by the gateway's `interaction_enter` alone."""

    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="+")
    viewer = models.ForeignKey(
        "members.Viewer", on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    number = models.PositiveIntegerField()  # in order of arrival, from 1
    at = models.DateTimeField()
    slot = models.PositiveSmallIntegerField(default=0)  # which bar of the tally counts it
    body = models.JSONField(default=dict)
    grade = models.PositiveSmallIntegerField(default=0)  # 0 counted, 1 held, 2 refused by risk

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["activity", "viewer"], name="entry_once"),
            models.UniqueConstraint(fields=["activity", "number"], name="entry_number_once"),
        ]
        indexes = [models.Index(fields=["viewer", "-id"])]


class ActivityPrize(models.Model):
    """What an entry won; ``paid_at`` is set in the transaction that pays it."""

    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="+")
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="prize")
    viewer_id = models.BigIntegerField()
    place = models.PositiveIntegerField()  # 1 is first
    kind = models.CharField(max_length=12)  # points, credit, redpacket, coupon
    amount = models.BigIntegerField(default=0)  # points or minor units; of a coupon: points instead
    campaign_id = models.BigIntegerField(null=True)  # of a coupon
    is_held = models.BooleanField(default=False)  # waits for a review of the entry
    paid_at = models.DateTimeField(null=True)
    refused = models.CharField(max_length=120, blank=True)  # why it could not be paid

    class Meta:
        indexes = [
            models.Index(
                fields=["activity"], name="prize_unpaid",
                condition=Q(paid_at__isnull=True, is_held=False, refused=""),
            )
        ]  # fmt: skip
