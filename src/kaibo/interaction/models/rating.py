"""环节评分: the stars that viewers gave to segments as they ran."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class RatingRule(models.Model):
    """Whether viewers are asked for stars in a shop's rooms; without a row they are."""

    shop = models.OneToOneField(
        "foundation.Shop", on_delete=models.PROTECT, primary_key=True, related_name="+"
    )
    is_on = models.BooleanField(default=True)


class SegmentRating(models.Model):
    """One viewer's stars for one segment; the last that they gave until the show ended."""

    shop = models.ForeignKey("foundation.Shop", on_delete=models.PROTECT, related_name="+")
    show_id = models.BigIntegerField()
    segment_run = models.ForeignKey(
        "liveroom.SegmentRun", on_delete=models.PROTECT, related_name="+"
    )
    viewer = models.ForeignKey("members.Viewer", on_delete=models.PROTECT, related_name="+")
    stars = models.PositiveSmallIntegerField()  # 1 to 5
    at = models.DateTimeField()
    changes = models.PositiveSmallIntegerField(default=0)
    is_rehearsal = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["segment_run", "viewer"], name="segment_rated_once"),
            models.CheckConstraint(
                condition=Q(stars__gte=1) & Q(stars__lte=5), name="segment_rated_in_stars"
            ),
        ]
        indexes = [models.Index(fields=["show_id", "segment_run"])]
