"""What the terms of each kind must be like. Every problem names field, value and remedy."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from kaibo.foundation.words import gettext as _
from kaibo.promotions.contracts import (
    BundleTerms,
    BuyGetTerms,
    CreditTerms,
    FreeShippingTerms,
    GiftTerms,
    OffTerms,
    PointsTerms,
    RedPacketTerms,
    ShippingFeeTerms,
    SpendSaveTerms,
    Terms,
    Tier,
    UnitTerms,
)

BIGGEST = 10**12
WHOLE = 10_000  # basis points


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: where, which value, what to do."""

    field: str
    value: str
    message: str


def wrong(field: str, value: object, message: str) -> Problem:
    return Problem(field, str(value), message)


def problems_of_terms(kind: str, terms: Terms) -> list[Problem]:
    """Everything wrong with the terms of a campaign of that kind."""
    if isinstance(terms, OffTerms):
        return _off(kind, terms)
    return _CHECKS[type(terms)](terms)


def _unit(terms: UnitTerms) -> list[Problem]:
    found = [*_share("terms.off_bp", terms.off_bp, WHOLE - 1), *_money("off_amount", terms)]
    for sku, price in terms.prices.items():
        if not 0 < price <= BIGGEST or not 0 < sku < 2**63:
            found.append(wrong(f"terms.prices.{sku}", _yuan(price), _("活动价要大于 0，请改正")))
    given = [bool(terms.prices), bool(terms.off_bp), bool(terms.off_amount)]
    if sum(given) == 0:
        found.append(wrong("terms", "", _("没有优惠：请填活动价、折扣或立减金额")))
    if terms.off_bp and terms.off_amount:
        found.append(wrong("terms.off_amount", terms.off_amount, _("折扣和立减只能选一个")))
    return found


def _buy_get(terms: BuyGetTerms) -> list[Problem]:
    found = _count("buy", terms.buy) + _count("get", terms.get)
    found += _share("terms.off_bp", terms.off_bp, WHOLE, least=1)
    return found + _optional("max_sets", terms.max_sets)


def _bundle(terms: BundleTerms) -> list[Problem]:
    found = _money("price", terms, least=1) + _optional("max_sets", terms.max_sets)
    if bool(terms.n) == bool(terms.units):
        found.append(
            wrong("terms.n", terms.n, _("任选件数和固定组合请只填一种，例如 99 元任选 3 件"))
        )
    if terms.n and not 2 <= terms.n <= 50:
        found.append(wrong("terms.n", terms.n, _("任选件数请填 2 到 50")))
    if terms.units and (sum(terms.units.values()) < 2 or min(terms.units.values()) < 1):
        found.append(wrong("terms.units", "", _("固定组合至少两件，每种至少一件")))
    return found


def _spend_save(terms: SpendSaveTerms) -> list[Problem]:
    if not 1 <= len(terms.tiers) <= 10:
        return [wrong("terms.tiers", len(terms.tiers), _("请填 1 到 10 档满减"))]
    if terms.repeats and len(terms.tiers) > 1:
        return [wrong("terms.repeats", len(terms.tiers), _("每满减只能有一档，请删去其他档"))]
    found = _optional("max_off", terms.max_off)
    for at, tier in enumerate(terms.tiers):
        found += _tier(f"terms.tiers[{at}]", tier, terms.counts)
    return found + _climbs(terms.tiers)


def _tier(field: str, tier: Tier, counts: str) -> list[Problem]:
    found = _share(f"{field}.off_bp", tier.off_bp, WHOLE - 1)
    if not 0 < tier.threshold <= BIGGEST:
        found.append(wrong(f"{field}.threshold", tier.threshold, _("门槛要大于 0")))
    if bool(tier.off_amount) == bool(tier.off_bp) or tier.off_amount < 0:
        found.append(wrong(f"{field}.off_amount", tier.off_amount, _("减多少或打几折请填一种")))
    if counts == "amount" and tier.off_amount >= tier.threshold > 0:
        found.append(
            wrong(f"{field}.off_amount", _yuan(tier.off_amount), _("减的金额不能达到门槛，请改小"))
        )
    return found


def _climbs(tiers: tuple[Tier, ...]) -> list[Problem]:
    for at, (low, high) in enumerate(pairwise(tiers), 1):
        if high.threshold <= low.threshold:
            return [wrong(f"terms.tiers[{at}].threshold", high.threshold, _("门槛要一档比一档高"))]
        is_less = high.off_amount < low.off_amount if low.off_amount else high.off_bp < low.off_bp
        if high.off_amount and low.off_amount and is_less:
            return [
                wrong(f"terms.tiers[{at}].off_amount", high.off_amount, _("高一档不能减得更少"))
            ]
    return []


