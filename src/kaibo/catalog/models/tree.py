"""The two ways to sort products: the category tree, and the needs (场景) they serve."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Category(models.Model):
    """A node of a shop's tree. ``path`` is the names from the root, joined by ``/``."""

    shop = models.ForeignKey("foundation.Shop", on_delete=models.PROTECT, related_name="+")
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    name = models.CharField(max_length=40)
    path = models.CharField(max_length=200)
    order = models.PositiveIntegerField(default=0)  # among its siblings
    attributes = models.JSONField(default=list, blank=True)  # [{"name", "choices", "is_required"}]

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["shop", "path"], name="category_path_once"),
            models.CheckConstraint(condition=~Q(name__contains="/"), name="category_name_plain"),
            models.CheckConstraint(
                condition=~Q(parent=models.F("id")), name="category_not_own_parent"
            ),
        ]

    def __str__(self) -> str:
        return self.path


class Need(models.Model):
    """What a product is wanted for: 送长辈, 宿舍, 母婴."""

    shop = models.ForeignKey("foundation.Shop", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=20)
    order = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["order", "id"]
        constraints = [models.UniqueConstraint(fields=["shop", "name"], name="need_name_once")]

    def __str__(self) -> str:
        return self.name


class FilterUse(models.Model):
    """How often buyers used a filter of the bag, per show and day; ``key`` names the filter."""

    shop = models.ForeignKey("foundation.Shop", on_delete=models.PROTECT, related_name="+")
    show_id = models.BigIntegerField()
    day = models.DateField()
    kind = models.CharField(max_length=10)  # category, need, search
    key = models.CharField(max_length=60)  # id of the category or need, empty for searches
    uses = models.PositiveIntegerField(default=0)
    empty = models.PositiveIntegerField(default=0)  # of these, how many found nothing

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["shop", "show_id", "day", "kind", "key"], name="filter_use_once"
            )
        ]
