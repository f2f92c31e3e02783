"""What the buyer owns and may pay with: red-packet cash, points, store credit."""

from __future__ import annotations

from dataclasses import dataclass

from kaibo.promotions.contracts import (
    BuyerFacts,
    Cart,
    CreditTerms,
    PointsTerms,
    RedPacketTerms,
)
from kaibo.promotions.rules.amounts import allocate, share_down
from kaibo.promotions.rules.compiled import Rule
from kaibo.promotions.rules.sheet import Sheet


@dataclass(slots=True)
class Tender:
    """What one balance pays: per line, of shipping, and how much of the balance it takes."""

    rule: Rule
    amounts: list[int]
    shipping: int = 0
    taken: int = 0

    @property
    def total(self) -> int:
        return sum(self.amounts) + self.shipping


def red_packet(
    rules: list[tuple[Rule, int]], sheet: Sheet, cart: Cart, buyer: BuyerFacts, left: list[int]
) -> Tender | None:
    """The red-packet rule that pays most; ties to the rank."""
    options = [_red_packet(rule, mask, sheet, cart, buyer, left) for rule, mask in rules]
    return _best(options)


def points(
    rules: list[tuple[Rule, int]], sheet: Sheet, cart: Cart, buyer: BuyerFacts, left: list[int]
) -> Tender | None:
    """The points rule that pays most; ties to the rank."""
    return _best([_points(rule, mask, sheet, cart, buyer, left) for rule, mask in rules])


def credit(
    rules: list[tuple[Rule, int]],
    sheet: Sheet,
    cart: Cart,
    buyer: BuyerFacts,
    left: list[int],
    shipping: int,
) -> Tender | None:
    """The credit rule that pays most, goods and shipping alike; ties to the rank."""
    return _best([_credit(rule, mask, sheet, cart, buyer, left, shipping) for rule, mask in rules])


def _best(options: list[Tender]) -> Tender | None:
    paying = [one for one in options if one.total > 0]
    return max(paying, key=lambda one: (one.total, -one.rule.rank)) if paying else None


def _wanted(balance: int, wanted: int | None) -> int:
    return max(balance if wanted is None else min(balance, wanted), 0)


def _spread(
    rule: Rule, chosen: list[int], amount: int, left: list[int], shipping: int = 0
) -> Tender:
    parts = allocate(amount, [*(left[i] for i in chosen), shipping])
    amounts = [0] * len(left)
    for index, part in zip(chosen, parts[:-1], strict=True):
        amounts[index] = part
    return Tender(rule, amounts, parts[-1], amount)


def _red_packet(
    rule: Rule, mask: int, sheet: Sheet, cart: Cart, buyer: BuyerFacts, left: list[int]
) -> Tender:
    terms = rule.terms
    assert isinstance(terms, RedPacketTerms)
    base = sum(left[i] for i in sheet.inside(mask))
    most = share_down(base, terms.max_share_bp) if base >= terms.threshold else 0
    if terms.max_off is not None:
        most = min(most, terms.max_off)
    return _spread(
        rule, sheet.inside(mask), min(most, _wanted(buyer.redpacket, cart.redpacket_wanted)), left
    )


def _points(
    rule: Rule, mask: int, sheet: Sheet, cart: Cart, buyer: BuyerFacts, left: list[int]
) -> Tender:
    terms = rule.terms
    assert isinstance(terms, PointsTerms)
    have = _wanted(buyer.points, cart.points_wanted)
    most = share_down(sum(left[i] for i in sheet.inside(mask)), terms.max_share_bp)
    amount = min(have // terms.points_per_minor, most) if have >= terms.min_points else 0
    paid = _spread(rule, sheet.inside(mask), amount, left)
    paid.taken = amount * terms.points_per_minor
    return paid


def _credit(
    rule: Rule,
    mask: int,
    sheet: Sheet,
    cart: Cart,
    buyer: BuyerFacts,
    left: list[int],
    shipping: int,
) -> Tender:
    assert isinstance(rule.terms, CreditTerms)
    base = sum(left[i] for i in sheet.inside(mask)) + shipping
    most = share_down(base, rule.terms.max_share_bp)
    amount = min(most, _wanted(buyer.credit, cart.credit_wanted))
    return _spread(rule, sheet.inside(mask), amount, left, shipping)
