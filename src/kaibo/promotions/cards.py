"""Coupons as a buyer sees them in a room: what may be claimed, and what is in the purse."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from kaibo.promotions import accounts
from kaibo.promotions.contracts import Audience, BuyerFacts, OffTerms
from kaibo.promotions.models import Campaign, CampaignState, CouponClaim
from kaibo.promotions.queries import COUPON_KINDS, claims_of
from kaibo.promotions.rules.campaign import shape_of
from kaibo.promotions.rules.eligible import is_in

CardState = Literal["claimable", "claimed", "gone", "not_for_you", "soon", "login"]
PurseState = Literal["usable", "used", "expired", "paused"]
SOON = dt.timedelta(hours=24)
PURSE = 50


@dataclass(frozen=True, slots=True)
class CouponCard:
    """A coupon that the shop gives out. Amounts in minor units, ``off_bp`` of 10,000."""

    campaign_id: int
    name: str
    state: CardState
    off_amount: int
    off_bp: int
    threshold: int
    max_off: int | None
    is_whole_shop: bool
    for_newcomers: bool
    min_level: int
    tags: tuple[str, ...]
    starts_at: dt.datetime
    ends_at: dt.datetime
    valid_hours: int | None
    left: int | None
    total: int | None
    mine: int
    claim_limit: int


@dataclass(frozen=True, slots=True)
class PurseCoupon:
    """A coupon the buyer holds or held."""

    claim_id: int
    campaign_id: int
    name: str
    state: PurseState
    off_amount: int
    off_bp: int
    threshold: int
    max_off: int | None
    is_whole_shop: bool
    claimed_at: dt.datetime
    expires_at: dt.datetime
    order_id: int | None


def coupon_cards(
    shop_id: int, show_id: int | None, buyer: BuyerFacts | None, now: dt.datetime
) -> tuple[list[CouponCard], list[PurseCoupon]]:
    """What the shop gives out now (claimable first), and the purse (usable first).

    ``buyer`` is None for a guest, who sees the coupons and is asked to log in.
    """
    rows = Campaign.objects.filter(
        shop_id=shop_id,
        kind__in=COUPON_KINDS,
        state=CampaignState.RUNNING,
        starts_at__lte=now + SOON,
        ends_at__gt=now,
    )
    open_rows = [row for row in rows.order_by("id") if row.show_id in (None, show_id)]
    claims = list(claims_of(buyer.buyer_id, shop_id)[:PURSE]) if buyer else []
    mine = Counter(claim.campaign_id for claim in claims)
    meters = accounts.meters(row.pk for row in open_rows)
    cards = [_card(row, meters[row.pk], buyer, mine[row.pk], now) for row in open_rows]
    cards = [card for card in cards if card.state != "not_for_you" or not _is_private(card)]
    return sorted(cards, key=_order), _purse(claims, now)


def purse(buyer_id: int, shop_id: int, now: dt.datetime) -> list[PurseCoupon]:
    """The last coupons a buyer claimed in a shop, usable first."""
    return _purse(list(claims_of(buyer_id, shop_id)[:PURSE]), now)


def _card(
    campaign: Campaign,
    meter: accounts.CampaignMeter,
    buyer: BuyerFacts | None,
    mine: int,
    now: dt.datetime,
) -> CouponCard:
    shape = shape_of(campaign.kind, campaign.terms, campaign.scope, campaign.audience)
    terms, audience = shape.terms, shape.audience
    assert isinstance(terms, OffTerms)
    return CouponCard(
        campaign_id=campaign.pk,
        name=campaign.name,
        state=_state(campaign, audience, meter.unissued, buyer, mine, now),
        off_amount=terms.off_amount,
        off_bp=terms.off_bp,
        threshold=terms.threshold,
        max_off=terms.max_off,
        is_whole_shop=shape.scope.all,
        for_newcomers=audience.newcomers_only,
        min_level=audience.min_level,
        tags=audience.tags,
        starts_at=campaign.starts_at,
        ends_at=campaign.ends_at,
        valid_hours=campaign.valid_hours,
        left=None if campaign.quantity is None else meter.unissued,
        total=campaign.quantity,
        mine=mine,
        claim_limit=campaign.claim_limit,
    )


def _state(
    campaign: Campaign,
    audience: Audience,
    left: int | None,
    buyer: BuyerFacts | None,
    mine: int,
    now: dt.datetime,
) -> CardState:
    if mine >= campaign.claim_limit:
        return "claimed"
    if left is not None and left <= 0:
        return "gone"
    if now < campaign.starts_at:
        return "soon"
    if buyer is None:
        return "login"
    return "claimable" if is_in(audience, buyer) else "not_for_you"


def _is_private(card: CouponCard) -> bool:
    """A coupon for named groups is nobody else's business; newcomers and members are told."""
    return bool(card.tags) or (not card.for_newcomers and card.min_level == 0)


_PLACES = ("claimable", "login", "soon", "claimed", "not_for_you", "gone")


def _order(card: CouponCard) -> tuple[int, int]:
    return (_PLACES.index(card.state), card.campaign_id)


def _purse(claims: Iterable[CouponClaim], now: dt.datetime) -> list[PurseCoupon]:
    found = [_held(claim, now) for claim in claims]
    states = ("usable", "paused", "used", "expired")
    return sorted(found, key=lambda each: (states.index(each.state), each.expires_at))


def _held(claim: CouponClaim, now: dt.datetime) -> PurseCoupon:
    campaign = claim.campaign
    shape = shape_of(campaign.kind, campaign.terms, campaign.scope, campaign.audience)
    terms = shape.terms
    assert isinstance(terms, OffTerms)
    return PurseCoupon(
        claim_id=claim.pk,
        campaign_id=campaign.pk,
        name=campaign.name,
        state=_purse_state(claim, now),
        off_amount=terms.off_amount,
        off_bp=terms.off_bp,
        threshold=terms.threshold,
        max_off=terms.max_off,
        is_whole_shop=shape.scope.all,
        claimed_at=claim.claimed_at,
        expires_at=claim.expires_at,
        order_id=claim.order_id,
    )


def _purse_state(claim: CouponClaim, now: dt.datetime) -> PurseState:
    if claim.order_id is not None:
        return "used"
    if claim.expires_at <= now or claim.lapsed_at is not None:
        return "expired"
    return "paused" if claim.campaign.state == CampaignState.PAUSED else "usable"
