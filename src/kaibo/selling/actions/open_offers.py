"""Go Live, selling's part: an offer per link and SKU, with the stock that the plan gives it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from kaibo.catalog import facade as catalog
from kaibo.planning.contracts import FrozenPlan, LinkRow, SkuFact
from kaibo.selling.actions.offer_step import snapshot
from kaibo.selling.models import Offer, OfferPart, OfferSnapshot
from kaibo.supply import facade as supply

if TYPE_CHECKING:
    from kaibo.team.facade import Staff


Bundles = Mapping[int, Sequence[tuple[int, int]]]  # SKU to (component SKU, units)


@transaction.atomic
def open_offers(
    plan: FrozenPlan, shop_id: int, is_rehearsal: bool, is_listed: bool, actor: Staff, now: datetime
) -> list[int]:
    """Create the offers of a frozen plan; returns their ids. Locks ledger accounts.

    A rehearsal draws on its own place, never on real stock.
    """
    pairs = [(link, sku) for link in plan.links for sku in link.skus]
    bundles = catalog.bundle_parts({sku.id for _link, sku in pairs})
    places = component_places(pairs, bundles)
    supply.release_all(_releases(pairs, bundles, places), is_rehearsal, actor)
    blank = OfferSnapshot.objects.create(body={}, made_at=now)
    rows = [_offer(plan.show_id, shop_id, link, sku, blank, is_listed) for link, sku in pairs]
    Offer.objects.bulk_create(rows)
    OfferPart.objects.bulk_create(
        part for row in rows for part in _parts(row, bundles.get(row.sku_id, []), places)
    )
    _describe(rows, now)
    blank.delete()
    return [row.pk for row in rows]


def component_places(pairs: Sequence[tuple[LinkRow, SkuFact]], bundles: Bundles) -> dict[int, int]:
    """SKU to the first link that sells it by itself: bundles with it draw on that link's stock."""
    places: dict[int, int] = {}
    for link, sku in pairs:
        if sku.id not in bundles:
            places.setdefault(sku.id, link.id)
    return places


def _releases(
    pairs: Sequence[tuple[LinkRow, SkuFact]], bundles: Bundles, places: dict[int, int]
) -> list[supply.Release]:
    """A bundle's planned units are released as those components that no link sells by itself."""
    made: list[supply.Release] = []
    for link, sku in pairs:
        parts = bundles.get(sku.id)
        if parts is None:
            made.append(supply.Release(link.id, sku.id, link.live_stock))
            continue
        made += [
            supply.Release(link.id, component, link.live_stock * units)
            for component, units in parts
            if component not in places
        ]
    return made


def _parts(
    offer: Offer, components: Sequence[tuple[int, int]], places: dict[int, int]
) -> Iterator[OfferPart]:
    for component, units in components:
        accounts = supply.link_accounts(places.get(component, offer.link_id), component)
        yield OfferPart(
            offer=offer, sku_id=component, units=units, stock_account_id=accounts.stock_id,
            reserved_account_id=accounts.reserved_id,
        )  # fmt: skip


def _offer(
    show_id: int, shop_id: int, link: LinkRow, sku: SkuFact, blank: OfferSnapshot, is_listed: bool
) -> Offer:
    accounts = supply.link_accounts(link.id, sku.id)
    return Offer(
        shop_id=shop_id, show_id=show_id, link_id=link.id, sku_id=sku.id,
        stock_account_id=accounts.stock_id, reserved_account_id=accounts.reserved_id,
        normal_price=sku.live_price or link.live_price, per_user_limit=link.per_user_limit,
        released=link.live_stock, is_listed=is_listed, snapshot=blank,
    )  # fmt: skip


def _describe(rows: Sequence[Offer], now: datetime) -> None:
    """Give each offer its snapshot; they need the offers' links and products, read once."""
    offers = Offer.objects.select_related("link__product", "sku", "shop").filter(
        pk__in=[row.pk for row in rows]
    )
    described = []
    for offer in offers:
        offer.snapshot = snapshot(offer, now)
        described.append(offer)
    Offer.objects.bulk_update(described, ["snapshot"])
