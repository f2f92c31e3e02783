"""Tracking numbers from the carrier's sheet: each parcel ships or says why not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from kaibo.catalog import facade as catalog
from kaibo.foundation.errors import InvalidInput, KaiboError
from kaibo.fulfillment.actions.ship_parcel import SHIPPERS, ship_parcel
from kaibo.fulfillment.rules.tracking import BadTracking, read_tracking
from kaibo.selling import facade as selling
from kaibo.selling.contracts import parse_order_no
from kaibo.team.facade import Staff, require

MAX_BYTES = 2 * 1024 * 1024


@dataclass(slots=True)
class Imported:
    """Parcels and orders that shipped (or would), and the rows left out."""

    parcels: int = 0
    orders: int = 0
    bad: list[BadTracking] = field(default_factory=list)


def import_tracking(
    staff: Staff, shop_id: int, content: bytes, store: bool, now: dt.datetime
) -> Imported:
    """Without ``store`` everything is tried and taken back: the answer is what would happen."""
    require(staff, shop_id, *SHIPPERS)
    sheet = read_tracking(_rows(content), _order_id)
    done = Imported(bad=list(sheet.bad))
    for (carrier, number), rows in sheet.parcels.items():
        try:
            _ship(staff, shop_id, [order for _line, order in rows], carrier, number, store, now)
        except KaiboError as error:
            done.bad += [BadTracking(line, number[:40], error.message) for line, _order in rows]
        else:
            done.parcels += 1
            done.orders += len(rows)
    done.bad.sort(key=lambda row: row.line)
    return done


@transaction.atomic
def _ship(
    staff: Staff, shop_id: int, orders: Sequence[int], carrier: str, number: str, store: bool,
    now: dt.datetime,
) -> None:  # fmt: skip
    if any(selling.shop_of(order) != shop_id for order in orders):
        raise InvalidInput(_("订单不属于本店，请核对订单号"))
    with transaction.atomic():
        ship_parcel(orders, carrier, number, staff, now)
        if not store:
            transaction.set_rollback(True)


def _order_id(text: str) -> int | None:
    number = parse_order_no(text)
    return number if number is not None and 0 < number < 2**63 else None


def _rows(content: bytes) -> list[list[str]]:
    """CSV in UTF-8 or GBK, or XLSX."""
    if len(content) > MAX_BYTES:
        raise InvalidInput(_("文件超过 2 MB，请拆开导入"), field="file")
    return catalog.read_table(content)
