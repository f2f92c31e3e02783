"""公屏: what was said, the questions in it, and what the desk has put up."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q


class RoomComment(models.Model):
    """A comment of a show as the gateway took it; ``question`` is its group when it asks.

    Speaker is a viewer or, for those said by staff and by the room itself, not (``viewer`` null).
    """

    room = models.ForeignKey("liveroom.Room", on_delete=models.PROTECT, related_name="+")
    show = models.ForeignKey("planning.Show", on_delete=models.PROTECT, related_name="+")
    comment_id = models.BigIntegerField()  # as on the wire
    viewer = models.ForeignKey(
        "members.Viewer", null=True, on_delete=models.PROTECT, related_name="+"
    )
    staff_id = models.BigIntegerField(null=True)
    name = models.CharField(max_length=80)
    text = models.CharField(max_length=300)
    tag = models.CharField(max_length=10)
    topic = models.CharField(max_length=10, default="none")
    link_id = models.BigIntegerField(null=True)
    key = models.CharField(max_length=60, blank=True)  # which group, when it asks
    question = models.ForeignKey(
        "interaction.Question", null=True, on_delete=models.SET_NULL, related_name="comments"
    )
    video_ms = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    is_rehearsal = models.BooleanField(default=False)
    tagged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["room", "comment_id", "viewer"], name="comment_once", nulls_distinct=False
            )
        ]
        indexes = [models.Index(fields=["show", "tag", "at"], name="comment_tag")]


class Question(models.Model):
    """Comments of a show that ask the same of the same link."""

    shop = models.ForeignKey("foundation.Shop", on_delete=models.PROTECT, related_name="+")
    room = models.ForeignKey("liveroom.Room", on_delete=models.PROTECT, related_name="+")
    show = models.ForeignKey("planning.Show", on_delete=models.PROTECT, related_name="+")
    link_id = models.BigIntegerField(null=True)
    key = models.CharField(max_length=60)
    text = models.CharField(max_length=300)  # as it was asked first
    askers = models.PositiveIntegerField(default=0)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    state = models.CharField(max_length=10, default="open")  # open, promoted, answered, dropped
    promoted_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_link_id = models.BigIntegerField(null=True)
    video_ms = models.BigIntegerField(null=True)  # where in the video it was answered

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["show", "link_id", "key"], name="question_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=False) | ~Q(state="answered"),
                name="question_answered_at",
            ),
        ]


class QuestionAsker(models.Model):
    """A viewer who asked: one vote."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="asked_by")
    viewer = models.ForeignKey("members.Viewer", on_delete=models.PROTECT, related_name="+")
    first_at = models.DateTimeField()
    asks = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["question", "viewer"], name="asker_once"),
        ]
        indexes = [models.Index(fields=["viewer"])]


class RoomBoard(models.Model):
    """What the desk has put up in a room for ``show``; of another show it is nothing.

    ``questions`` and ``pinned_comment`` are the JSON of `QuestionCard` and `PinnedComment`, as the
    last reliable event told them.
    """

    room = models.OneToOneField("liveroom.Room", on_delete=models.PROTECT, related_name="+")
    show = models.ForeignKey("planning.Show", on_delete=models.PROTECT, related_name="+")
    questions = models.JSONField(default=list)
    pinned_comment = models.JSONField(null=True)
    answers_keywords = models.BooleanField(default=False)  # keyword replies are on


class Phrase(models.Model):
    """A quick phrase of a shop; with ``mode`` private or public also a keyword reply."""

    shop = models.ForeignKey("foundation.Shop", on_delete=models.PROTECT, related_name="+")
    keywords = models.JSONField()  # list of texts, the first one leads
    reply = models.CharField(max_length=300)
    mode = models.CharField(max_length=10, default="off")  # off, private, public
    again_minutes = models.PositiveIntegerField(default=5)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["shop"])]
