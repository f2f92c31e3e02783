"""The explanation of a price as steps: code and parameters; `wording` prints them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaibo.promotions.contracts import GiftTerms, OffTerms, SpendSaveTerms, Step
from kaibo.promotions.rules.compiled import Rule
from kaibo.promotions.rules.gifts import measure

if TYPE_CHECKING:
    from kaibo.promotions.rules.engine import Pricing, Result

MOST_HINTS = 3


def skip(code: str, rule: Rule, **params: int | str) -> Step:
    """Why a promotion did not apply."""
    return Step(code, {"name": rule.promotion.name, **params}, rule.id)


def steps(result: Result, goods: int, pay: int) -> tuple[Step, ...]:
    """From the goods to what is paid, one step per promotion."""
    found = [Step("goods", {"amount": goods})]
    found += [_taken(part.rule, part.total, part.units) for part in result.parts]
    for one in result.gifts:
        units = sum(item.quantity for item in one.terms.items) * one.times
        found.append(Step("gift", {"name": one.rule.promotion.name, "units": units}, one.rule.id))
    if result.red_packet:
        found.append(_taken(result.red_packet.rule, result.red_packet.total, 1))
    found += _shipping(result)
    for code, paid in (("points", result.points), ("credit", result.credit)):
        if paid:
            params: dict[str, int | str] = {"amount": paid.total, "taken": paid.taken}
            found.append(Step(code, params, paid.rule.id))
    return (*found, Step("pay", {"amount": pay}))


def skipped(pricing: Pricing, result: Result) -> tuple[Step, ...]:
    """Every promotion that did not apply with its reason, in the order of ids."""
    said = {step.promotion_id for step in pricing.skipped}
    used = {part.rule.id for part in result.parts} | {one.rule.id for one in result.gifts}
    used |= {rule.id for rule, _ in result.shipping.waived}
    used |= {one.rule.id for one in (result.red_packet, result.points, result.credit) if one}
    short = {rule.id for rule, _ in pricing.short}
    found = list(pricing.skipped)
    for layer, scoped in pricing.layers.items():
        for rule, _ in scoped:
            if (
                rule.id not in said
                and rule.id not in used
                and rule.promotion.kind != "shipping_fee"
            ):
                found.append(skip(_reason(layer, rule.id in short), rule))
    return tuple(sorted(found, key=lambda step: step.promotion_id or 0))


def hints(pricing: Pricing, result: Result) -> tuple[Step, ...]:
    """What a little more would bring, the nearest first: 差 30 元可再减 20."""
    found = [*_tier_hints(pricing, result), *_gift_hints(pricing, result)]
    for rule, missing in result.shipping.unmet:
        if result.shipping.fee:
            params: dict[str, int | str] = {"missing": missing, "extra": result.shipping.fee}
            found.append((missing, rule.rank, Step("hint_shipping", params, rule.id)))
    found.sort(key=lambda one: one[:2])
    return tuple(step for _, _, step in found[:MOST_HINTS])


_Hint = tuple[int, int, Step]


def _taken(rule: Rule, amount: int, units: int) -> Step:
    one = rule.promotion
    params: dict[str, int | str] = {"name": one.name, "kind": one.kind, "amount": amount}
    if rule.layer == "unit":
        params["units"] = units
    return Step(rule.layer, params, one.id)


def _shipping(result: Result) -> list[Step]:
    found = [Step("shipping", {"amount": result.shipping.full_fee})]
    for rule, amount in result.shipping.waived:
        params: dict[str, int | str] = {"name": rule.promotion.name, "amount": amount}
        found.append(Step("free_shipping", params, rule.id))
    return found


def _reason(layer: str, is_short: bool) -> str:
    if is_short:
        return "below_threshold"
    if layer in ("gift", "shipping"):
        return "below_threshold"
    return "nothing_to_pay" if layer in ("redpacket", "tender") else "not_better"


def _tier_hints(pricing: Pricing, result: Result) -> list[_Hint]:
    """The next tier of each reduction in sight that would save more than its group does now."""
    choice, found = result.choice, list[_Hint]()
    now = {pick.rule.group: pick.amount for pick in choice.picks}
    for rule, mask in [*(one[:2] for one in pricing.flat), *pricing.short]:
        if rule.promotion.is_exclusive or mask & choice.locked:
            continue
        base = sum([choice.nets[i] for i in pricing.sheet.inside(mask)])
        threshold = _next_threshold(rule, base)
        if threshold is None or threshold > 2 * base:
            continue
        assert rule.amount_of is not None
        extra = rule.amount_of(threshold, 0) - now.get(rule.group, 0)
        if extra > 0 and _holds(rule, extra):
            found.append(
                (threshold - base, rule.rank, _hint("hint_save", rule, threshold - base, extra))
            )
    return found


def _next_threshold(rule: Rule, base: int) -> int | None:
    terms = rule.terms
    if isinstance(terms, OffTerms):
        return terms.threshold if terms.threshold > base else None
    if not isinstance(terms, SpendSaveTerms) or terms.counts != "amount":
        return None
    if terms.repeats:
        each = max(terms.tiers[0].threshold, 1)
        return (base // each + 1) * each
    return min((tier.threshold for tier in terms.tiers if tier.threshold > base), default=None)


def _gift_hints(pricing: Pricing, result: Result) -> list[_Hint]:
    choice, found = result.choice, list[_Hint]()
    granted = {one.rule.promotion.stack_group for one in result.gifts}
    for rule, mask in pricing.layers["gift"]:
        terms = rule.terms
        assert isinstance(terms, GiftTerms)
        if (
            rule.promotion.stack_group in granted
            or mask & choice.locked
            or terms.counts != "amount"
        ):
            continue
        base = sum([choice.nets[i] for i in pricing.sheet.inside(mask)])
        if base < terms.threshold <= 2 * base and measure(terms, terms.threshold, 1):
            missing = terms.threshold - base
            found.append((missing, rule.rank, _hint("hint_gift", rule, missing, 0)))
    return found


def _holds(rule: Rule, extra: int) -> bool:
    budget = rule.promotion.budget_left
    return budget is None or extra <= budget


def _hint(code: str, rule: Rule, missing: int, extra: int) -> Step:
    params: dict[str, int | str] = {"name": rule.promotion.name, "missing": missing, "extra": extra}
    return Step(code, params, rule.id)
