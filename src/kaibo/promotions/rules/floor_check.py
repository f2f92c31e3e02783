"""How low a campaign can push the price of a SKU, and a warning when that is below its floor.

Reckoned for the worst cart: the SKU bought so that the campaign takes most off it. Other
campaigns that stack with it are not counted; the simulation shows those.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kaibo.foundation.words import gettext as _
from kaibo.promotions.contracts import (
    BundleTerms,
    BuyGetTerms,
    OffTerms,
    RedPacketTerms,
    Scope,
    SpendSaveTerms,
    Terms,
    UnitTerms,
)

WHOLE = 10_000
MOST_WARNINGS = 20


@dataclass(frozen=True, slots=True)
class SkuFacts:
    """What a check needs of a SKU; prices of one unit in minor units."""

    sku_id: int
    product_id: int
    category_ids: tuple[int, ...]
    name: str
    price: int
    floor: int
    cost: int


@dataclass(frozen=True, slots=True)
class Caution:
    """Something the maker should know; it keeps nobody from going on."""

    code: str
    message: str
    sku_id: int | None = None
    lowest: int | None = None
    floor: int | None = None


def cautions_of(
    kind: str,
    terms: Terms,
    scope: Scope,
    skus: Iterable[SkuFacts],
    *,
    quantity: int | None,
    budget: int | None,
) -> list[Caution]:
    """Floor and cost per SKU in scope, at most 20, then what is unlimited."""
    found = []
    for sku in skus:
        if in_scope(scope, sku) and (low := lowest_unit(terms, sku)) < sku.floor:
            found.append(_below(sku, low))
    found = sorted(found, key=_gap)[:MOST_WARNINGS]
    if _is_endless_coupon(kind, terms) and quantity is None and budget is None:
        text = _("没有门槛、数量和预算的上限，花费没有尽头；建议填写数量或预算")
        found.append(Caution("unlimited", text))
    return found


def lowest_unit(terms: Terms, sku: SkuFacts) -> int:
    """The least one unit can cost under these terms alone, in minor units."""
    if isinstance(terms, UnitTerms):
        return _unit(terms, sku)
    if isinstance(terms, BuyGetTerms):
        return _after(sku.price, terms.get * terms.off_bp, (terms.buy + terms.get) * WHOLE)
    if isinstance(terms, BundleTerms):
        return _bundle(terms, sku)
    if isinstance(terms, SpendSaveTerms):
        return min(_tiers(terms, sku.price), default=sku.price)
    if isinstance(terms, OffTerms):
        return _off(terms.off_amount, terms.off_bp, terms.threshold, sku.price)
    if isinstance(terms, RedPacketTerms):
        return _after(sku.price, terms.max_share_bp, WHOLE)
    return sku.price


def _is_endless_coupon(kind: str, terms: Terms) -> bool:
    return isinstance(terms, OffTerms) and kind.endswith("_coupon") and terms.threshold == 0


def in_scope(scope: Scope, sku: SkuFacts) -> bool:
    """Whether a campaign names the SKU, as far as a SKU alone can tell (not by its link)."""
    if sku.product_id in scope.except_product_ids or sku.sku_id in scope.except_sku_ids:
        return False
    named = sku.product_id in scope.product_ids or sku.sku_id in scope.sku_ids
    return scope.all or named or any(each in scope.category_ids for each in sku.category_ids)


def _unit(terms: UnitTerms, sku: SkuFacts) -> int:
    if sku.sku_id in terms.prices:
        return min(sku.price, terms.prices[sku.sku_id])
    return max(0, _after(sku.price, terms.off_bp, WHOLE) - terms.off_amount)


def _bundle(terms: BundleTerms, sku: SkuFacts) -> int:
    # A set of named units shares its price by worth; its own share is not known without the
    # other units, so only sets of any n units are checked.
    return min(sku.price, terms.price // terms.n) if terms.n else sku.price


def _tiers(terms: SpendSaveTerms, price: int) -> list[int]:
    found = []
    for tier in terms.tiers:
        spent = tier.threshold if terms.counts == "amount" else tier.threshold * price
        found.append(_off(tier.off_amount, tier.off_bp, spent, price))
    return found


def _off(amount: int, share: int, threshold: int, price: int) -> int:
    """A cart that just reaches the threshold gives each unit the greatest part of the amount."""
    if share:
        return _after(price, share, WHOLE)
    spent = max(threshold, price)
    return _after(price, min(amount, spent), spent)


def _after(price: int, part: int, whole: int) -> int:
    return price - price * part // whole if whole else price


def _below(sku: SkuFacts, low: int) -> Caution:
    text = _("「%(name)s」最低可到 %(low)s 元，低于底价 %(floor)s 元")
    if low < sku.cost:
        text = _("「%(name)s」最低可到 %(low)s 元，低于底价 %(floor)s 元，也低于成本")
    said = text % {"name": sku.name, "low": _yuan(low), "floor": _yuan(sku.floor)}
    return Caution("below_floor", said, sku.sku_id, low, sku.floor)


def _gap(warning: Caution) -> int:
    return (warning.lowest or 0) - (warning.floor or 0)


def _yuan(amount: int) -> str:
    return f"{amount // 100}.{amount % 100:02d}"
