"""Runs the named blocks of ``figures.sql``."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import Any

from django.db import connection

_BLOCK = re.compile(r"^-- (\w+) --$", re.MULTILINE)


def rows(name: str, **values: Any) -> list[dict[str, Any]]:
    """The rows of a block as dictionaries."""
    with connection.cursor() as cursor:
        cursor.execute(_statement(name), values)
        names = [column.name for column in cursor.description or []]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


@cache
def _statement(name: str) -> str:
    text = files("kaibo.console.goods").joinpath("figures.sql").read_text(encoding="utf-8")
    parts = _BLOCK.split(text)
    return dict(zip(parts[1::2], parts[2::2], strict=True))[name].strip().rstrip(";")
