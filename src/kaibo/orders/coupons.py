"""The plan of a direct buy that spends one coupon of a campaign. Pure."""

from __future__ import annotations

from kaibo.orders.facts import Campaign, Offer
from kaibo.selling.contracts import CAMPAIGN, OrderPlan, PlanLine, PlanMove, PlanUse
from kaibo.selling.hot import CouponLine, coupon_off


def coupon_plan(campaign: Campaign, offer: Offer, quantity: int, price: int) -> OrderPlan | None:
    """What the order writes apart from the coupon's own row; None when the coupon does not fit."""
    goods = price * quantity
    name = CouponLine(sku_id=offer.sku_id, product_id=offer.product_id, link_id=offer.link_id)
    off = coupon_off(campaign.kind, campaign.terms, campaign.scope, campaign.audience, goods, name)
    is_elsewhere = campaign.shop_id != offer.shop_id or campaign.show_id not in (
        None,
        offer.show_id,
    )
    if not off or is_elsewhere or campaign.held_id is None or campaign.used_id is None:
        return None
    line = PlanLine(offer_id=offer.id, quantity=quantity, unit_price=price, discount=off)
    return OrderPlan(
        lines=[line], goods_amount=goods, discount_amount=off, pay_amount=goods - off,
        moves=_moves(campaign, off), uses=_uses(campaign),
        campaigns={campaign.id: campaign.version},
    )  # fmt: skip


def _moves(campaign: Campaign, off: int) -> list[PlanMove]:
    """The coupon leaves the buyer's hand; its worth leaves the budget, where there is one."""
    assert campaign.held_id is not None
    assert campaign.used_id is not None
    spend = PlanMove(
        debit_id=campaign.held_id, credit_id=campaign.used_id, amount=1, reason="coupon"
    )
    left, spent = campaign.left_id, campaign.spent_id
    if left is None or spent is None:
        return [spend]
    return [spend, PlanMove(debit_id=left, credit_id=spent, amount=off, reason="budget")]


def _uses(campaign: Campaign) -> list[PlanUse]:
    limit = campaign.per_user_limit
    if limit is None:
        return []
    return [PlanUse(kind=CAMPAIGN, subject_id=campaign.id, quantity=1, limit=limit)]
