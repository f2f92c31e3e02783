"""Go Live, selling's part: an offer per link and SKU, with the stock that the plan gives it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from kaibo.planning.contracts import FrozenPlan, LinkRow, SkuFact
from kaibo.selling.actions.offer_step import snapshot
from kaibo.selling.models import Offer, OfferSnapshot
from kaibo.supply import facade as supply

if TYPE_CHECKING:
    from kaibo.team.facade import Staff


@transaction.atomic
def open_offers(
    plan: FrozenPlan, shop_id: int, is_rehearsal: bool, is_listed: bool, actor: Staff, now: datetime
) -> list[int]:
    """Create the offers of a frozen plan; returns their ids. Locks ledger accounts.

    A rehearsal draws on its own place, never on real stock.
    """
    pairs = [(link, sku) for link in plan.links for sku in link.skus]
    releases = [supply.Release(link.id, sku.id, link.live_stock) for link, sku in pairs]
    supply.release_all(releases, is_rehearsal, actor)
    blank = OfferSnapshot.objects.create(body={}, made_at=now)
    rows = [_offer(plan.show_id, shop_id, link, sku, blank, is_listed) for link, sku in pairs]
    Offer.objects.bulk_create(rows)
    _describe(rows, now)
    blank.delete()
    return [row.pk for row in rows]


def _offer(
    show_id: int, shop_id: int, link: LinkRow, sku: SkuFact, blank: OfferSnapshot, is_listed: bool
) -> Offer:
    accounts = supply.link_accounts(link.id, sku.id)
    return Offer(
        shop_id=shop_id, show_id=show_id, link_id=link.id, sku_id=sku.id,
        stock_account_id=accounts.stock_id, reserved_account_id=accounts.reserved_id,
        normal_price=link.live_price, per_user_limit=link.per_user_limit,
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
