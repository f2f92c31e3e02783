"""A page of a table: scoped to the shop, searched, filtered, sorted, paged by cursor."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import psycopg.errors
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import DataError, OperationalError, connection, models, transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from kaibo.console.tables.columns import column, columns
from kaibo.console.tables.masking import masked
from kaibo.console.tables.scopes import Rows, rows_of_shop
from kaibo.console.tables.spec import Column, Table
from kaibo.foundation.errors import InvalidInput

LONGEST_MS = 5000
LONG_TEXT = 400


@dataclass(frozen=True, slots=True)
class Wish:
    """What a page asks for. ``filters``: (column, value); ``a..b`` is a range, ``null`` none."""

    shop_id: int
    search: str = ""
    filters: Sequence[tuple[str, str]] = ()
    sort: str = "-id"
    after: str = ""
    limit: int = 50
    shown: Sequence[Column] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True)
class Page:
    """Rows as (id, cells), and the cursor of the next page."""

    rows: list[tuple[int, list[Any]]]
    after: str | None


def page(table: Table, wish: Wish) -> Page:
    """One query, whatever the table."""
    name, is_down = _sort(table, wish.sort)
    rows = wanted(table, wish).order_by(*_order(name, is_down))
    if wish.after:
        rows = rows.filter(_behind(table, name, is_down, wish.after))
    paths = [each.path for each in wish.shown]
    with patient():
        found = list(rows.values_list("pk", name, *paths)[: wish.limit + 1])
    shown = found[: wish.limit]
    after = _cursor(shown[-1][1], shown[-1][0]) if len(found) > wish.limit else None
    return Page([(row[0], cells(wish.shown, row[2:])) for row in shown], after)


def wanted(table: Table, wish: Wish) -> Rows:
    """The rows that search and filters leave; not sorted."""
    rows = rows_of_shop(table.model, table.shop, wish.shop_id)
    if wish.search.strip():
        rows = rows.filter(_matching(table, wish.search.strip()))
    for name, value in wish.filters:
        rows = rows.filter(_filter(table, name, value))
    return rows


def cells(shown: Sequence[Column], values: Iterable[Any]) -> list[Any]:
    """Values as JSON carries them; personal ones masked, long ones cut."""
    return [_cell(each, value) for each, value in zip(shown, values, strict=True)]


@contextmanager
def patient() -> Iterator[None]:
    """A search that the database cannot answer in five seconds is given up."""
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(
                    "select set_config('statement_timeout', %s, true)", [str(LONGEST_MS)]
                )
            yield
    except OperationalError as error:
        if isinstance(error.__cause__, psycopg.errors.QueryCanceled):
            raise InvalidInput(
                _("数据太多，5 秒内没有查完，请加筛选条件缩小范围"), field="search"
            ) from error
        raise


def shown_columns(table: Table, with_secrets: bool) -> list[Column]:
    return [each for each in columns(table) if with_secrets or not each.is_secret]


def _cell(shown: Column, value: Any) -> Any:
    if shown.kind == "person":
        return masked(shown.mask, value)
    if shown.kind == "json":
        text = json.dumps(value, ensure_ascii=False, default=str)
        return text if len(text) <= LONG_TEXT else text[:LONG_TEXT] + "…"
    if isinstance(value, str) and len(value) > LONG_TEXT:
        return value[:LONG_TEXT] + "…"
    return value


def _matching(table: Table, text: str) -> Q:
    text = text.replace("\x00", "")[:60]
    model = apps.get_model(table.model)
    found = Q(pk__in=[])
    for path in table.search:
        target = _field(model, path)
        if isinstance(target, models.CharField | models.TextField):
            found |= Q(**{f"{path}__icontains": text})
        elif text.isascii() and text.isdecimal() and len(text) <= 18:
            found |= Q(**{path: int(text)}) if isinstance(target, models.IntegerField) else Q()
    if not table.search and text.isascii() and text.isdecimal() and len(text) <= 18:
        return Q(pk=int(text))
    return found


def _field(model: Any, path: str) -> Any:
    target = None
    for part in path.split("__"):
        target = model._meta.get_field(part)
        model = target.related_model or model
        if part.endswith("_id") and target.is_relation:
            return models.BigIntegerField()
    return target


def _filter(table: Table, name: str, value: str) -> Q:
    shown = column(table, name)
    if shown is None or not (shown.is_filter or shown.kind in ("time", "date") or name == "id"):
        message = _("「%(name)s」不能用来筛选，可用：%(known)s")
        known = "、".join(table.filters) or "id"
        raise InvalidInput(message % {"name": name[:40], "known": known}, field="filter")
    if value == "null":
        return Q(**{f"{name}__isnull": True})
    low, dots, high = value.partition("..")
    if not dots:
        return Q(**{name: _value(table, name, value)})
    found = Q()
    if low:
        found &= Q(**{f"{name}__gte": _value(table, name, low)})
    return found & Q(**{f"{name}__lt": _value(table, name, high)}) if high else found


def _value(table: Table, name: str, text: str) -> Any:
    target = apps.get_model(table.model)._meta.get_field(name)
    if target.is_relation:
        target = target.target_field
    try:
        if text == "" or "\x00" in text:
            raise ValueError(text)
        value = target.to_python(text)
        if isinstance(value, int) and abs(value) > 2**31 - 1:
            size = getattr(target, "get_internal_type", str)()
            if "Big" not in size or abs(value) > 2**63 - 1:
                raise ValueError(text)
        if isinstance(target, models.DateTimeField) and value.tzinfo is None:
            raise ValueError(text)
    except (ValidationError, ValueError, TypeError, OverflowError) as error:
        message = _("「%(name)s」的值「%(value)s」不对，请核对；时间要带时区")
        raise InvalidInput(message % {"name": name, "value": text[:40]}, field="filter") from error
    return value


def _sort(table: Table, sort: str) -> tuple[str, bool]:
    name = sort.removeprefix("-")
    shown = column(table, name)
    if name == "id" and shown is None:
        return "pk", sort.startswith("-")
    if shown is None or not (shown.is_sortable or name == "id"):
        message = _("不能按「%(name)s」排序")
        raise InvalidInput(message % {"name": name[:40]}, field="sort")
    return name, sort.startswith("-")


def _order(name: str, is_down: bool) -> list[Any]:
    turn = [F(name).desc() if is_down else F(name).asc()]
    return turn if name in ("id", "pk") else [*turn, "-pk" if is_down else "pk"]


def _behind(table: Table, name: str, is_down: bool, after: str) -> Q:
    """Rows that come after the cursor's in this order."""
    try:
        text, key = json.loads(base64.urlsafe_b64decode(after.encode()))
        key = int(key)
        value = key if name == "pk" else _value(table, name, str(text))
    except (ValueError, TypeError, binascii.Error, DataError) as error:
        raise InvalidInput(_("翻页标记不对，请从第一页看起"), field="after") from error
    step = "lt" if is_down else "gt"
    if name in ("id", "pk"):
        return Q(**{f"pk__{step}": key})
    return Q(**{f"{name}__{step}": value}) | Q(**{name: value, f"pk__{step}": key})


def _cursor(value: Any, key: int) -> str:
    text = value.isoformat() if hasattr(value, "isoformat") else str(value)
    return base64.urlsafe_b64encode(json.dumps([text, key]).encode()).decode()
