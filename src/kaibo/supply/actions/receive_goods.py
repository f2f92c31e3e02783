"""A delivery from a supplier, with lots; and goods written off.

Locks: ledger accounts in ascending id.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from kaibo.foundation import audit, ledger
from kaibo.foundation.errors import Conflict, InvalidInput, NotFound
from kaibo.supply import houses
from kaibo.supply.access import KEEPERS
from kaibo.supply.actions.ship import lot_accounts
from kaibo.supply.models import Lot, Receipt, ReceiptLine
from kaibo.team.facade import Staff, require


@dataclass(frozen=True, slots=True)
class Delivered:
    """Units of a SKU; without a lot number they lie in no lot."""

    sku_id: int
    units: int
    lot_no: str = ""
    made_on: dt.date | None = None
    expires_on: dt.date | None = None


def receive_goods(
    staff: Staff, shop_id: int, warehouse_id: int | None, supplier: str, paper_no: str,
    lines: Sequence[Delivered], now: dt.datetime,
) -> Receipt:  # fmt: skip
    """Take a delivery in. Raises `Conflict` when this delivery note was taken in before."""
    require(staff, shop_id, *KEEPERS)
    _check(shop_id, lines, now)
    house = houses.house(warehouse_id, shop_id)
    try:
        with transaction.atomic():
            receipt = Receipt.objects.create(
                shop_id=shop_id, warehouse=house, supplier=supplier.strip(),
                paper_no=paper_no.strip(), received_by=staff, received_at=now,
            )  # fmt: skip
            _take_in(receipt, lines, staff, now)
    except IntegrityError as error:
        raise Conflict(_("送货单 %(no)s 已经收过货，请核对单号") % {"no": paper_no}) from error
    return receipt


@transaction.atomic
def write_off(
    staff: Staff, shop_id: int, warehouse_id: int, lot_id: int, units: int, reason: str,
    now: dt.datetime,
) -> None:  # fmt: skip
    """Take spoiled units of a lot out of the books. Raises `ledger.BalanceTooLow`."""
    require(staff, shop_id, *KEEPERS)
    houses.positive(units)
    lot = Lot.objects.filter(pk=lot_id, sku__shop_id=shop_id).first()
    if lot is None:
        raise NotFound(_("本店没有批次 %(id)s") % {"id": lot_id})
    if not reason.strip():
        raise InvalidInput(_("请写明报损原因"), field="reason")
    house = houses.house(warehouse_id, shop_id)
    here, lost = houses.at_house(lot.sku_id, house), houses.place(lot.sku_id, shop_id, "adjust")
    moves = [
        ledger.Move(here.id, lost.id, units, "write_off", lot.pk),
        ledger.Move(*lot_accounts(lot.pk, shop_id, house.pk, "adjust"), units, "write_off", lot.pk),
    ]
    ledger.post(moves, actor_id=staff.pk, at=now)
    audit.record(
        shop=shop_id, actor=staff, action="supply.write_off", subject=f"lot:{lot.pk}",
        detail={"units": units, "reason": reason.strip()[:120], "warehouse": house.pk}, at=now,
    )  # fmt: skip


def _take_in(receipt: Receipt, lines: Sequence[Delivered], staff: Staff, now: dt.datetime) -> None:
    moves = []
    for line in lines:
        lot = _lot(line)
        row = ReceiptLine.objects.create(
            receipt=receipt, sku_id=line.sku_id, lot=lot, units=line.units
        )
        source = houses.place(line.sku_id, receipt.shop_id, "supplier")
        target = houses.at_house(line.sku_id, receipt.warehouse)
        moves.append(ledger.Move(source.id, target.id, line.units, "receive", row.pk))
        if lot is not None:
            here, made = lot_accounts(lot.pk, receipt.shop_id, receipt.warehouse_id, "adjust")
            moves.append(ledger.Move(made, here, line.units, "receive", row.pk))
    ledger.post(moves, actor_id=staff.pk, at=now)
    audit.record(
        shop=receipt.shop_id, actor=staff, action="supply.receive_goods",
        subject=f"receipt:{receipt.pk}",
        detail={"paper_no": receipt.paper_no, "units": sum(line.units for line in lines)}, at=now,
    )  # fmt: skip


def _lot(line: Delivered) -> Lot | None:
    if not line.lot_no.strip():
        return None
    number = line.lot_no.strip()
    lot, _new = Lot.objects.get_or_create(
        sku_id=line.sku_id, lot_no=number,
        defaults={"made_on": line.made_on, "expires_on": line.expires_on},
    )  # fmt: skip
    if line.expires_on is not None and lot.expires_on != line.expires_on:
        raise Conflict(
            _("批次 %(no)s 已登记到期日 %(known)s，与本单 %(now)s 不同，请核对标签")
            % {"no": number, "known": lot.expires_on, "now": line.expires_on}
        )
    return lot


def _check(shop_id: int, lines: Sequence[Delivered], now: dt.datetime) -> None:
    if not lines:
        raise InvalidInput(_("请至少填写一行收货"), field="lines")
    houses.check_skus(shop_id, (line.sku_id for line in lines))
    for line in lines:
        houses.positive(line.units)
        if line.made_on and line.expires_on and line.expires_on < line.made_on:
            raise InvalidInput(
                _("批次 %(no)s 的到期日早于生产日期") % {"no": line.lot_no}, field="expires_on"
            )
        if line.expires_on and line.expires_on < houses.today(now):
            raise InvalidInput(
                _("批次 %(no)s 已于 %(day)s 过期，请拒收")
                % {"no": line.lot_no, "day": line.expires_on},
                field="expires_on",
            )
