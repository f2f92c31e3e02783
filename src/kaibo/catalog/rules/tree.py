"""Paths of the category tree: names joined by ``/``, at most four deep."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from kaibo.catalog.contracts import FieldProblem
from kaibo.foundation.words import gettext as _

DEEPEST = 4
LONGEST = 40
_SEPARATOR = re.compile(r"[/／>＞]")


def parts_of(path: str) -> list[str]:
    """``家居 > 家纺`` → ``["家居", "家纺"]``."""
    return [part for part in (part.strip() for part in _SEPARATOR.split(path)) if part]


def path_of(parts: Sequence[str]) -> str:
    return "/".join(parts)


def path_problems(path: str) -> list[FieldProblem]:
    """Why the path cannot be one of a tree; empty when it can."""
    parts = parts_of(path)
    if len(parts) > DEEPEST:
        message = _("类目最多 %(most)s 级，请合并上面的级别") % {"most": DEEPEST}
        return [FieldProblem("category", path[:60], message)]
    found = []
    for part in parts:
        if len(part) > LONGEST or any(ord(char) < 32 for char in part):
            message = _("类目名最多 %(most)s 个字，不含控制字符") % {"most": LONGEST}
            found.append(FieldProblem("category", part[:60], message))
    return found


def attribute_problems(
    values: Mapping[str, str], wanted: Sequence[Mapping[str, Any]], code: str
) -> list[FieldProblem]:
    """Whether a SKU's attributes satisfy the set of its category."""
    found = []
    for each in wanted:
        value = values.get(each["name"], "")
        if not value and each.get("is_required"):
            message = _("SKU %(code)s 缺少类目要求的属性「%(name)s」，请补上")
            found.append(_wrong("", message % {"code": code, "name": each["name"]}))
        elif value and each.get("choices") and value not in each["choices"]:
            message = _("属性「%(name)s」不能是这个值，可选：%(choices)s")
            choices = "、".join(each["choices"][:12])
            found.append(_wrong(value, message % {"name": each["name"], "choices": choices}))
    return found


def _wrong(value: str, message: str) -> FieldProblem:
    return FieldProblem("sku_attributes", value[:60], message)
