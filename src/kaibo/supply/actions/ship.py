"""Goods leave a warehouse for buyers: whose promise that fulfills, and which lots went.

Fulfillment calls, in its own transaction: `lock_for_shipping`, `ship_from`, then selling marks the
orders shipped, then `sent`. Locks: ledger accounts in ascending id, then allocations.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from kaibo.foundation import ledger
from kaibo.foundation.models import LedgerAccount
from kaibo.supply import houses
from kaibo.supply.houses import BOOK, LOTS, Actor
from kaibo.supply.models import Warehouse
from kaibo.supply.rules.allocated import swap
from kaibo.supply.rules.lots import pick

Lots = dict[int, list[tuple[int, int]]]  # SKU → (lot, units)


def lock_for_shipping(
    warehouse: Warehouse, sku_ids: Sequence[int], others: Iterable[int] = ()
) -> None:
    """Lock all accounts that shipping these SKUs moves, in one ascending sweep."""
    shop_id = warehouse.shop_id
    ids = list(others)
    for sku_id in sku_ids:
        ids.append(houses.at_house(sku_id, warehouse).id)
        ids.append(houses.place(sku_id, shop_id, "shipped").id)
        if not warehouse.is_main:
            ids.append(houses.place(sku_id, shop_id, "shipped", warehouse.pk).id)
    rows = LedgerAccount.objects.filter(book=BOOK, place="warehouse", subject_id__in=sku_ids)
    ids += rows.values_list("id", flat=True)
    for lots in houses.lots_at(sku_ids, warehouse.pk).values():
        ids += [account for lot in lots for account in lot_accounts(lot.id, shop_id, warehouse.pk)]
    ledger.lock(ids)


def ship_from(warehouse: Warehouse, units: Mapping[int, int], ref_id: int, actor: Actor) -> None:
    """The goods of these orders leave this house, before the orders are marked shipped.

    When the orders' units lie elsewhere, this house gives its free units and gets theirs instead.
    Raises `ledger.BalanceTooLow` when it has not enough.
    """
    main = houses.main_house(warehouse.shop_id).pk
    for sku_id, wanted in sorted(units.items()):
        shares = houses.shares(sku_id, warehouse.shop_id)
        moves = []
        for other, part in swap(shares, warehouse.pk, wanted):
            home = houses.at_house(sku_id, Warehouse.objects.get(pk=other))
            here = houses.at_house(sku_id, warehouse)
            moves.append(ledger.Move(here.id, home.id, part, "ship_swap", ref_id))
            shares[other] -= part
        ledger.post(moves, actor_id=actor.pk)
        own = wanted - sum(move.amount for move in moves)
        shares[warehouse.pk] = max(0, shares.get(warehouse.pk, 0) - own)
        houses.settle_shares(sku_id, main, shares)


def sent(
    warehouse: Warehouse, units: Mapping[int, int], ref_id: int, actor: Actor, at: dt.datetime
) -> Lots:
    """After the orders were marked shipped: from which house, and of which lots (FEFO)."""
    if not warehouse.is_main:
        moves = [
            ledger.Move(
                houses.place(sku_id, warehouse.shop_id, "shipped").id,
                houses.place(sku_id, warehouse.shop_id, "shipped", warehouse.pk).id,
                part, "ship_from", ref_id,
            )
            for sku_id, part in sorted(units.items())
        ]  # fmt: skip
        ledger.post(moves, actor_id=actor.pk, at=at)
    return take_lots(warehouse, units, "shipped", ref_id, actor, at)


def take_lots(
    warehouse: Warehouse, units: Mapping[int, int], to: str, ref_id: int, actor: Actor,
    at: dt.datetime,
) -> Lots:  # fmt: skip
    """Take units out of a house's lots, first expired first; goods in no lot are left out."""
    known, taken, moves = houses.lots_at(units, warehouse.pk), {}, []
    for sku_id, wanted in sorted(units.items()):
        picked = pick(known.get(sku_id, []), wanted, houses.today(at))
        for lot, part in picked:
            here, there = lot_accounts(lot, warehouse.shop_id, warehouse.pk, to)
            moves.append(ledger.Move(here, there, part, to, ref_id))
        if picked:
            taken[sku_id] = picked
    ledger.post(moves, actor_id=actor.pk, at=at)
    return taken


def lot_accounts(lot: int, shop_id: int, house: int, to: str = "shipped") -> tuple[int, int]:
    """Ids of a lot's account in a house and of where its units go."""
    here = ledger.account(LOTS, lot, "warehouse", house, shop_id=shop_id)
    there = ledger.account(LOTS, lot, to, shop_id=shop_id, may_go_negative=to == "adjust")
    return here.id, there.id
