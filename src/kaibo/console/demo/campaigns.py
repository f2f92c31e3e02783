"""The demo shop's campaigns: what its operator would have running on an ordinary evening."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from kaibo.catalog import facade as catalog
from kaibo.foundation.models import Shop
from kaibo.promotions import facade as promotions
from kaibo.selling import offer_facade as offers
from kaibo.team.facade import Staff

_EVERYTHING: dict[str, Any] = {"all": True}
_EVERYONE: dict[str, Any] = {}
_NEWCOMERS: dict[str, Any] = {"newcomers_only": True}
LASTING = timedelta(days=90)
POINTS_PER = 100  # one point per yuan paid
# kind, name, terms, audience, group, coupons to issue, budget in 分, per buyer
_CAMPAIGNS: tuple[tuple[str, str, dict[str, Any], dict[str, Any], str, Any, Any, Any], ...] = (
    (
        "amount_coupon", "新人券 满 99 减 15", {"off_amount": 1500, "threshold": 9900},
        _NEWCOMERS, "新人券", 5000, None, 1,
    ),
    (
        "amount_coupon", "家人券 满 299 减 30", {"off_amount": 3000, "threshold": 29900},
        _EVERYONE, "店铺券", 2000, None, 1,
    ),
    (
        "percent_coupon", "九五折券（最多减 20 元）", {"off_bp": 500, "max_off": 2000},
        _EVERYONE, "店铺券", 1000, None, 1,
    ),
    (
        "spend_save", "多件满减",
        {"tiers": [{"threshold": 39900, "off_amount": 4000},
                   {"threshold": 69900, "off_amount": 9000}]},
        _EVERYONE, "满减", None, 5_000_000, None,
    ),
    (
        "points", "积分抵现 100 积分抵 1 元",
        {"points_per_minor": 1, "max_share_bp": 2000, "min_points": 100},
        _EVERYONE, "积分", None, None, None,
    ),
    ("credit", "余额支付", {}, _EVERYONE, "余额", None, None, None),
)  # fmt: skip


_GIFT_SKU = "YH-TOWEL-BLUE"
_GIFT_FROM = 29900


def give_gifts(shop_id: int, show_id: int, operator: Staff, now: datetime) -> None:
    """满 299 元送毛巾, for this show: a gift is one of its offers, so the show is on air first."""
    sku = catalog.sku_ids(shop_id).get(_GIFT_SKU)
    cards = [card for link in offers.link_cards(show_id) for card in link.offers]
    gift = next((card for card in cards if card.sku_id == sku), None)
    if gift is None:
        return
    item = {"offer_id": gift.offer_id, "sku_id": sku, "quantity": 1, "value": gift.normal_price}
    draft = promotions.CampaignDraft(
        kind="gift", name="满 299 元送长绒棉毛巾", starts_at=now, ends_at=now + LASTING,
        terms={"items": [item], "threshold": _GIFT_FROM}, scope=_EVERYTHING, audience=_EVERYONE,
        stack_group="赠品", per_user_limit=1, show_id=show_id,
    )  # fmt: skip
    made = promotions.create_campaign(operator, shop_id, draft)
    promotions.start_campaign(operator, made.pk, now, accepts_cautions=True)


def run_campaigns(shop: Shop, brand: Staff, now: datetime) -> int:
    """Create and start what is missing; returns how many."""
    there = {campaign.name for campaign in promotions.campaigns(shop.pk)}
    fresh = [row for row in _CAMPAIGNS if row[1] not in there]
    for kind, name, terms, audience, group, quantity, budget, per_user in fresh:
        draft = promotions.CampaignDraft(
            kind=kind, name=name, starts_at=now, ends_at=now + LASTING, terms=terms,
            scope=_EVERYTHING, audience=audience, stack_group=group, quantity=quantity,
            budget=budget, per_user_limit=per_user,
            valid_hours=7 * 24 if promotions.is_coupon(kind) else None,
        )  # fmt: skip
        made = promotions.create_campaign(brand, shop.pk, draft)
        promotions.start_campaign(brand, made.pk, now, accepts_cautions=True)
    if fresh:
        promotions.set_points_rule(brand, shop.pk, POINTS_PER, True)
    return len(fresh)
