"""Pictures of products beside the main one: gallery, close-ups, 360° sets."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_noop


class PictureKind(models.TextChoices):
    GALLERY = "gallery", gettext_noop("图片")
    DETAIL = "detail", gettext_noop("材质细节")
    SPIN = "spin", gettext_noop("360° 全景")


class Picture(models.Model):
    """One picture; of a 360° set, one frame. ``path`` is a WebP below uploads."""

    product = models.ForeignKey(
        "catalog.Product", on_delete=models.CASCADE, related_name="pictures"
    )
    kind = models.CharField(max_length=10, choices=PictureKind.choices)
    position = models.PositiveSmallIntegerField()
    path = models.CharField(max_length=200)
    caption = models.CharField(max_length=60, blank=True)
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    bytes = models.PositiveIntegerField()

    class Meta:
        ordering = ["kind", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["product", "kind", "position"],
                name="picture_position_once",
                deferrable=models.Deferrable.DEFERRED,
            )
        ]
