"""What every change of offers shares: permission, locks, new cards to the room, the journal.

Lock order: ledger accounts (by the caller, before), offers in ascending id, the room, the audit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

import psycopg
from django.db import connection
from django.utils.translation import gettext as _

from kaibo.foundation.clock import to_ms
from kaibo.foundation.errors import Conflict, NotFound
from kaibo.liveroom import facade as liveroom
from kaibo.liveroom.contracts import OffersChanged
from kaibo.selling.hot import offer_cards
from kaibo.selling.models import Offer, OfferSnapshot

if TYPE_CHECKING:
    from kaibo.team.facade import Staff


@dataclass(frozen=True, slots=True)
class Step:
    """One change by one person in one room; ``compensates`` names the action it takes back."""

    room_id: int
    actor: Staff
    now: datetime
    compensates: int | None = None


@dataclass(frozen=True, slots=True)
class Hold:
    """The offers of a step, locked, and the room as it was before (not locked yet)."""

    room: liveroom.RoomFacts
    offers: list[Offer]


def enter(step: Step) -> liveroom.RoomFacts:
    """Check the person and that a show is on air."""
    room = liveroom.room_by_id(step.room_id)
    liveroom.may_run_desk(step.actor, room.shop_id)
    _show = room.on_air_show
    return room


def hold(step: Step, offer_ids: Sequence[int], versions: dict[int, int] | None = None) -> Hold:
    """Lock the offers; raises `NotFound`, or `Conflict` when one is not at its given version."""
    room = enter(step)
    rows = Offer.objects.select_for_update(of=("self",), no_key=True).select_related(
        "link__product", "sku", "shop"
    )
    offers = list(rows.filter(pk__in=offer_ids, show_id=room.on_air_show).order_by("pk"))
    missing = set(offer_ids) - {offer.pk for offer in offers}
    if missing or not offers:
        raise NotFound(_("本场没有商品规格 %(ids)s，请刷新后重试") % {"ids": sorted(missing)})
    for offer in offers:
        if versions and versions.get(offer.pk, offer.version) != offer.version:
            raise Conflict(
                _("“%(name)s”刚被改动过，请看过新值后重试") % {"name": offer_name(offer)}
            )
    return Hold(room, offers)


def finish(
    step: Step, held: Hold, reason: str, deed: liveroom.Deed, *, is_new_terms: bool = True
) -> int:
    """Save the offers, tell the room, write the journal; returns the id of the console action."""
    for offer in held.offers:
        offer.version += 1
        if is_new_terms:
            offer.snapshot = snapshot(offer, step.now)
        offer.save()
    room = liveroom.lock_room(step.room_id)
    if room.on_air_show != held.room.show_id:
        raise Conflict(_("直播间已换场，请刷新后重试"))
    cards = offer_cards(raw(), [offer.pk for offer in held.offers], to_ms(step.now))
    event = OffersChanged(offers=cards, reason="undo" if step.compensates else reason)
    liveroom.append_event(room.id, event, step.actor.pk)
    return liveroom.journal(room, step.actor, deed, step.now, step.compensates)


def snapshot(offer: Offer, now: datetime) -> OfferSnapshot:
    """Product, price, claims and promise as shown from now on."""
    return OfferSnapshot.objects.create(body=_terms(offer), made_at=now)


def fact(kind: str, offer: Offer, **columns: object) -> tuple[str, dict[str, object]]:
    """A row of the event log about one offer."""
    columns.setdefault("amount", offer.normal_price)
    return kind, {"link": offer.link_id, "sku": offer.sku_id, "offer": offer.pk, **columns}


def offer_name(offer: Offer) -> str:
    """How people call it: 7号 纯棉四件套 白色."""
    goods = f"{offer.link.product.name} {offer.sku.name}".strip()
    return _("%(number)s号 %(name)s") % {"number": offer.link.number, "name": goods}


def raw() -> psycopg.Connection[Any]:
    """The psycopg connection under Django's, inside its transaction."""
    connection.ensure_connection()
    return cast("psycopg.Connection[Any]", connection.connection)


def _terms(offer: Offer) -> dict[str, object]:
    product, link = offer.link.product, offer.link
    return {
        "product": product.name, "product_id": product.pk, "sku": offer.sku.name,
        "sku_code": offer.sku.code, "image": product.image, "description": product.description,
        "claims": product.claims, "selling_points": link.selling_points, "proof": link.proof,
        "mechanism": link.mechanism, "link_number": link.number,
        "normal_price": offer.normal_price, "flash_price": offer.flash_price,
        "flash_starts_at": to_ms(offer.flash_starts_at) if offer.flash_starts_at else None,
        "flash_ends_at": to_ms(offer.flash_ends_at) if offer.flash_ends_at else None,
        "per_user_limit": offer.per_user_limit, "ship_within_hours": product.ship_within_hours,
        "return_days": product.return_days, "return_exempt_reason": product.return_exempt_reason,
        "seller": offer.shop.company_name or offer.shop.name,
    }  # fmt: skip
