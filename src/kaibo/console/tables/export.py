"""Tables out: CSV as it is read, XLSX by way of a file; masked, and safe for spreadsheets."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import IO, Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from openpyxl import Workbook

from kaibo.catalog.facade import amount_text, guarded
from kaibo.console.tables.reading import Wish, cells, wanted
from kaibo.console.tables.spec import Column, Table

CHUNK = 2000
# What an XLSX sheet holds; CSV has no end.
MOST_XLSX = 1_000_000


def csv_lines(table: Table, wish: Wish) -> Iterator[bytes]:
    """The file, piece by piece; the byte order mark tells Excel that it is UTF-8."""
    yield b"\xef\xbb\xbf"
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    for number, row in enumerate(_rows(table, wish), start=1):
        writer.writerow(row)
        if number % 200 == 0:
            yield _taken(buffer)
    yield _taken(buffer)


def xlsx_file(table: Table, wish: Wish) -> IO[bytes]:
    """A file at its beginning; row by row on disk, never whole in memory."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(table.zh[:31])
    for number, row in enumerate(_rows(table, wish)):
        if number > MOST_XLSX:
            break
        sheet.append(row)
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it when it is sent
    book.save(file)
    file.seek(0)
    return file


def header(shown: Sequence[Column]) -> list[str]:
    is_chinese = (get_language() or "zh").startswith("zh")
    return [each.zh if is_chinese else each.en for each in shown]


def _rows(table: Table, wish: Wish) -> Iterator[list[str]]:
    yield header(wish.shown)
    paths = [each.path for each in wish.shown]
    found = wanted(table, wish).order_by("pk").values_list(*paths)
    for row in found.iterator(chunk_size=CHUNK):
        yield [
            guarded(_text(each, value))
            for each, value in zip(wish.shown, cells(wish.shown, row), strict=True)
        ]


def _text(shown: Column, value: Any) -> str:
    """A value as people read it in a sheet."""
    if value is None:
        return ""
    if shown.kind == "money":
        return amount_text(value) if value >= 0 else "-" + amount_text(-value)
    if shown.kind == "flag":
        return _("是") if value else _("否")
    if shown.kind == "choice":
        return _(dict(shown.choices).get(str(value), str(value)))
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    return str(value).replace("\x00", "")


def _taken(buffer: io.StringIO) -> bytes:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text.encode()
