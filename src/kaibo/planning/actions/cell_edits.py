"""What editing the line-up and editing the script have in common: rows of cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from kaibo.planning.contracts import CellError
from kaibo.planning.rules.cells import BadCell, Value
from kaibo.planning.rules.columns import Column, by_key


@dataclass(frozen=True, slots=True)
class RowEdit:
    """New cells of a row; ``id`` null makes a row, ``at`` is where (from 1; null: at the end)."""

    id: int | None
    cells: Mapping[str, Value]
    at: int | None = None


@dataclass(slots=True)
class Outcome:
    """Which cells were refused, which rows were made (index sent → id) and what changed."""

    targets: Sequence[int | None] = ()  # row id of each edit sent
    errors: list[CellError] = field(default_factory=list)
    created: dict[int, int] = field(default_factory=dict)
    changed: dict[str, Any] = field(default_factory=dict)

    def refuse(self, row: int, column: str, value: object, message: str) -> None:
        text = "" if value is None else str(value)
        target = self.targets[row] if row < len(self.targets) else None
        self.errors.append(CellError(row, column, text[:200], message, target))


def read_cells(
    columns: Sequence[Column], row: int, cells: Mapping[str, Value], outcome: Outcome
) -> dict[str, Any]:
    """The cells that can be taken, read; the others are refused with a reason."""
    known = by_key(tuple(columns))
    values: dict[str, Any] = {}
    for key, value in cells.items():
        column = known.get(key)
        if column is None or column.parse is None:
            outcome.refuse(row, key, value, _("这一列不能填写，请到商品或库存里改"))
            continue
        try:
            values[key] = column.parse(value)
        except BadCell as error:
            outcome.refuse(row, key, value, str(error))
    return values
