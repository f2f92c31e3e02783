"""Who may use a promotion now, and how often still."""

from __future__ import annotations

import datetime as dt

from kaibo.promotions.contracts import Audience, BuyerFacts, Cart, HeldCoupon, Promotion, Step
from kaibo.promotions.rules.compiled import Rule

_FOREVER = dt.datetime.max.replace(tzinfo=dt.UTC)


def usable_claims(cart: Cart, buyer: BuyerFacts, now: dt.datetime) -> dict[int, int]:
    """Promotion id → the claim that would be spent: the one that expires first."""
    chosen = cart.coupon_claim_ids
    claims = [
        one
        for one in buyer.coupons
        if (chosen is None or one.claim_id in chosen)
        and (one.expires_at is None or one.expires_at > now)
    ]
    return {one.promotion_id: one.claim_id for one in sorted(claims, key=_last_first)}


def refusal(
    rule: Rule, cart: Cart, buyer: BuyerFacts, claims: dict[int, int], now: dt.datetime
) -> Step | None:
    """Why this buyer may not use it now; None when he may."""
    promotion = rule.promotion
    code = _clock(promotion, now) or _limits(promotion, buyer)
    if not code and not rule.is_open:
        code = _circle(promotion, cart, buyer, claims)
    return Step(code, {"name": promotion.name}, promotion.id) if code else None


def units_left(promotion: Promotion, buyer: BuyerFacts) -> int | None:
    """Units (unit prices) or orders (all else) still allowed; None without limit."""
    left = promotion.uses_left
    if promotion.per_user_limit is not None:
        mine = promotion.per_user_limit - buyer.uses.get(promotion.id, 0)
        left = mine if left is None or mine < left else left
    return left


def is_in(audience: Audience, buyer: BuyerFacts) -> bool:
    """Whether every condition that is given holds."""
    return (
        (not audience.newcomers_only or buyer.is_newcomer)
        and buyer.member_level >= audience.min_level
        and (not audience.tags or not buyer.tags.isdisjoint(audience.tags))
        and (not audience.buyer_ids or buyer.buyer_id in audience.buyer_ids)
    )


def _clock(promotion: Promotion, now: dt.datetime) -> str:
    if promotion.starts_at is not None and now < promotion.starts_at:
        return "not_started"
    if promotion.ends_at is not None and now >= promotion.ends_at:
        return "ended"
    return ""


def _limits(promotion: Promotion, buyer: BuyerFacts) -> str:
    if promotion.budget_left is not None and promotion.budget_left <= 0:
        return "budget_spent"
    if promotion.uses_left is not None and promotion.uses_left <= 0:
        return "uses_spent"
    limit = promotion.per_user_limit
    if limit is not None and buyer.uses.get(promotion.id, 0) >= limit:
        return "limit_reached"
    return ""


def _circle(promotion: Promotion, cart: Cart, buyer: BuyerFacts, claims: dict[int, int]) -> str:
    if promotion.show_id is not None and promotion.show_id != cart.show_id:
        return "other_show"
    if not is_in(promotion.audience, buyer):
        return "not_for_you"
    if promotion.needs_coupon and promotion.id not in claims:
        return "no_coupon"
    return ""


def _last_first(claim: HeldCoupon) -> tuple[float, int]:
    """Sorts so that the claim to spend comes last and overwrites the others."""
    return (-(claim.expires_at or _FOREVER).timestamp(), -claim.claim_id)
