"""Gifts with a purchase: per stack group the set of gifts of the greatest stated worth."""

from __future__ import annotations

from dataclasses import dataclass

from kaibo.promotions.contracts import Cart, GiftTerms, PricedGift
from kaibo.promotions.rules.compiled import Rule
from kaibo.promotions.rules.sheet import Sheet


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
    left, gone = dict(cart.gifts_left), list[Rule]()
    granted = []
    for group in _earned(rules, sheet, nets, locked).values():
        able = [Granted(one.rule, _available(one, left)) for one in group]
        gone += [one.rule for one in able if not one.times]
        best = max(able, key=lambda one: (_worth(one), one.times, -one.rule.rank))
        if best.times:
            _take(best, left)
            granted.append(best)
    return sorted(granted, key=lambda one: one.rule.rank), gone


def gift_lines(granted: list[Granted]) -> tuple[PricedGift, ...]:
    """The gifts as lines of the order."""
    return tuple(
        PricedGift(one.rule.id, g.offer_id, g.sku_id, g.quantity * one.times, g.value)
        for one in granted
        for g in one.terms.items
    )


def _earned(
    rules: list[tuple[Rule, int]], sheet: Sheet, nets: list[int], locked: int
) -> dict[str, list[Granted]]:
    """Per group the rules whose condition is met, groups in the order of their first."""
    found: dict[str, list[Granted]] = {}
    for rule, mask in rules:
        times = _times(rule, mask & ~locked, sheet, nets)
        if times:
            found.setdefault(rule.promotion.stack_group, []).append(Granted(rule, times))
    return found


def _times(rule: Rule, mask: int, sheet: Sheet, nets: list[int]) -> int:
    assert isinstance(rule.terms, GiftTerms)
    chosen = sheet.inside(mask)
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


def _take(one: Granted, left: dict[int, int]) -> None:
    for item in one.terms.items:
        if item.offer_id in left:
            left[item.offer_id] -= one.times * item.quantity
