"""Which price holds, and which change of price needs whom. Pure; money in minor units."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from kaibo.liveroom.contracts import LinkCard, OfferCard, RoomState


def price_at(
    normal: int, flash: int | None, starts_at: int | None, ends_at: int | None, now: int
) -> int:
    """The unit price at ``now`` (Unix ms): the flash price in [starts_at, ends_at), else normal.

    The end needs nobody to press anything: the same half-open interval stands in the order path.
    """
    if flash is None or starts_at is None or ends_at is None:
        return normal
    return flash if starts_at <= now < ends_at else normal


def reprice(card: OfferCard, now: int) -> OfferCard:
    """The card with the price that holds at ``now``."""
    price = price_at(
        card.normal_price, card.flash_price, card.flash_starts_at, card.flash_ends_at, now
    )
    return card if price == card.price else msgspec.structs.replace(card, price=price)


def reprice_links(links: Sequence[LinkCard], now: int) -> list[LinkCard]:
    """The links with every offer at the price that holds at ``now``."""
    return [
        msgspec.structs.replace(link, offers=[reprice(card, now) for card in link.offers])
        for link in links
    ]


def reprice_state(state: RoomState, now: int) -> RoomState:
    """The state with every price as it holds at ``now``."""
    return msgspec.structs.replace(state, links=reprice_links(state.links, now))


def price_needs(old: int, new: int, floor: int, limit_percent: int) -> frozenset[str]:
    """Who must agree to a unit price: ``second_person`` over the shop's limit, ``brand_manager``
    below the floor. Empty: the operator alone may set it. ``limit_percent`` is a share of ``old``.
    """
    needs = set()
    if abs(new - old) * 100 > old * limit_percent:
        needs.add("second_person")
    if new < floor:
        needs.add("brand_manager")
    return frozenset(needs)
