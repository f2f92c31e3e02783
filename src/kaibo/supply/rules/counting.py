"""A sheet of counts: SKU code and units, one row each."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass, field

from kaibo.foundation.words import gettext as _

MAX_ROWS = 20_000
MAX_UNITS = 10_000_000
CODE_HEADS = ("sku", "sku编码", "编码", "sku code", "code")
UNIT_HEADS = ("counted", "实盘", "实盘数", "数量", "units")


@dataclass(frozen=True, slots=True)
class BadCount:
    """A row that was left out: its line in the file, what stands there, what to do."""

    line: int
    value: str
    message: str


@dataclass(frozen=True, slots=True)
class Counts:
    """Units by SKU id, and the rows left out."""

    good: dict[int, int] = field(default_factory=dict)
    bad: list[BadCount] = field(default_factory=list)


def read_counts(text: str, sku_ids: Mapping[str, int]) -> Counts:
    """Counts of a CSV text; a SKU that stands there twice is left out the second time."""
    found = Counts()
    try:
        delimiter = "\t" if "\t" in text[:200] else ","
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error:
        found.bad.append(BadCount(1, "", _("文件不是 CSV 表格，请另存为 CSV 后重试")))
        return found
    for line, cells in enumerate(rows[: MAX_ROWS + 1], start=1):
        cells = [cell.strip().lstrip("\ufeff") for cell in cells]
        if not any(cells) or (line == 1 and cells[0].lower() in CODE_HEADS):
            continue
        _read_row(line, cells, sku_ids, found)
    if len(rows) > MAX_ROWS + 1:
        found.bad.append(
            BadCount(MAX_ROWS + 2, "", _("一次最多 %(n)s 行，请拆开导入") % {"n": MAX_ROWS})
        )
    return found


def _read_row(line: int, cells: list[str], sku_ids: Mapping[str, int], found: Counts) -> None:
    code, units = cells[0], cells[1] if len(cells) > 1 else ""
    sku_id = sku_ids.get(code)
    if sku_id is None:
        found.bad.append(BadCount(line, code[:40], _("本店没有这个 SKU 编码，请核对")))
    elif not (units.isascii() and units.isdigit() and len(units) < 10 and int(units) <= MAX_UNITS):
        found.bad.append(BadCount(line, units[:40], _("实盘数要填 0 或正整数，例如 48")))
    elif sku_id in found.good:
        found.bad.append(BadCount(line, code[:40], _("这个 SKU 已在前面出现，请合并成一行")))
    else:
        found.good[sku_id] = int(units)
