"""Unit prices: the tag each line shows, the lowest price that still has units for the buyer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from kaibo.promotions.contracts import BuyerFacts, CartLine, UnitTerms
from kaibo.promotions.rules.amounts import share_up
from kaibo.promotions.rules.compiled import Rule
from kaibo.promotions.rules.eligible import units_left
from kaibo.promotions.rules.sheet import Part, Sheet

_Pair = tuple[int, int, int, Rule]  # −saving per unit, rank, line index, rule


def saving(terms: UnitTerms, line: CartLine) -> int:
    """What a unit of the line gets cheaper; 0 when it does not."""
    price = terms.prices.get(line.sku_id)
    if price is None:
        off = terms.off_amount + share_up(line.unit_price, terms.off_bp)
        return off if off < line.unit_price else line.unit_price
    return line.unit_price - price if price < line.unit_price else 0


def pairs(rule: Rule, lines: Sequence[CartLine], inside: list[int]) -> list[_Pair]:
    """Each line the rule makes cheaper."""
    assert isinstance(rule.terms, UnitTerms)
    found = [(-saving(rule.terms, lines[i]), rule.rank, i, rule) for i in inside]
    return [pair for pair in found if pair[0]]


def grant(found: Iterable[_Pair], lines: Sequence[CartLine], buyer: BuyerFacts) -> list[Part]:
    """Units go to the greatest saving first; ties to the rank, then to the first line."""
    free = [line.quantity for line in lines]
    left: dict[int, list[float]] = {}
    amounts: dict[int, dict[int, int]] = defaultdict(dict)
    units: dict[int, int] = defaultdict(int)
    rules: dict[int, Rule] = {}
    for minus, rank, index, rule in sorted(found, key=lambda pair: pair[:3]):
        if not free[index]:
            continue
        limit = left.get(rank) or left.setdefault(rank, _limits(rule, buyer))
        n = int(min(free[index], limit[0], limit[1] // -minus))
        if n > 0:
            free[index] -= n
            limit[0] -= n
            limit[1] += n * minus
            amounts[rank][index] = -minus * n
            units[rank] += n
            rules[rank] = rule
    return [Part(rules[rank], amounts[rank], units[rank]) for rank in sorted(rules)]


def put_tags(sheet: Sheet, parts: list[Part]) -> None:
    """Write the unit prices granted on the sheet."""
    sheet.unit_parts = parts
    for part in parts:
        terms = part.rule.terms
        assert isinstance(terms, UnitTerms)
        for index, amount in part.amounts.items():
            sheet.tags[index] -= amount
            _split_run(sheet, index, saving(terms, sheet.lines[index]), amount)


def _split_run(sheet: Sheet, index: int, per_unit: int, amount: int) -> None:
    n, (price, full) = amount // per_unit, sheet.runs[index].pop()
    sheet.runs[index].append((price - per_unit, n))
    if full > n:
        sheet.runs[index].append((price, full - n))


def _limits(rule: Rule, buyer: BuyerFacts) -> list[float]:
    units, money = units_left(rule.promotion, buyer), rule.promotion.budget_left
    return [float("inf") if one is None else one for one in (units, money)]
