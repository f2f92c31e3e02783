"""Files of the product sheet: CSV (UTF-8 or GBK) and XLSX, in and out."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

import tablib
from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from kaibo.catalog.models import Product, Sku
from kaibo.catalog.rules import cells
from kaibo.catalog.rules.sheet import HEADERS, MAX_ROWS, Reading, read_rows
from kaibo.foundation.errors import InvalidInput

MAX_BYTES = 5 * 1024 * 1024
# An XLSX file is a zip; a small one may unpack to gigabytes.
MAX_UNPACKED_BYTES = 60 * 1024 * 1024
MAX_COLUMNS = 60


def read_table(content: bytes) -> list[list[str]]:
    """The cells as texts; raises `InvalidInput` when the file is neither CSV nor XLSX."""
    if len(content) > MAX_BYTES:
        raise InvalidInput(
            _("The file is larger than 5 MB. Split it into several files."), field="file"
        )
    return _xlsx(content) if content.startswith(b"PK\x03\x04") else _csv(content)


def read_sheet(content: bytes) -> Reading:
    """Good products and bad cells of an uploaded sheet."""
    return read_rows(read_table(content))


def write_sheet(products: Iterable[Product], kind: str, *, with_cost: bool) -> bytes:
    """The sheet of these products; ``kind`` is csv or xlsx."""
    return write_table((row for each in products for row in product_rows(each, with_cost)), kind)


def write_table(rows: Iterable[list[str]], kind: str) -> bytes:
    """The rows under their header; no cell can be run as a formula."""
    data = tablib.Dataset(headers=HEADERS)
    for row in rows:
        data.append([cells.guarded(text) for text in row])
    if kind == "xlsx":
        exported: bytes = data.export("xlsx")
        return exported
    # The byte order mark tells Excel that the file is UTF-8.
    return b"\xef\xbb\xbf" + str(data.export("csv")).encode()


def product_rows(product: Product, with_cost: bool) -> list[list[str]]:
    """One row per SKU, in the order of the columns.

    The stock column stays empty: in a sheet it means units to receive, and a sheet that was
    exported and imported again must not double the stock.
    """
    points = [*product.selling_points, "", "", ""][:3]
    category = product.category.path if product.category else ""
    launched = product.launched_on.isoformat() if product.launched_on else ""
    head = [
        product.code, product.name, category, "、".join(need.name for need in product.needs.all()),
        product.brand, *points, str(product.ship_within_hours), str(product.return_days),
        product.return_exempt_reason, product.return_exempt_consent,
        cells.claims_text(product.claims), launched, product.description,
    ]  # fmt: skip
    return [head + _sku_cells(sku, with_cost) for sku in product.skus.all()]


def _sku_cells(sku: Sku, with_cost: bool) -> list[str]:
    parts = {row.component.code: row.quantity for row in sku.components.all()}
    ships = cells.day_text(sku.presale_ships_at) if sku.presale_ships_at else ""
    return [
        sku.code, sku.name, sku.barcode, cells.amount_text(sku.daily_price),
        cells.amount_text(sku.floor_price) if with_cost else "",
        cells.amount_text(sku.cost) if with_cost else "",
        str(sku.weight_g), cells.pairs_text(sku.attributes), "是" if sku.is_gift else "否",
        ships, cells.components_text(parts), "",
    ]  # fmt: skip


def _csv(content: bytes) -> list[list[str]]:
    text = _decoded(content)
    first = text.split("\n", 1)[0]
    delimiter = max(",\t;", key=first.count)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        return [row[:MAX_COLUMNS] for row, _n in zip(reader, range(MAX_ROWS + 2), strict=False)]
    except csv.Error as error:
        raise InvalidInput(
            _("The file cannot be read as a table. Save it as CSV or XLSX."), field="file"
        ) from error


def _decoded(content: bytes) -> str:
    """UTF-8 first: GBK text is almost never valid UTF-8. WPS and Excel write GBK (GB 18030)."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise InvalidInput(
        _("The file is neither UTF-8 nor GBK text. Save it as CSV or XLSX."), field="file"
    )


def _xlsx(content: bytes) -> list[list[str]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MAX_UNPACKED_BYTES:
                raise InvalidInput(_("The file unpacks to too much. Split it."), field="file")
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        rows = book.worksheets[0].iter_rows(
            max_row=MAX_ROWS + 2, max_col=MAX_COLUMNS, values_only=True
        )
        return [[_text(cell) for cell in row] for row in rows]
    except (InvalidFileException, zipfile.BadZipFile, KeyError, IndexError, ValueError) as error:
        raise InvalidInput(
            _("This is no XLSX file we can read. Save it again as XLSX or CSV."), field="file"
        ) from error


def _text(cell: Any) -> str:
    """A cell as people see it: 129.0 is 129, a long bar code keeps its digits."""
    if cell is None:
        return ""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else f"{cell:.6f}".rstrip("0")
    if isinstance(cell, datetime | date):
        return cell.isoformat()
    return str(cell)
