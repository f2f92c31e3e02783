"""The sheet of rival prices: good rows and every bad cell, together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from kaibo.foundation.words import gettext as _

MOST_ROWS = 5_000
HEADERS = {
    "sku_code": ("SKU编码", "SKU", "规格编码", "sku code"),
    "rival": ("竞品", "竞品名称", "竞争对手", "渠道", "rival"),
    "price": ("价格", "价格(元)", "竞品价", "price"),
    "seen_on": ("日期", "采集日期", "date"),
    "url": ("链接", "网址", "url"),
    "note": ("备注", "note"),
}


@dataclass(frozen=True, slots=True)
class RivalRow:
    """A good row; ``line`` counts from 1, the header being line 1."""

    line: int
    sku_code: str
    rival: str
    price: int
    seen_on: date
    url: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class BadCellRow:
    """A wrong cell: where, what stood there, what to do."""

    line: int
    column: str
    value: str
    message: str


@dataclass(slots=True)
class RivalReading:
    """What a sheet held."""

    good: list[RivalRow] = field(default_factory=list)
    bad: list[BadCellRow] = field(default_factory=list)


def read_rivals(
    table: Sequence[Sequence[str]],
    codes: Iterable[str],
    today: date,
    amount: Callable[[str], int],
    day: Callable[[str], date],
) -> RivalReading:
    """Rows under their header; ``amount`` and ``day`` read cells and raise ValueError."""
    found, known = RivalReading(), set(codes)
    columns = _columns(table[0]) if table else {}
    for name in ("sku_code", "rival", "price"):
        if name not in columns:
            title = HEADERS[name][0]
            found.bad.append(BadCellRow(1, title, "", _("缺少这一列，请按模板填写")))
    if found.bad:
        return found
    for line, cells in enumerate(table[1:], 2):
        row = {name: (cells[at].strip() if at < len(cells) else "") for name, at in columns.items()}
        if any(row.values()):
            _read_row(found, line, row, known, today, amount, day)
    return found


def _columns(header: Sequence[str]) -> dict[str, int]:
    plain = [cell.strip().strip("\ufeff").lower() for cell in header]
    found = {}
    for name, titles in HEADERS.items():
        for title in titles:
            if title.lower() in plain and name not in found:
                found[name] = plain.index(title.lower())
    return found


def _read_row(
    found: RivalReading,
    line: int,
    row: Mapping[str, str],
    known: set[str],
    today: date,
    amount: Callable[[str], int],
    day: Callable[[str], date],
) -> None:
    bad: list[BadCellRow] = []

    def cell(name: str, read: Callable[[str], Any], usual: Any = None) -> Any:
        text = row.get(name, "")
        try:
            return read(text) if text or usual is None else usual
        except ValueError as error:
            bad.append(BadCellRow(line, HEADERS[name][0], text[:60], str(error)))
            return usual

    def code(text: str) -> str:
        if text not in known:
            raise ValueError(_("本店没有这个 SKU 编码，请改正"))
        return text

    def name_(text: str) -> str:
        if not 1 <= len(text) <= 60:
            raise ValueError(_("请填 1 到 60 个字的竞品名称"))
        return text

    values = (
        cell("sku_code", code),
        cell("rival", name_),
        cell("price", lambda text: _positive(amount(text))),
        cell("seen_on", lambda text: _not_later(day(text), today), today),
    )
    if bad:
        found.bad.extend(bad)
    else:
        note, url = row.get("note", "")[:200], row.get("url", "")[:300]
        found.good.append(RivalRow(line, *values, url, note))


def _positive(price: int) -> int:
    if price <= 0:
        raise ValueError(_("价格要大于 0"))
    return price


def _not_later(day: date, today: date) -> date:
    if day > today:
        raise ValueError(_("日期不能晚于今天"))
    return day
