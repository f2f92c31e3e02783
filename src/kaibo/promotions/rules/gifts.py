"""Gifts with a purchase: per stack group the set of gifts of the greatest stated worth."""

from __future__ import annotations

from dataclasses import dataclass

from kaibo.promotions.contracts import Cart, GiftTerms, PricedGift
from kaibo.promotions.rules.compiled import Rule
from kaibo.promotions.rules.sheet import Sheet, indexes


@dataclass(slots=True)
class Granted:
    """A gift promotion and how often it is granted."""

    rule: Rule
    times: int

    @property
    def terms(self) -> GiftTerms:
        assert isinstance(self.rule.terms, GiftTerms)
        return self.rule.terms


def measure(terms: GiftTerms, base: int, units: int) -> int:
    """How often the condition is met."""
    reached = base if terms.counts == "amount" else units
    if not units or reached < terms.threshold:
        return 0
    return min(reached // max(terms.threshold, 1), terms.max_times) if terms.repeats else 1


def grant_gifts(
    rules: list[tuple[Rule, int]], sheet: Sheet, cart: Cart, nets: list[int], locked: int
) -> tuple[list[Granted], list[Rule]]:
    """What is granted in the order of ranks, and the rules whose gifts have run out."""
    left = dict(cart.gifts_left)
    granted: dict[str, Granted] = {}
    gone = []
    for rule, mask in rules:
        one = Granted(rule, _times(rule, mask & ~locked, sheet, nets))
        able = _available(one, left)
        if one.times and not able:
            gone.append(rule)
        one.times = able
        held = granted.get(rule.promotion.stack_group)
        if able and (held is None or _worth(one) > _worth(held)):
            _count(held, left, 1)
            _count(one, left, -1)
            granted[rule.promotion.stack_group] = one
    return sorted(granted.values(), key=lambda one: one.rule.rank), gone


def gift_lines(granted: list[Granted]) -> tuple[PricedGift, ...]:
    """The gifts as lines of the order."""
    return tuple(
        PricedGift(one.rule.id, g.offer_id, g.sku_id, g.quantity * one.times, g.value)
        for one in granted
        for g in one.terms.items
    )


def _times(rule: Rule, mask: int, sheet: Sheet, nets: list[int]) -> int:
    assert isinstance(rule.terms, GiftTerms)
    chosen = indexes(mask)
    units = sum(sheet.lines[i].quantity for i in chosen)
    return measure(rule.terms, sum(nets[i] for i in chosen), units)


def _available(one: Granted, left: dict[int, int]) -> int:
    asked: dict[int, int] = {}
    for item in one.terms.items:
        asked[item.offer_id] = asked.get(item.offer_id, 0) + item.quantity
    most = [left[offer] // n for offer, n in asked.items() if offer in left]
    return max(min([one.times, *most]), 0)


def _worth(one: Granted) -> int:
    return one.times * sum(item.value * item.quantity for item in one.terms.items)


def _count(one: Granted | None, left: dict[int, int], sign: int) -> None:
    for item in one.terms.items if one else ():
        if one and item.offer_id in left:
            left[item.offer_id] += sign * one.times * item.quantity
