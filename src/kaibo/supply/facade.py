"""The one door of supply: receive goods, release them to links, hold, move, count and ship them.

Locks: ledger accounts in ascending id, then supply's own rows. Selling and console call this;
papers (holds, transfers, takes) are behind `paper_facade`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kaibo.foundation import ledger
from kaibo.supply import houses
from kaibo.supply.actions.release import (
    Release,
    link_account,
    release_all,
    return_unsold,
    take_back_all,
)
from kaibo.supply.actions.ship import lock_for_shipping, sent, ship_from
from kaibo.supply.houses import BOOK, Actor, main_house
from kaibo.supply.names import sku_list
from kaibo.supply.queries.papers import held_units
from kaibo.supply.queries.position import (
    Position,
    available_at,
    lots_to_pick,
    pin_facts,
    places_of,
    policies,
    positions,
    reconcile,
    shipping_houses,
)

__all__ = [
    "BOOK", "Actor", "LinkAccounts", "Position", "Release", "available_at", "held_units",
    "home_account", "link_accounts", "lock_for_shipping", "lots_to_pick", "main_house", "on_hand",
    "pin_facts", "places_of", "policies", "positions", "receive", "reconcile", "release_all",
    "release_to_link", "return_from_link", "return_unsold", "sent", "ship_from",
    "shipped_account", "shipping_houses", "sku_list", "take_back_all",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class LinkAccounts:
    """Ids of the accounts an offer stands on: units for sale and units ordered, not yet shipped."""

    stock_id: int
    reserved_id: int


def receive(
    sku_id: int, quantity: int, actor: Actor | None = None, warehouse_id: int | None = None
) -> int:
    """Goods came in from the supplier; returns the units now in the warehouse (None: main)."""
    houses.positive(quantity)
    shop_id = houses.shop_of(sku_id)
    supplier = houses.place(sku_id, shop_id, "supplier")
    target = houses.at_house(sku_id, houses.house(warehouse_id, shop_id))
    ledger.transfer(supplier, target, quantity, "receive", actor_id=houses.actor_id(actor))
    return target.balance


def on_hand(sku_ids: Iterable[int]) -> dict[int, int]:
    """Units in all warehouses of the shop, free to be released, by SKU."""
    wanted = list(sku_ids)
    found = houses.free_by_house(wanted)
    return {sku_id: sum(found.get(sku_id, {}).values()) for sku_id in wanted}


def link_accounts(link_id: int, sku_id: int) -> LinkAccounts:
    """The accounts of a SKU on a link, opened on first use."""
    shop_id = houses.shop_of(sku_id)
    stock = link_account(link_id, sku_id)
    reserved = ledger.account(BOOK, sku_id, "reserved", link_id, shop_id=shop_id)
    return LinkAccounts(stock.id, reserved.id)


def shipped_account(sku_id: int, shop_id: int) -> int:
    """Id of the account of units that left the house."""
    return ledger.account(BOOK, sku_id, "shipped", shop_id=shop_id).id


def home_account(sku_id: int, shop_id: int, rehearsal: bool = False) -> int:
    """Id of the account that units of an ended show go back to."""
    if rehearsal:
        return houses.place(sku_id, shop_id, "rehearsal").id
    return houses.at_house(sku_id, houses.main_house(shop_id)).id


def release_to_link(
    link_id: int, sku_id: int, quantity: int, rehearsal: bool = False, actor: Actor | None = None
) -> int:
    """放库存: `release_all` for one; returns the units now for sale there."""
    houses.positive(quantity)
    release_all([Release(link_id, sku_id, quantity)], rehearsal, actor)
    return link_account(link_id, sku_id).balance


def return_from_link(
    link_id: int, sku_id: int, quantity: int, rehearsal: bool = False, actor: Actor | None = None
) -> int:
    """Take unsold units back from a link; returns the units still for sale there."""
    houses.positive(quantity)
    take_back_all([Release(link_id, sku_id, quantity)], rehearsal, actor)
    return link_account(link_id, sku_id).balance
