"""Every statement of the live path is planned against the migrated schema.

A column that a migration renames fails here, not on air.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from django.db import connection

_SOURCE = Path(__file__).resolve().parents[2] / "src/kaibo"
_BLOCK = re.compile(r"^-- (\w+) --$", re.MULTILINE)
_PARAMETER = re.compile(r"%\((\w+)\)s")


def blocks() -> Iterator[tuple[str, str]]:
    """(domain.name, SQL) of every statement of a `hot.sql`, as the live path runs it."""
    for path in sorted(_SOURCE.glob("*/hot.sql")):
        hot = import_module(f"kaibo.{path.parent.name}.hot")
        for name in _BLOCK.findall(path.read_text(encoding="utf-8")):
            text = hot.statement(name)
            if _is_statement(text):
                yield f"{path.parent.name}.{name}", text


def _is_statement(text: str) -> bool:
    code = "\n".join(line for line in text.splitlines() if not line.startswith("--")).strip()
    return code.lower().startswith(("select", "with", "insert", "update", "delete"))


def numbered(text: str) -> str:
    """Named parameters become $1, $2, … in order of first use."""
    names: list[str] = []

    def number(match: re.Match[str]) -> str:
        if match[1] not in names:
            names.append(match[1])
        return f"${names.index(match[1]) + 1}"

    return _PARAMETER.sub(number, text).replace("%%", "%")


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "text"), list(blocks()), ids=lambda value: str(value)[:40])
def test_a_plan_exists(name: str, text: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("explain (generic_plan) " + numbered(text).replace("%", "%%"), [])
        assert cursor.fetchall(), name


def test_there_are_hot_statements() -> None:
    assert len(list(blocks())) >= 3  # an empty parametrization would pass unseen
