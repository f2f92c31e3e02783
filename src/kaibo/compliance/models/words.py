"""Words that may not be said in a shop's rooms."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class WordList(models.Model):
    """How a shop matches: with the shipped list or not."""

    shop = models.OneToOneField("foundation.Shop", on_delete=models.PROTECT, related_name="+")
    uses_system = models.BooleanField(default=True)


class ListedWord(models.Model):
    """One word or allowed phrase of a shop."""

    shop = models.ForeignKey("foundation.Shop", on_delete=models.PROTECT, related_name="+")
    text = models.CharField(max_length=40)
    category = models.CharField(max_length=20)
    grade = models.CharField(max_length=10)  # allow, note, review, mask, block
    reach = models.CharField(max_length=10, default="letters")  # word, letters, sound
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "text"], name="listed_word_once"),
            models.CheckConstraint(
                condition=models.Q(grade__in=("allow", "note", "review", "mask", "block")),
                name="listed_word_grade",
            ),
        ]
