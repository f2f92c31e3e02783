"""A sheet of tracking numbers: order number, carrier, tracking number, one row each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from kaibo.foundation.words import gettext as _

MAX_ROWS = 5000
HEADS = ("订单号", "order no.", "order no", "order_no")


@dataclass(frozen=True, slots=True)
class BadTracking:
    """A row that was left out: its line in the file, what stands there, what to do."""

    line: int
    value: str
    message: str


@dataclass(slots=True)
class Sheet:
    """(carrier, tracking number) → [(line, order id)], and the rows left out."""

    parcels: dict[tuple[str, str], list[tuple[int, int]]] = field(default_factory=dict)
    bad: list[BadTracking] = field(default_factory=list)


def read_tracking(rows: Sequence[Sequence[str]], order_id: Callable[[str], int | None]) -> Sheet:
    """Rows with the same carrier and number are one parcel. A sheet guards numbers with a quote
    or a tab in front, so that no spreadsheet rounds them; these are taken off."""
    sheet, seen = Sheet(), set[int]()
    for line, row in enumerate(rows[: MAX_ROWS + 1], start=1):
        cells = [cell.strip("'\t\ufeff\u3000 \r\n=\"") for cell in row] + ["", "", ""]
        if not any(cells) or (line == 1 and cells[0].lower() in HEADS):
            continue
        _read_row(line, cells, order_id(cells[0]), seen, sheet)
    if len(rows) > MAX_ROWS + 1:
        sheet.bad.append(
            BadTracking(MAX_ROWS + 2, "", _("一次最多 %(n)s 行，请拆开导入") % {"n": MAX_ROWS})
        )
    return sheet


def _read_row(line: int, cells: list[str], order: int | None, seen: set[int], sheet: Sheet) -> None:
    number, carrier, tracking = cells[0], cells[1], cells[2].upper()
    if not carrier and not tracking:
        return  # a row of the exported sheet that nobody has filled in yet
    if order is None:
        sheet.bad.append(BadTracking(line, number[:40], _("订单号不正确，应为 14 位以上数字")))
    elif order in seen:
        sheet.bad.append(BadTracking(line, number[:40], _("这个订单号已在前面出现，请删去一行")))
    elif not carrier or not tracking:
        sheet.bad.append(BadTracking(line, number[:40], _("快递公司和运单号都要填")))
    else:
        seen.add(order)
        sheet.parcels.setdefault((carrier, tracking), []).append((line, order))
