"""Who must agree to a price: the pure rule, and the second person's confirmation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from kaibo.foundation.errors import InvalidInput
from kaibo.liveroom import facade as liveroom
from kaibo.liveroom.errors import SecondPersonNeeded
from kaibo.selling.actions.offer_step import Hold, Step, offer_name
from kaibo.selling.models import Offer
from kaibo.selling.rules.price import price_needs
from kaibo.team import facade as team

if TYPE_CHECKING:
    from kaibo.team.facade import Staff

HIGHEST = 1_000_000_000  # minor units: ten million yuan, above which a digit was mistyped


def consent(
    step: Step, held: Hold, verb: str, price: int, confirmation_id: int | None, *, planned: bool
) -> str | None:
    """Raise unless ``price`` may be set; returns the name of the second person if there was one.

    ``planned``: the price stands in the frozen plan, so only its floor is asked about.
    """
    if not 0 < price <= HIGHEST:
        raise InvalidInput(_("价格 %(price)s 分不正确，请填写大于 0 的价格") % {"price": price})
    needs = {need for offer in held.offers for need in _needs(offer, price)}
    if planned:
        needs.discard("second_person")
    if not needs:
        return None
    detail = change_detail(held.offers, price)
    if confirmation_id is None:
        raise _refusal(held, needs, verb, detail)
    by = liveroom.use(step.room_id, confirmation_id, verb, detail, step.actor, step.now)
    _check_rank(by, held, needs, verb, detail)
    return str(by)


def change_detail(offers: list[Offer], price: int) -> dict[str, Any]:
    """Exactly what a second person says yes to."""
    return {"offer_ids": [offer.pk for offer in offers], "price": price}


def _needs(offer: Offer, price: int) -> frozenset[str]:
    return price_needs(
        offer.normal_price, price, offer.sku.floor_price, offer.shop.price_change_limit_percent
    )


def _check_rank(by: Staff, held: Hold, needs: set[str], verb: str, detail: dict[str, Any]) -> None:
    """Below the floor it is a brand manager's yes that counts."""
    if "brand_manager" in needs and not team.has_role(by, held.room.shop_id, "brand_manager"):
        raise _refusal(held, {"brand_manager"}, verb, detail)


def _refusal(held: Hold, needs: set[str], verb: str, detail: dict[str, Any]) -> SecondPersonNeeded:
    name = offer_name(held.offers[0])
    if "brand_manager" in needs:
        floor = max(offer.sku.floor_price for offer in held.offers)
        words = _("“%(name)s”低于底价 %(floor).2f 元，须由品牌经理在 2 分钟内确认")
        message = words % {"name": name, "floor": floor / 100}
    else:
        words = _("“%(name)s”改价超过 %(limit)s%%，须由第二人在 2 分钟内确认")
        limit = held.offers[0].shop.price_change_limit_percent
        message = words % {"name": name, "limit": limit}
    return SecondPersonNeeded(message, needs=sorted(needs), verb=verb, change=detail)
