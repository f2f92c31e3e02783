"""What of a model is shown: derived from its fields, so that a new field shows by itself."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.apps import apps
from django.db import models

from kaibo.console.tables.names import name_of
from kaibo.console.tables.registry import BY_KEY
from kaibo.console.tables.spec import Column, Kind, Table

# What stands for a row of another table.
LABELS: dict[str, str] = {
    "catalog.Product": "name", "catalog.Sku": "code", "catalog.Category": "name",
    "planning.Show": "title", "members.Viewer": "nickname", "team.Staff": "display_name",
    "liveroom.Room": "title", "promotions.Campaign": "name", "supply.Warehouse": "code",
    "integrations.Endpoint": "name",
}  # fmt: skip
MONEY = frozenset({
    "amount", "goods_amount", "discount_amount", "shipping_amount", "points_amount",
    "credit_amount", "pay_amount", "unit_price", "discount", "daily_price", "floor_price", "cost",
    "live_price", "flash_price", "rival_price", "normal_price", "budget", "price", "lowest",
    "refunded", "fee", "shipping", "paid_amount", "refunded_amount", "ours", "theirs",
    "price_seen", "reference_price", "result_gmv", "target_gmv",
})  # fmt: skip
# Shop columns say nothing inside one shop; bookkeeping columns say nothing to people.
QUIET = frozenset({"shop_id", "password", "idempotency_key"})
BIG = ("body", "plan", "explanation", "execution")


@cache
def columns(table: Table) -> tuple[Column, ...]:
    """The columns of a table, in the order of its fields; a referred row's name beside its id."""
    model = apps.get_model(table.model)
    found: list[Column] = []
    for field in model._meta.concrete_fields:
        found += _of_field(table, field)
    return tuple(found)


def column(table: Table, name: str) -> Column | None:
    return next((each for each in columns(table) if each.name == name), None)


def _of_field(table: Table, field: models.Field[Any, Any]) -> list[Column]:
    name = field.attname
    if name in table.hide or name in QUIET:
        return []
    if isinstance(field, models.BinaryField):
        return [_personal(table, name)] if name in table.personal else []
    if isinstance(field, models.ForeignKey):
        return _reference(table, field)
    zh, en = name_of(name)
    is_filter = name in table.filters
    kind = _kind(field)
    choices = tuple((str(k), str(v)) for k, v in field.choices or ())
    sorts = not field.null and kind not in ("json", "person") and name not in BIG
    return [
        Column(name, name, zh, en, kind, sorts, is_filter, choices, "", "", name in table.secret)
    ]


def _personal(table: Table, name: str) -> Column:
    zh, en = name_of(name)
    return Column(name, name, zh, en, "person", mask=table.personal[name])


def _reference(table: Table, field: models.ForeignKey[Any, Any]) -> list[Column]:
    target = field.related_model._meta.label
    zh, en = name_of(field.attname)
    key = target.lower() if target.lower() in BY_KEY else ""
    is_filter = field.attname in table.filters
    found = [Column(field.attname, field.attname, zh, en, "ref", False, is_filter, (), key)]
    if label := LABELS.get(target):
        path = f"{field.name}__{label}"
        found.append(
            Column(path, path, zh.removesuffix("编号") or zh, en.removesuffix(" no."), "text")
        )
    return found


def _kind(field: models.Field[Any, Any]) -> Kind:
    if field.choices:
        return "choice"
    if field.attname in MONEY:
        return "money"
    kinds: tuple[tuple[type[models.Field[Any, Any]], Kind], ...] = (
        (models.DateTimeField, "time"), (models.DateField, "date"), (models.BooleanField, "flag"),
        (models.JSONField, "json"), (models.IntegerField, "number"), (models.FloatField, "number"),
        (models.DecimalField, "number"),
    )  # fmt: skip
    return next((kind for cls, kind in kinds if isinstance(field, cls)), "text")
