"""A shop's rules for its products, the tasks that follow, and what the search knows."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_noop


class ProductPolicy(models.Model):
    """When a product is hot, slow or new; one row a shop, defaults without one."""

    shop = models.OneToOneField("foundation.Shop", on_delete=models.PROTECT, related_name="+")
    new_days = models.PositiveSmallIntegerField(default=30)
    hot_weekly_units = models.PositiveIntegerField(default=100)
    hot_growth_percent = models.PositiveSmallIntegerField(default=50)
    slow_weekly_units = models.PositiveIntegerField(default=5)
    slow_cover_weeks = models.PositiveSmallIntegerField(default=12)
    task_days = models.PositiveSmallIntegerField(default=3)  # a task is due after so many days


class TaskState(models.TextChoices):
    OPEN = "open", gettext_noop("待办")
    DONE = "done", gettext_noop("已完成")
    DROPPED = "dropped", gettext_noop("不做")


class ProductTask(models.Model):
    """Something to do about a product, with owner and day; one open task per product and kind."""

    shop = models.ForeignKey("foundation.Shop", on_delete=models.PROTECT, related_name="+")
    product = models.ForeignKey("catalog.Product", on_delete=models.CASCADE, related_name="tasks")
    kind = models.CharField(max_length=20)  # hot, slow, new, or a stage's suggested action
    title = models.CharField(max_length=120)
    facts = models.JSONField(default=dict)  # the figures the task was made from
    owner = models.ForeignKey("team.Staff", on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    state = models.CharField(max_length=10, choices=TaskState.choices, default=TaskState.OPEN)
    note = models.CharField(max_length=200, blank=True)  # what came of it
    created_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["product", "kind"], condition=Q(state="open"), name="product_task_open_once"
            )
        ]


class SynonymGroup(models.Model):
    """Words that mean the same to the search: T恤, 短袖, 体恤."""

    shop = models.ForeignKey("foundation.Shop", on_delete=models.PROTECT, related_name="+")
    words = models.JSONField()  # two words or more


class CatalogStamp(models.Model):
    """Counts the changes of a shop's catalog: who keeps a copy knows when it is old."""

    shop = models.OneToOneField("foundation.Shop", on_delete=models.PROTECT, related_name="+")
    version = models.BigIntegerField(default=0)