def _off(kind: str, terms: OffTerms) -> list[Problem]:
    found = _money("off_amount", terms) + _money("threshold", terms)
    found += _share("terms.off_bp", terms.off_bp, WHOLE - 1) + _optional("max_off", terms.max_off)
    if kind.startswith("amount") and (terms.off_amount <= 0 or terms.off_bp):
        found.append(wrong("terms.off_amount", terms.off_amount, _("请填减多少元，不填折扣")))
    if kind.startswith("percent") and (terms.off_bp <= 0 or terms.off_amount):
        found.append(wrong("terms.off_bp", terms.off_bp, _("请填打几折，不填金额")))
    if 0 < terms.threshold <= terms.off_amount:
        found.append(
            wrong("terms.off_amount", _yuan(terms.off_amount), _("减的金额不能达到门槛，请改小"))
        )
    return found


def _gift(terms: GiftTerms) -> list[Problem]:
    found = _money("threshold", terms, least=1) + _count("max_times", terms.max_times)
    if not 1 <= len(terms.items) <= 10:
        found.append(wrong("terms.items", len(terms.items), _("请选 1 到 10 种赠品")))
    for at, item in enumerate(terms.items):
        if not 1 <= item.quantity <= 100 or not 0 <= item.value <= BIGGEST:
            found.append(
                wrong(f"terms.items[{at}]", item.quantity, _("赠品数量请填 1 到 100，价值不小于 0"))
            )
        if item.offer_id < 1 or item.sku_id < 1:
            found.append(wrong(f"terms.items[{at}]", item.offer_id, _("请从场次的货品中选择赠品")))
    return found


def _redpacket(terms: RedPacketTerms) -> list[Problem]:
    found = _money("threshold", terms) + _optional("max_off", terms.max_off)
    return found + _share("terms.max_share_bp", terms.max_share_bp, WHOLE, least=1)


def _shipping_fee(terms: ShippingFeeTerms) -> list[Problem]:
    if not 1 <= len(terms.zones) <= 40:
        return [wrong("terms.zones", len(terms.zones), _("请填 1 到 40 个运费区域"))]
    found = []
    for at, zone in enumerate(terms.zones):
        fees = 0 <= zone.first_fee <= BIGGEST and 0 <= zone.step_fee <= BIGGEST
        if not fees or not 0 < zone.first_g <= BIGGEST or not 0 < zone.step_g <= BIGGEST:
            found.append(
                wrong(f"terms.zones[{at}]", zone.first_fee, _("运费不能为负，重量要大于 0"))
            )
    named = [name for zone in terms.zones for name in zone.provinces]
    if len(named) != len(set(named)):
        found.append(wrong("terms.zones", "", _("同一个省份只能在一个区域里，请删去重复的")))
    if sum(not zone.provinces for zone in terms.zones) != 1:
        found.append(wrong("terms.zones", "", _("要有且只有一个「其余地区」（不填省份）")))
    return found


def _free_shipping(terms: FreeShippingTerms) -> list[Problem]:
    found = _money("threshold", terms) + _optional("max_weight_g", terms.max_weight_g)
    if not 0 <= terms.units <= 1000:
        found.append(wrong("terms.units", terms.units, _("件数请填 0 到 1000")))
    return found


def _points(terms: PointsTerms) -> list[Problem]:
    found = _count("points_per_minor", terms.points_per_minor, most=100_000)
    found += _share("terms.max_share_bp", terms.max_share_bp, WHOLE, least=1)
    return found + _money("min_points", terms)


def _credit(terms: CreditTerms) -> list[Problem]:
    return _share("terms.max_share_bp", terms.max_share_bp, WHOLE, least=1)


_CHECKS: dict[type[Terms], Callable[[Any], list[Problem]]] = {
    UnitTerms: _unit,
    BuyGetTerms: _buy_get,
    BundleTerms: _bundle,
    SpendSaveTerms: _spend_save,
    GiftTerms: _gift,
    RedPacketTerms: _redpacket,
    ShippingFeeTerms: _shipping_fee,
    FreeShippingTerms: _free_shipping,
    PointsTerms: _points,
    CreditTerms: _credit,
}


def _share(field: str, value: int, most: int, least: int = 0) -> list[Problem]:
    """Shares are shown as percent; 10,000 basis points are all of it."""
    if least <= value <= most:
        return []
    text = _("比例请填 %(low)s%% 到 %(high)s%%，现在是 %(now)s%%")
    return [
        wrong(field, value, text % {"low": least / 100, "high": most / 100, "now": value / 100})
    ]


def _money(name: str, terms: Terms, least: int = 0) -> list[Problem]:
    value = int(getattr(terms, name))
    if least <= value <= BIGGEST:
        return []
    return [wrong(f"terms.{name}", value, _("金额或数量太小或太大，请改正"))]


def _count(name: str, value: int, most: int = 100) -> list[Problem]:
    if 1 <= value <= most:
        return []
    return [wrong(f"terms.{name}", value, _("请填 1 到 %(most)s") % {"most": most})]


def _optional(name: str, value: int | None) -> list[Problem]:
    if value is None or 1 <= value <= BIGGEST:
        return []
    return [wrong(f"terms.{name}", value, _("上限要大于 0；没有上限就留空"))]


def _yuan(amount: int) -> str:
    """As its maker typed it."""
    return f"¥{amount / 100:,.2f}"
