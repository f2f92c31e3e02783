"""The one door of promotions: campaigns, coupons, balances, and what holds right now.

Callers: promotions' own routes; checkout and orders (`live_promotions`, `buyer_facts`,
`order_moves`); payments (`award_points`, `take_points_back`); the console's room and reports.
"""

from __future__ import annotations

from kaibo.promotions.accounts import CampaignMeter, meters
from kaibo.promotions.actions.change_state import end_campaign, pause_campaign, start_campaign
from kaibo.promotions.actions.claim_coupon import claim_coupon
from kaibo.promotions.actions.enter_cost import enter_cost, strike_cost
from kaibo.promotions.actions.lapse_claims import lapse_claims
from kaibo.promotions.actions.red_packets import give_red_packet, lapse_red_packets
from kaibo.promotions.actions.save_campaign import (
    EDITORS,
    change_campaign,
    create_campaign,
    draft_of,
)
from kaibo.promotions.actions.set_standing import set_standing
from kaibo.promotions.actions.wallet import (
    GIVERS,
    award_points,
    correct_balance,
    earn,
    set_points_rule,
    spend,
    take_points_back,
)
from kaibo.promotions.cards import CouponCard, PurseCoupon, coupon_cards, purse
from kaibo.promotions.floors import cautions, sku_facts, skus_of
from kaibo.promotions.models import BuyerStanding, Campaign, CampaignCost, CouponClaim, PointsRule
from kaibo.promotions.queries import (
    Balances,
    Entry,
    Taken,
    balances,
    buyer_facts,
    campaign,
    campaigns,
    claims_of,
    compiled,
    live_promotions,
    order_accounts,
    order_moves,
    points_rule,
    standing,
    statement,
)
from kaibo.promotions.rules.campaign import CampaignDraft, is_coupon, problems_of
from kaibo.promotions.rules.floor_check import Caution, SkuFacts
from kaibo.promotions.simulate import Example, ExampleLine, Simulation, price_example

__all__ = [
    "EDITORS",
    "GIVERS",
    "Balances",
    "BuyerStanding",
    "Campaign",
    "CampaignCost",
    "CampaignDraft",
    "CampaignMeter",
    "Caution",
    "CouponCard",
    "CouponClaim",
    "Entry",
    "Example",
    "ExampleLine",
    "PointsRule",
    "PurseCoupon",
    "Simulation",
    "SkuFacts",
    "Taken",
    "award_points",
    "balances",
    "buyer_facts",
    "campaign",
    "campaigns",
    "cautions",
    "change_campaign",
    "claim_coupon",
    "claims_of",
    "compiled",
    "correct_balance",
    "coupon_cards",
    "create_campaign",
    "draft_of",
    "earn",
    "end_campaign",
    "enter_cost",
    "give_red_packet",
    "is_coupon",
    "lapse_claims",
    "lapse_red_packets",
    "live_promotions",
    "meters",
    "order_accounts",
    "order_moves",
    "pause_campaign",
    "points_rule",
    "price_example",
    "problems_of",
    "purse",
    "set_points_rule",
    "set_standing",
    "sku_facts",
    "skus_of",
    "spend",
    "standing",
    "start_campaign",
    "statement",
    "strike_cost",
    "take_points_back",
]
