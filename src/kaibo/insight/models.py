"""Reviews of shows and their findings; figures themselves live in the event log and the folds."""

from __future__ import annotations

from django.db import models


class Review(models.Model):
    """The 复盘 of a show: its automatic draft with every figure, as made when the show ended."""

    show = models.OneToOneField("planning.Show", on_delete=models.PROTECT, related_name="+")
    body = models.JSONField()
    made_at = models.DateTimeField()
    note = models.TextField(blank=True)
