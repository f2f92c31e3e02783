"""Figures of each product of a shop: stage, policy lists, conversion, margin, what to do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from kaibo.catalog import facade as catalog
from kaibo.catalog.facade import Facts, Verdict
from kaibo.console.goods.sql import rows


@dataclass(frozen=True, slots=True)
class Figures:
    """One product; money in minor units, margins in basis points."""

    product: catalog.Product
    facts: Facts
    verdict: Verdict
    kinds: list[str]
    price: int | None
    cost: int | None
    net_28d: int
    clicks: int
    views: int
    orders: int
    shows: int
    proven: float
    offer: dict[str, Any] | None

    @property
    def conversion(self) -> float | None:
        """Paid orders per click of the shows that have a review; None without clicks."""
        return self.orders / self.clicks if self.clicks else None

    @property
    def offer_margin_bp(self) -> int | None:
        """Margin at the latest live price, of the dearest SKU to buy."""
        if self.offer is None or not self.offer["live_price"] or self.cost is None:
            return None
        price = int(self.offer["live_price"])
        return (price - self.cost) * 10_000 // price


def figures(shop_id: int, now: datetime) -> list[Figures]:
    """All products of the shop, by code."""
    at = catalog.thresholds(shop_id)
    products = list(catalog.products_of(shop_id))
    weeks = _weeks(shop_id, now)
    stock = _stock(shop_id, products)
    clicks = {row["product_id"]: row for row in rows("clicks", shop=shop_id, now=now)}
    offers = {row["product_id"]: row for row in rows("offers", shop=shop_id)}
    catalog.set_sold(shop_id, {pk: sum(week.units for week in w[4:]) for pk, w in weeks.items()})
    found = []
    for product in products:
        facts = _facts(product, weeks[product.pk], stock[product.pk], now)
        clicked = clicks.get(product.pk, {"clicks": 0, "views": 0, "orders": 0, "shows": 0})
        skus = [sku for sku in product.skus.all() if sku.is_active and not sku.is_gift]
        found.append(
            Figures(
                product,
                facts,
                catalog.verdict(facts, at.new_days),
                catalog.kinds_of(facts, at),
                min((sku.daily_price for sku in skus), default=None),
                max((sku.cost for sku in skus), default=None),
                sum(week.net for week in weeks[product.pk][4:]),
                clicked["clicks"],
                clicked["views"],
                clicked["orders"],
                clicked["shows"],
                catalog.proven_conversion(clicked["orders"], clicked["clicks"]),
                offers.get(product.pk),
            )
        )
    return found


@dataclass(slots=True)
class _Week:
    units: int = 0
    net: int = 0
    cost: int = 0


def _weeks(shop_id: int, now: datetime) -> dict[int, list[_Week]]:
    found: dict[int, list[_Week]] = defaultdict(lambda: [_Week() for _n in range(8)])
    for row in rows("weeks", shop=shop_id, now=now):
        week = found[row["product_id"]][min(max(row["week"], 0), 7)]
        week.units += row["units"]
        week.net += row["net"]
        week.cost += row["cost"]
    return found


def _stock(shop_id: int, products: Iterable[catalog.Product]) -> dict[int, int]:
    """Units by product; of a bundle, as many as its scarcest component allows."""
    units = {row["sku_id"]: row["units"] for row in rows("stock", shop=shop_id)}
    found: dict[int, int] = defaultdict(int)
    for product in products:
        for sku in product.skus.all():
            parts = list(sku.components.all())
            found[product.pk] += (
                min(units.get(part.component_id, 0) // part.quantity for part in parts)
                if parts
                else units.get(sku.pk, 0)
            )
    return found


def _facts(product: catalog.Product, weeks: Sequence[_Week], stock: int, now: datetime) -> Facts:
    since = product.launched_on or product.created_at.date()
    return Facts(
        age_days=max((now.date() - since).days, 0),
        weekly_units=tuple(week.units for week in weeks),
        stock=stock,
        is_listed=product.is_listed,
        margin_bp=_margin(weeks[4:]),
        margin_before_bp=_margin(weeks[:4]),
    )


def _margin(weeks: Sequence[_Week]) -> int | None:
    net = sum(week.net for week in weeks)
    return (net - sum(week.cost for week in weeks)) * 10_000 // net if net > 0 else None


def task_title(kind: str, name: str) -> str:
    """What a task asks for, by the list or advice it comes from."""
    texts = {
        "hot": _("热销：备足库存并安排主讲 · %(name)s"),
        "slow": _("滞销：换机制、做组合或清仓 · %(name)s"),
        "new": _("新品：安排首讲并收集评价 · %(name)s"),
        "stock_up": _("补货 · %(name)s"),
        "show_more": _("加大讲解时长 · %(name)s"),
        "collect_reviews": _("收集买家评价 · %(name)s"),
        "change_offer": _("换卖点或优惠机制 · %(name)s"),
        "guard_margin": _("守住毛利：查价格与成本 · %(name)s"),
        "bundle": _("做组合或满减，消化库存 · %(name)s"),
        "keep": _("维持现有安排 · %(name)s"),
        "clear": _("清仓 · %(name)s"),
        "delist": _("下架 · %(name)s"),
        "dispose": _("处理余货 · %(name)s"),
        "nothing": _("跟进 · %(name)s"),
    }
    return (texts[kind] % {"name": name})[:120]


TASK_KINDS = (
    "hot", "slow", "new", "stock_up", "show_more", "collect_reviews", "change_offer",
    "guard_margin", "bundle", "keep", "clear", "delist", "dispose", "nothing",
)  # fmt: skip
