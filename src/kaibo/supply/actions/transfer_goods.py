"""Goods between warehouses: written, sent (they stand in transit), received with differences.

Locks: ledger accounts in ascending id, then the transfer order.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from kaibo.foundation import audit, ledger
from kaibo.foundation.errors import InvalidInput, NotFound
from kaibo.foundation.models import LedgerAccount
from kaibo.supply import houses
from kaibo.supply.access import KEEPERS
from kaibo.supply.actions.ship import lot_accounts, take_lots
from kaibo.supply.errors import WrongStep
from kaibo.supply.models import TransferLine, TransferOrder
from kaibo.team.facade import Staff, require

State = TransferOrder.State


@transaction.atomic
def write_transfer(
    staff: Staff, shop_id: int, source_id: int, target_id: int, units: Mapping[int, int],
    note: str, now: dt.datetime,
) -> TransferOrder:  # fmt: skip
    """A transfer that has not left yet."""
    require(staff, shop_id, *KEEPERS)
    houses.check_skus(shop_id, units)
    if source_id == target_id:
        raise InvalidInput(_("调出仓和调入仓相同，请选择两个仓库"), field="target_id")
    if not units:
        raise InvalidInput(_("请至少填写一个 SKU"), field="lines")
    for wanted in units.values():
        houses.positive(wanted)
    order = TransferOrder.objects.create(
        shop_id=shop_id, source=houses.house(source_id, shop_id),
        target=houses.house(target_id, shop_id), note=note.strip()[:120], made_by=staff,
        made_at=now,
    )  # fmt: skip
    TransferLine.objects.bulk_create(
        TransferLine(order=order, sku_id=sku, units=wanted) for sku, wanted in sorted(units.items())
    )
    _record(order, staff, "supply.write_transfer", dict(units), now)
    return order


@transaction.atomic
def send_transfer(staff: Staff, shop_id: int, order_id: int, now: dt.datetime) -> TransferOrder:
    """The goods leave. Raises `WrongStep`, `ledger.BalanceTooLow`."""
    require(staff, shop_id, *KEEPERS)
    order, lines = _find(order_id, shop_id)
    pairs = {
        line.sku_id: (houses.at_house(line.sku_id, order.source).id, _transit(order, line).id)
        for line in lines
    }
    _lock(order, pairs.values(), lines)
    order = _at_step(order, State.DRAFT)
    units = {line.sku_id: line.units for line in lines}
    moves = [
        ledger.Move(*pairs[sku], wanted, "transfer_out", order.pk) for sku, wanted in units.items()
    ]
    ledger.post(moves, actor_id=staff.pk, at=now)
    lots = take_lots(order.source, units, "transit", order.pk, staff, now)
    for line in lines:
        line.lots = [list(pair) for pair in lots.get(line.sku_id, [])]
        line.save(update_fields=["lots"])
    order.state, order.sent_at = State.SENT, now
    order.save(update_fields=["state", "sent_at"])
    _record(order, staff, "supply.send_transfer", units, now)
    return order


@transaction.atomic
def receive_transfer(
    staff: Staff, shop_id: int, order_id: int, received: Mapping[int, int], now: dt.datetime
) -> TransferOrder:
    """The goods arrive; what differs from what was sent goes to `adjust`. Raises `WrongStep`."""
    require(staff, shop_id, *KEEPERS)
    order, lines = _find(order_id, shop_id)
    if unknown := set(received) - {line.sku_id for line in lines}:
        raise InvalidInput(_("调拨单里没有 SKU %(ids)s") % {"ids": sorted(unknown)})
    if any(units < 0 for units in received.values()):
        raise InvalidInput(_("实收数不能小于 0"), field="received")
    moves = [
        move for line in lines
        for move in _arrive(order, line, received.get(line.sku_id, line.units))
    ]  # fmt: skip
    ledger.lock(i for move in moves for i in (move.debit_id, move.credit_id))
    order = _at_step(order, State.SENT)
    ledger.post(moves, actor_id=staff.pk, at=now)
    for line in lines:
        line.received = received.get(line.sku_id, line.units)
        line.save(update_fields=["received"])
    order.state, order.received_at = State.RECEIVED, now
    order.save(update_fields=["state", "received_at"])
    detail = {line.sku_id: [line.units, line.received] for line in lines}
    _record(order, staff, "supply.receive_transfer", detail, now)
    return order


@transaction.atomic
def cancel_transfer(staff: Staff, shop_id: int, order_id: int, now: dt.datetime) -> TransferOrder:
    """A transfer that has not left is dropped. Raises `WrongStep`."""
    require(staff, shop_id, *KEEPERS)
    order = _at_step(_find(order_id, shop_id)[0], State.DRAFT)
    order.state = State.CANCELLED
    order.save(update_fields=["state"])
    _record(order, staff, "supply.cancel_transfer", {}, now)
    return order


def _arrive(order: TransferOrder, line: TransferLine, units: int) -> list[ledger.Move]:
    here, road = houses.at_house(line.sku_id, order.target).id, _transit(order, line).id
    off = houses.place(line.sku_id, order.shop_id, "adjust").id
    arrived = min(units, line.units)
    moves = [
        (road, here, arrived, "transfer_in"),
        (road, off, line.units - arrived, "transfer_loss"),
        (off, here, units - arrived, "transfer_gain"),
    ]
    made = [ledger.Move(*move, order.pk) for move in moves if move[2] > 0]
    for lot, part in line.lots:
        came = min(part, arrived)
        arrived -= came
        target, transit = lot_accounts(lot, order.shop_id, order.target_id, "transit")
        lost = lot_accounts(lot, order.shop_id, order.target_id, "adjust")[1]
        made += [ledger.Move(transit, target, came, "transfer_in", order.pk)] if came else []
        gone = part - came
        made += [ledger.Move(transit, lost, gone, "transfer_loss", order.pk)] if gone else []
    return made


def _lock(
    order: TransferOrder, pairs: Iterable[tuple[int, int]], lines: list[TransferLine]
) -> None:
    ids = [i for pair in pairs for i in pair]
    for lots in houses.lots_at([line.sku_id for line in lines], order.source_id).values():
        for lot in lots:
            ids += lot_accounts(lot.id, order.shop_id, order.source_id, "transit")
    ledger.lock(ids)


def _transit(order: TransferOrder, line: TransferLine) -> LedgerAccount:
    return houses.place(line.sku_id, order.shop_id, "transit", order.pk)


def _find(order_id: int, shop_id: int) -> tuple[TransferOrder, list[TransferLine]]:
    rows = TransferOrder.objects.select_related("source", "target")
    order = rows.filter(pk=order_id, shop_id=shop_id).first()
    if order is None:
        raise NotFound(_("本店没有调拨单 %(id)s") % {"id": order_id})
    return order, list(order.lines.order_by("sku_id"))


def _at_step(known: TransferOrder, state: str) -> TransferOrder:
    rows = TransferOrder.objects.select_for_update(of=("self",), no_key=True).select_related(
        "source", "target"
    )
    order = rows.get(pk=known.pk)
    if order.state != state:
        raise WrongStep(
            _("调拨单 %(id)s 是“%(state)s”，请刷新后重试")
            % {"id": order.pk, "state": _(order.get_state_display())},
            state=order.state,
        )
    return order


def _record(
    order: TransferOrder, staff: Staff, action: str, detail: Mapping[int, object], now: dt.datetime
) -> None:
    audit.record(
        shop=order.shop_id, actor=staff, action=action, subject=f"transfer:{order.pk}",
        detail={"units": detail}, at=now,
    )  # fmt: skip
