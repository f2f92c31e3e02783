"""What shipping costs: each line under the first tariff that covers it, unless it ships free.

The threshold of free shipping looks at the tag prices, before sets, reductions and coupons: using
a coupon never costs the buyer the free shipping.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from kaibo.promotions.contracts import Cart, FreeShippingTerms, ShippingFeeTerms, Zone
from kaibo.promotions.rules.compiled import Rule
from kaibo.promotions.rules.sheet import Sheet


@dataclass(slots=True)
class Shipping:
    """The fee before and after free shipping, and what each free-shipping rule waived."""

    full_fee: int = 0
    fee: int = 0
    waived: list[tuple[Rule, int]] = field(default_factory=list)
    unmet: list[tuple[Rule, int]] = field(default_factory=list)  # rule, amount that is missing


def ship(
    fees: list[tuple[Rule, int]],
    free: list[tuple[Rule, int]],
    sheet: Sheet,
    cart: Cart,
    tags: list[int],
) -> Shipping:
    """The price of shipping; ``tags`` are the lines after unit prices."""
    everything = (1 << len(sheet.lines)) - 1
    fee = _fee(fees, sheet, cart, everything)
    found = Shipping(fee, fee)
    charged = everything
    for rule, mask in free if fee else ():
        missing = _missing(rule, mask, sheet, cart, tags)
        if missing:
            found.unmet += [(rule, missing)] if missing > 0 else []
            continue
        rest = _fee(fees, sheet, cart, charged & ~mask)
        budget = rule.promotion.budget_left
        if rest < found.fee and (budget is None or found.fee - rest <= budget):
            found.waived.append((rule, found.fee - rest))
            found.fee, charged = rest, charged & ~mask
    return found


def _missing(rule: Rule, mask: int, sheet: Sheet, cart: Cart, tags: list[int]) -> int:
    """0 when it holds, the amount still missing, −1 when more goods would not help."""
    terms, chosen = rule.terms, sheet.inside(mask)
    assert isinstance(terms, FreeShippingTerms)
    weight = sum(sheet.lines[i].quantity * sheet.lines[i].weight_g for i in chosen)
    if not chosen or (cart.province is not None and cart.province in terms.except_provinces):
        return -1
    if terms.max_weight_g is not None and weight > terms.max_weight_g:
        return -1
    if sum(sheet.lines[i].quantity for i in chosen) < terms.units:
        return -1
    return max(terms.threshold - sum(tags[i] for i in chosen), 0)


def _fee(fees: list[tuple[Rule, int]], sheet: Sheet, cart: Cart, charged: int) -> int:
    """The tariffs of the lines charged, weights added up per tariff."""
    total, open_lines = 0, charged
    for rule, mask in fees:
        assert isinstance(rule.terms, ShippingFeeTerms)
        zone = _zone(rule.terms, cart.province)
        taken = sheet.inside(mask & open_lines)
        if zone is None or not taken:
            continue
        open_lines &= ~mask
        total += _tariff(
            zone, sum(sheet.lines[i].quantity * sheet.lines[i].weight_g for i in taken)
        )
    return total


def _zone(terms: ShippingFeeTerms, province: str | None) -> Zone | None:
    named = [zone for zone in terms.zones if province is not None and province in zone.provinces]
    rest = [zone for zone in terms.zones if not zone.provinces]
    return next(iter([*named, *rest]), None)


def _tariff(zone: Zone, weight: int) -> int:
    over = weight - zone.first_g
    return zone.first_fee + (-(-over // zone.step_g) * zone.step_fee if over > 0 else 0)
