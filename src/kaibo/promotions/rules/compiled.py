"""Promotions made ready once for many carts: ranked, and found by the ids they are about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from kaibo.promotions.contracts import LAYER_OF, CartLine, Layer, Promotion
from kaibo.promotions.rules.amounts import AmountOf, amount_rule

_FIELDS = ("product", "category", "sku", "link")


class Rule:
    """One promotion, taken apart for speed. ``rank`` orders all: priority, then the older id."""

    __slots__ = ("amount_of", "group", "id", "is_open", "layer", "promotion", "rank", "terms")

    def __init__(self, promotion: Promotion, rank: int) -> None:
        self.promotion = promotion
        self.id = promotion.id
        self.rank = rank
        self.layer: Layer = LAYER_OF[promotion.kind]
        self.group = (self.layer, promotion.stack_group)
        self.terms = promotion.terms
        self.amount_of: AmountOf | None = amount_rule(promotion.terms)
        self.is_open = _is_open(promotion)


class Compiled:
    """Ranked rules and their index. It depends on no cart, buyer or time, and may be kept."""

    __slots__ = ("excepted", "for_all", "named", "rules")

    def __init__(self, promotions: Iterable[Promotion]) -> None:
        ranked = sorted(promotions, key=lambda one: (-one.priority, one.id))
        self.rules = [Rule(promotion, rank) for rank, promotion in enumerate(ranked)]
        self.for_all: list[int] = []
        self.named: dict[str, dict[int, list[int]]] = {name: defaultdict(list) for name in _FIELDS}
        self.excepted: list[tuple[int, frozenset[int], frozenset[int]]] = []
        for rule in self.rules:
            self._index(rule)

    def _index(self, rule: Rule) -> None:
        scope, rank = rule.promotion.scope, rule.rank
        if scope.all:
            self.for_all.append(rank)
        else:
            lists = (scope.product_ids, scope.category_ids, scope.sku_ids, scope.link_ids)
            for name, ids in zip(_FIELDS, lists, strict=True):
                for one in ids:
                    self.named[name][one].append(rank)
        if scope.except_product_ids or scope.except_sku_ids:
            out = frozenset(scope.except_product_ids), frozenset(scope.except_sku_ids)
            self.excepted.append((rank, *out))

    def masks(self, lines: Sequence[CartLine]) -> list[int]:
        """Per rule the lines in its scope, line i being bit i."""
        masks = [0] * len(self.rules)
        for rank in self.for_all:
            masks[rank] = (1 << len(lines)) - 1
        for index, line in enumerate(lines):
            bit = 1 << index
            for rank in self._named_by(line):
                masks[rank] |= bit
        for rank, products, skus in self.excepted:
            masks[rank] &= ~_mask_of(lines, products, skus)
        return masks

    def _named_by(self, line: CartLine) -> list[int]:
        named, found = self.named, []
        if hit := named["product"].get(line.product_id):
            found += hit
        if hit := named["sku"].get(line.sku_id):
            found += hit
        if line.link_id is not None and (hit := named["link"].get(line.link_id)):
            found += hit
        for category in line.category_ids:
            if hit := named["category"].get(category):
                found += hit
        return found


def compile_promotions(promotions: Sequence[Promotion] | Compiled) -> Compiled:
    """Ready for `price_cart`; raises ValueError when two promotions have the same id."""
    if isinstance(promotions, Compiled):
        return promotions
    if len({promotion.id for promotion in promotions}) < len(promotions):
        raise ValueError("Two promotions have the same id; pass each once.")
    return Compiled(promotions)


def _mask_of(lines: Sequence[CartLine], products: frozenset[int], skus: frozenset[int]) -> int:
    hits = (line.product_id in products or line.sku_id in skus for line in lines)
    return sum(1 << index for index, hit in enumerate(hits) if hit)


def _is_open(promotion: Promotion) -> bool:
    """Whether nothing about buyer or show needs to be asked."""
    audience = promotion.audience
    is_for_some = (
        audience.newcomers_only or audience.min_level or audience.tags or audience.buyer_ids
    )
    return not is_for_some and promotion.show_id is None and not promotion.needs_coupon
