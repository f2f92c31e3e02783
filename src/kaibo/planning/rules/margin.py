"""What a link earns and what endangers it. Money in minor units."""

from __future__ import annotations

from dataclasses import dataclass

from kaibo.foundation.words import gettext as _
from kaibo.planning.contracts import Flag


@dataclass(frozen=True, slots=True)
class LinkFacts:
    """What the risk marks of a line-up row are decided from."""

    net_price: int
    floor_price: int
    daily_price: int
    cost: int
    commission_percent: float
    rival_price: int | None
    needed_per_sku: int
    least_stock: int
    is_listed: bool
    sample_ready: bool
    proof: str
    risk_words: str
    selling_points: int


def margin_percent(net_price: int, cost: int) -> float:
    """毛利率 = (price − cost) / price, one decimal."""
    return round(100 * (net_price - cost) / net_price, 1)


def profit(net_price: int, cost: int, commission_percent: float) -> int:
    """Per piece after commission, rounded down to the minor unit."""
    return int(net_price * (100 - commission_percent) // 100) - cost


def risks(facts: LinkFacts) -> list[Flag]:
    """Every mark of a row, red ones first."""
    checks = [
        (facts.net_price < facts.floor_price, "below_floor", "problem", _("破底价")),
        (profit_of(facts) < 0, "loss", "problem", _("亏损")),
        (facts.net_price > facts.daily_price, "above_daily", "problem", _("高于日常价")),
        (facts.needed_per_sku == 0, "no_stock_planned", "problem", _("未定库存")),
        (facts.least_stock < facts.needed_per_sku, "short_stock", "problem", _("库存不足")),
        (not facts.is_listed, "unlisted", "problem", _("商品已下架")),
        (not facts.sample_ready, "no_sample", "warning", _("样品未到")),
        (not facts.proof, "no_proof", "warning", _("缺资质")),
        (bool(facts.risk_words), "risk_words", "warning", _("有风险词")),
        (not facts.selling_points, "no_points", "warning", _("缺卖点")),
        (_dearer(facts), "dearer", "warning", _("高于竞品")),
    ]
    return [Flag(code, level, label) for is_so, code, level, label in checks if is_so]  # type: ignore[arg-type]


def profit_of(facts: LinkFacts) -> int:
    return profit(facts.net_price, facts.cost, facts.commission_percent)


def _dearer(facts: LinkFacts) -> bool:
    return facts.rival_price is not None and facts.net_price > facts.rival_price
