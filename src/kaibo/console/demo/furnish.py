"""What the demo shop's back office holds besides goods: a second warehouse with lots that expire,
rivals' prices, words that mean the same, a co-brand. Each by the action its staff would use."""

from __future__ import annotations

from datetime import datetime, timedelta

from kaibo.catalog import facade as catalog
from kaibo.console.demo.goods import TONIGHT
from kaibo.foundation.errors import Conflict
from kaibo.foundation.models import Shop
from kaibo.pricing import facade as pricing
from kaibo.supply import paper_facade as papers
from kaibo.team.facade import Staff

# rival, its price in hundredths of ours, days ago
_RIVALS = (("同行甲（演示）", 96, 0), ("同行甲（演示）", 101, 3), ("同行乙（演示）", 88, 1))
_SYNONYMS = (
    ("四件套", "床品", "床上四件套"), ("保温壶", "暖水壶", "暖瓶"), ("收纳箱", "整理箱", "储物箱"),
    ("乳胶枕", "护颈枕", "枕头"), ("洗衣凝珠", "洗衣球", "洗衣珠"),
)  # fmt: skip
_COBRAND = ("YH-DISH-16", "青山窑（演示）", 1200)
_PERISHABLE = ("YH-HONEY-2", "YH-CAKE-8")


def furnish(shop: Shop, admin: Staff, now: datetime) -> None:
    """Make what is missing."""
    if not catalog.synonyms_of(shop.pk):
        catalog.set_synonyms(admin, shop.pk, _SYNONYMS)
        _share(shop, admin, now)
        _watch(shop, admin, now)


def keep_lots(shop: Shop, admin: Staff, now: datetime) -> None:
    """A second warehouse with a delivery that has an expiry date; once."""
    draft = papers.WarehouseDraft("CD", "成都西南仓", "四川省", priority=200)
    try:
        house = papers.save_warehouse(admin, shop.pk, draft)
    except Conflict:  # it was opened at an earlier start
        return
    ids, today = catalog.sku_ids(shop.pk), now.date()
    lines = [
        papers.Delivered(ids[code], 60, f"L{today:%m%d}", today, today + timedelta(days=45))
        for code in _PERISHABLE
    ]
    papers.receive_goods(
        admin, shop.pk, house.pk, "蜀山食品（演示）", f"SS-{today:%Y%m%d}", lines, now
    )


def _share(shop: Shop, admin: Staff, now: datetime) -> None:
    code, partner, share_bp = _COBRAND
    term = catalog.CobrandDraft(partner, share_bp, now.date() - timedelta(days=30))
    catalog.save_cobrands(admin, shop.pk, catalog.sku_ids(shop.pk)[code], [term])


def _watch(shop: Shop, admin: Staff, now: datetime) -> None:
    ids = catalog.sku_ids(shop.pk)
    for product in TONIGHT:
        variant = product.variants[0]
        for rival, share, days in _RIVALS:
            price, day = variant.price * share // 100, now.date() - timedelta(days=days)
            sku = ids[f"{product.code}-{variant.suffix}"]
            pricing.add_rival(admin, shop.pk, sku, rival, price, day, now)
