"""From which warehouse: for a show's links (units), and for orders that leave (whole orders)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from kaibo.supply.rules.provinces import distance

PRIORITY, NEAREST, MOST_STOCK, FEWEST_PARCELS = (
    "priority", "nearest", "most_stock", "fewest_parcels",
)  # fmt: skip

Units = Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Site:
    """A warehouse as the rules see it; ``units``: by SKU, what may be taken."""

    id: int
    priority: int = 100
    province: str = ""
    units: Units = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Box:
    """One parcel: a warehouse and the orders it takes together."""

    site_id: int
    order_ids: list[int]


def draw(
    sites: Sequence[Site], sku_id: int, quantity: int, strategy: str, province: str = ""
) -> list[tuple[int, int]]:
    """(warehouse, units) that make up ``quantity``, or as much as there is.

    `FEWEST_PARCELS` takes one house that has all before it takes from several. ``province`` is
    where the goods are wanted; without one `NEAREST` falls back to the priority.
    """
    ranked = sorted(sites, key=lambda site: _rank(site, [sku_id], strategy, province))
    if strategy == FEWEST_PARCELS:
        ranked.sort(key=lambda site: site.units.get(sku_id, 0) < quantity)
    taken = []
    for site in ranked:
        units = min(quantity, site.units.get(sku_id, 0))
        if units > 0:
            taken.append((site.id, units))
            quantity -= units
    return taken


def pack(
    sites: Sequence[Site], orders: Mapping[int, Units], strategy: str, province: str = ""
) -> tuple[list[Box], list[int]]:
    """Boxes for the orders of one buyer, and the orders no single house can serve.

    An order is never torn apart. The best house by the strategy takes all orders it can serve,
    the next one what is left; `FEWEST_PARCELS` asks first how many orders a house can serve.
    """
    waiting, boxes = dict(sorted(orders.items())), []
    left = {site.id: dict(site.units) for site in sites}
    while waiting:
        offers = [(site, _servable(left[site.id], waiting)) for site in sites]
        offers = [(site, ids) for site, ids in offers if ids]
        if not offers:
            break
        skus = {sku for wanted in waiting.values() for sku in wanted}
        site, ids = min(offers, key=lambda each: _choice(each, skus, strategy, province))
        boxes.append(Box(site.id, ids))
        for order in ids:
            _take(left[site.id], waiting.pop(order))
    return boxes, list(waiting)


def _choice(
    offer: tuple[Site, list[int]], skus: Iterable[int], strategy: str, province: str
) -> tuple[int, ...]:
    site, ids = offer
    fewest = -len(ids) if strategy == FEWEST_PARCELS else 0
    return (fewest, *_rank(site, skus, strategy, province))


def _rank(site: Site, skus: Iterable[int], strategy: str, province: str) -> tuple[int, ...]:
    """Smaller is better; the priority and the id decide between equals."""
    if strategy == MOST_STOCK:
        first = -sum(site.units.get(sku, 0) for sku in skus)
    elif strategy in (NEAREST, FEWEST_PARCELS) and province:
        first = distance(site.province, province)
    else:
        first = 0
    return (first, site.priority, site.id)


def _servable(units: Units, orders: Mapping[int, Units]) -> list[int]:
    left, served = dict(units), []
    for order, wanted in orders.items():
        if all(left.get(sku, 0) >= n for sku, n in wanted.items()):
            _take(left, wanted)
            served.append(order)
    return served


def _take(left: dict[int, int], wanted: Units) -> None:
    for sku, units in wanted.items():
        left[sku] = left.get(sku, 0) - units
