"""The plan of a direct buy that spends one coupon. Pure."""

from __future__ import annotations

from kaibo.orders.facts import Facts, Offer
from kaibo.selling.contracts import CAMPAIGN, BuyRequest, OrderPlan, PlanLine, PlanMove, PlanUse
from kaibo.selling.hot import CouponLine, coupon_off


def coupon_plan(facts: Facts, request: BuyRequest, offer: Offer, price: int) -> OrderPlan | str:
    """What the order writes, or the code of why the coupon cannot be used."""
    coupon = facts.coupons.get(request.coupon_claim_id or 0)
    if coupon is None or coupon.buyer_id != request.buyer_id or not coupon.is_unspent:
        return "coupon_gone"
    campaign = facts.campaigns.get(coupon.campaign_id)
    if campaign is None or not campaign.is_running:
        return "promotion_over"
    goods = price * request.quantity
    name = CouponLine(sku_id=offer.sku_id, product_id=offer.product_id, link_id=offer.link_id)
    off = coupon_off(coupon.kind, coupon.terms, coupon.scope, coupon.audience, goods, name)
    is_elsewhere = coupon.show_id is not None and coupon.show_id != offer.show_id
    if not off or is_elsewhere or coupon.held_id is None or coupon.used_id is None:
        return "coupon_unfit"
    moves = [PlanMove(debit_id=coupon.held_id, credit_id=coupon.used_id, amount=1, reason="coupon")]
    if coupon.left_id is not None and coupon.spent_id is not None:
        moves.append(
            PlanMove(
                debit_id=coupon.left_id, credit_id=coupon.spent_id, amount=off, reason="budget"
            )
        )
    line = PlanLine(offer_id=offer.id, quantity=request.quantity, unit_price=price, discount=off)
    uses = []
    if coupon.per_user_limit is not None:
        limit = coupon.per_user_limit
        uses = [PlanUse(kind=CAMPAIGN, subject_id=coupon.campaign_id, quantity=1, limit=limit)]
    return OrderPlan(
        uses=uses,
        lines=[line], goods_amount=goods, discount_amount=off, pay_amount=goods - off,
        moves=moves, coupon_claims=[coupon.id], campaigns={coupon.campaign_id: campaign.version},
    )  # fmt: skip
