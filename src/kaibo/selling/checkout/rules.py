"""Pure decisions of checkout: what is wrong with a line, and the plan of a priced cart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from kaibo.selling.checkout.contracts import LineState, OfferFact, Wanted
from kaibo.selling.contracts import CAMPAIGN, OrderPlan, PlanLine, PlanMove, PlanUse

if TYPE_CHECKING:
    from kaibo.promotions.contracts import Priced

MOST_LINES = 40  # an order has 50 lines: ten are left for gifts
MOST_UNITS = 999  # of one offer
MOST_IN_ALL = 10_000


def merged(lines: Iterable[Wanted]) -> tuple[Wanted, ...]:
    """One line per offer, in the order of their first mention."""
    units: dict[int, int] = {}
    for line in lines:
        units[line.offer_id] = units.get(line.offer_id, 0) + line.quantity
    return tuple(Wanted(offer_id, quantity) for offer_id, quantity in units.items())


def state_of(fact: OfferFact, quantity: int, show_id: int | None, on_air: bool) -> LineState:
    """What stands between a buyer and this many units of the offer."""
    if not on_air or fact.show_id != show_id:
        return "ended"
    if not fact.is_listed:
        return "unlisted"
    if fact.left <= 0:
        return "sold_out"
    if fact.limit and fact.held + quantity > fact.limit:
        return "limit"
    return "short" if quantity > fact.left else "ok"


def plan_of(priced: Priced, moves: Sequence[PlanMove]) -> OrderPlan:
    """The order that ``priced`` describes; ``moves`` are its ledger moves beside the goods."""
    lines = [
        PlanLine(line.offer_id, line.quantity, line.unit_price, line.discount)
        for line in priced.lines
    ]
    gifts = [PlanLine(gift.offer_id, gift.quantity, 0, 0, True) for gift in priced.gifts]
    return OrderPlan(
        lines=[*lines, *gifts],
        goods_amount=priced.goods_amount,
        pay_amount=priced.pay_amount,
        discount_amount=priced.discount_amount,
        shipping_amount=priced.shipping_amount,
        points_amount=priced.points_amount,
        credit_amount=priced.credit_amount,
        moves=list(moves),
        uses=[
            PlanUse(CAMPAIGN, use.promotion_id, use.quantity, use.per_user_limit)
            for use in priced.uses
            if use.per_user_limit is not None
        ],
        coupon_claims=list(priced.coupon_claim_ids),
        campaigns={use.promotion_id: use.version for use in priced.uses},
    )
