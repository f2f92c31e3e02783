"""A block copied from Excel, WPS or 飞书: tab-separated, cells with breaks in quotes."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

from kaibo.foundation.words import gettext as _
from kaibo.planning.rules.columns import Column, by_header

MAX_ROWS = 500
MAX_TEXT = 1_000_000


class BadBlock(ValueError):
    """The pasted text is no table we can take."""


@dataclass(frozen=True, slots=True)
class Block:
    """Rows of cells by column key. ``has_header``: keys came from the block's own first line."""

    rows: list[dict[str, str]]
    has_header: bool
    ignored: list[str]  # headers we do not know or that are shown only


def read_block(text: str, columns: tuple[Column, ...], start: str) -> Block:
    """Read a block; without a header its cells fall into the columns from ``start`` on.

    Two known headers in the first line make it a header. Raises `BadBlock`.
    """
    if len(text) > MAX_TEXT:
        raise BadBlock(_("粘贴内容超过 %(most)s 个字符，请分批粘贴") % {"most": MAX_TEXT})
    lines = [[cell.strip() for cell in line] for line in _split(text)]
    lines = [line for line in lines if any(line)]
    if not lines:
        raise BadBlock(_("粘贴板里没有内容，请先在表格里复制单元格"))
    if len(lines) > MAX_ROWS + 1:
        message = _("一次最多粘贴 %(most)s 行，这里有 %(n)s 行")
        raise BadBlock(message % {"most": MAX_ROWS, "n": len(lines)})
    heads = [by_header(columns, cell) for cell in lines[0]]
    if sum(head is not None for head in heads) >= min(2, len(lines[0])) and _is_header(heads):
        return _with_header(lines, heads)
    return _from_column(lines, columns, start)


def _is_header(heads: list[Column | None]) -> bool:
    return any(head is not None and head.parse is not None for head in heads)


def _with_header(lines: list[list[str]], heads: list[Column | None]) -> Block:
    rows = []
    for line in lines[1:]:
        pairs = zip(heads, line, strict=False)
        rows.append({head.key: cell for head, cell in pairs if head and head.parse})
    unused = [
        title for title, head in zip(lines[0], heads, strict=True) if not (head and head.parse)
    ]
    return Block(rows=rows, has_header=True, ignored=[title for title in unused if title])


def _from_column(lines: list[list[str]], columns: tuple[Column, ...], start: str) -> Block:
    keys = [column.key for column in columns]
    if start not in keys:
        raise BadBlock(_("没有「%(column)s」这一列，请先选中要粘贴到的单元格") % {"column": start})
    under = columns[keys.index(start) :]
    rows = [
        {column.key: cell for column, cell in zip(under, line, strict=False) if column.parse}
        for line in lines
    ]
    return Block(rows=rows, has_header=False, ignored=[])


def _split(text: str) -> list[list[str]]:
    try:
        return list(csv.reader(io.StringIO(text.replace("\x00", "")), delimiter="\t"))
    except csv.Error as error:
        raise BadBlock(_("表格读不出来（%(error)s），请重新复制") % {"error": error}) from None
