"""Stock takes. A count is compared with what lay there at the moment of counting, so that sales
between counting and posting change nothing; the difference is posted by a second person.

Locks: ledger accounts in ascending id, then the take, then its lines.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from kaibo.foundation import audit, ledger
from kaibo.foundation.errors import InvalidInput, NotAllowed, NotFound
from kaibo.foundation.models import LedgerAccount
from kaibo.supply import houses
from kaibo.supply.access import KEEPERS
from kaibo.supply.actions.ship import take_lots
from kaibo.supply.errors import WrongStep
from kaibo.supply.models import CountLine, StockTake
from kaibo.supply.names import sku_names
from kaibo.supply.queries.position import available_at
from kaibo.team.facade import Staff, require

State = StockTake.State


@transaction.atomic
def open_take(
    staff: Staff, shop_id: int, warehouse_id: int | None, note: str, now: dt.datetime
) -> StockTake:
    """Begin to count a warehouse; goods may move meanwhile."""
    require(staff, shop_id, *KEEPERS)
    house = houses.house(warehouse_id, shop_id)
    take = StockTake.objects.create(
        shop_id=shop_id, warehouse=house, note=note.strip()[:120], opened_by=staff, opened_at=now
    )
    _record(take, staff, "supply.open_take", {"warehouse": house.pk}, now)
    return take


@transaction.atomic
def count(
    staff: Staff, shop_id: int, take_id: int, counted: Mapping[int, int], now: dt.datetime,
    adds: bool = False,
) -> list[CountLine]:  # fmt: skip
    """Write counts down; a SKU counted again is replaced, or added to when ``adds`` (scanning).

    The accounts are held while the expected units are read: a count is of one moment.
    """
    require(staff, shop_id, *KEEPERS)
    houses.check_skus(shop_id, counted)
    known = _find(take_id, shop_id)
    _hold_still(counted)
    take = _at_step(known, State.OPEN)
    expected = available_at(take.warehouse, counted.keys())
    rows = {row.sku_id: row for row in take.lines.filter(sku_id__in=counted)}
    made = []
    for sku_id, units in sorted(counted.items()):
        if units < 0:
            raise InvalidInput(_("实盘数不能小于 0"), field="counted")
        row = rows.get(sku_id) or CountLine(take=take, sku_id=sku_id, counted=0)
        row.counted = row.counted + units if adds else units
        row.expected, row.counted_by, row.counted_at = expected[sku_id], staff, now
        row.save()
        made.append(row)
    return made


@transaction.atomic
def submit_take(staff: Staff, shop_id: int, take_id: int, now: dt.datetime) -> StockTake:
    """Counting is over; a second person looks at the differences."""
    require(staff, shop_id, *KEEPERS)
    take = _at_step(_find(take_id, shop_id), State.OPEN)
    if not take.lines.exists():
        raise InvalidInput(_("还没有盘点任何 SKU"), field="lines")
    take.state = State.SUBMITTED
    take.save(update_fields=["state"])
    _record(take, staff, "supply.submit_take", {}, now)
    return take


@transaction.atomic
def post_take(staff: Staff, shop_id: int, take_id: int, reason: str, now: dt.datetime) -> StockTake:
    """Book the differences. Raises `NotAllowed` for those who counted, `ledger.BalanceTooLow`."""
    require(staff, shop_id, *KEEPERS)
    if not reason.strip():
        raise InvalidInput(_("请写明差异原因"), field="reason")
    known = _find(take_id, shop_id)
    lines = [line for line in known.lines.order_by("sku_id") if line.counted != line.expected]
    _hold_still([line.sku_id for line in lines], known.warehouse_id)
    take = _at_step(known, State.SUBMITTED)
    _second_person(take, staff)
    moves = [_difference(take, line) for line in lines]
    _refuse_short(moves, lines)
    ledger.post(moves, actor_id=staff.pk, at=now)
    lost = {line.sku_id: line.expected - line.counted for line in lines}
    lost = {sku: units for sku, units in lost.items() if units > 0}
    take_lots(take.warehouse, lost, "adjust", take.pk, staff, now)
    take.state, take.posted_by, take.posted_at = State.POSTED, staff, now
    take.save(update_fields=["state", "posted_by", "posted_at"])
    detail = {"reason": reason.strip()[:120], "lost": lost, "lines": len(lines)}
    _record(take, staff, "supply.post_take", detail, now)
    return take


@transaction.atomic
def cancel_take(staff: Staff, shop_id: int, take_id: int, now: dt.datetime) -> StockTake:
    """Drop a take that was not posted."""
    require(staff, shop_id, *KEEPERS)
    take = _find(take_id, shop_id, lock=True)
    if take.state not in (State.OPEN, State.SUBMITTED):
        raise _wrong(take)
    take.state = State.CANCELLED
    take.save(update_fields=["state"])
    _record(take, staff, "supply.cancel_take", {}, now)
    return take


def _difference(take: StockTake, line: CountLine) -> ledger.Move:
    here = houses.at_house(line.sku_id, take.warehouse).id
    off = houses.place(line.sku_id, take.shop_id, "adjust").id
    units = line.counted - line.expected
    pair = (off, here) if units > 0 else (here, off)
    return ledger.Move(*pair, abs(units), "stock_take", line.pk)


def _refuse_short(moves: list[ledger.Move], lines: list[CountLine]) -> None:
    """Units that are on links cannot be written off: they are for sale this moment."""
    free = dict(
        LedgerAccount.objects.filter(
            id__in=[move.debit_id for move in moves], may_go_negative=False
        ).values_list("id", "balance")
    )
    for move, line in zip(moves, lines, strict=True):
        left = free.get(move.debit_id)
        if left is not None and left < move.amount:
            raise ledger.BalanceTooLow(
                _("%(name)s 盘亏 %(n)s 件，仓内可用只有 %(left)s 件。请先从链接收回或放回保留库存")
                % {
                    "name": sku_names([line.sku_id])[line.sku_id], "n": move.amount, "left": left,
                },
                sku=line.sku_id, left=left, asked=move.amount,
            )  # fmt: skip


def _second_person(take: StockTake, staff: Staff) -> None:
    counters = {take.opened_by_id, *take.lines.values_list("counted_by_id", flat=True)}
    if staff.pk in counters:
        raise NotAllowed(_("盘点要由没有参与清点的同事复核入账"), reason="second_person")


def _hold_still(sku_ids: Mapping[int, int] | list[int], warehouse_id: int | None = None) -> None:
    """Lock every place these units can be at, in one ascending sweep."""
    rows = LedgerAccount.objects.filter(
        book=houses.BOOK, subject_id__in=list(sku_ids),
        place__in=("warehouse", "held", "adjust", *houses.PROMISED),
    )  # fmt: skip
    ids = list(rows.values_list("id", flat=True))
    if warehouse_id is not None:
        lots = [lot.id for lots in houses.lots_at(sku_ids, warehouse_id).values() for lot in lots]
        rows = LedgerAccount.objects.filter(book=houses.LOTS, subject_id__in=lots)
        ids += rows.values_list("id", flat=True)
    ledger.lock(ids)


def _find(take_id: int, shop_id: int, lock: bool = False) -> StockTake:
    rows = StockTake.objects.select_related("warehouse")
    rows = rows.select_for_update(of=("self",), no_key=True) if lock else rows
    take = rows.filter(pk=take_id, shop_id=shop_id).first()
    if take is None:
        raise NotFound(_("本店没有盘点单 %(id)s") % {"id": take_id})
    return take


def _at_step(known: StockTake, state: str) -> StockTake:
    take = _find(known.pk, known.shop_id, lock=True)
    if take.state != state:
        raise _wrong(take)
    return take


def _wrong(take: StockTake) -> WrongStep:
    return WrongStep(
        _("盘点单 %(id)s 是“%(state)s”，请刷新后重试")
        % {"id": take.pk, "state": _(take.get_state_display())},
        state=take.state,
    )


def _record(
    take: StockTake, staff: Staff, action: str, detail: Mapping[str, object], now: dt.datetime
) -> None:
    audit.record(
        shop=take.shop_id, actor=staff, action=action, subject=f"stock_take:{take.pk}",
        detail=detail, at=now,
    )  # fmt: skip
