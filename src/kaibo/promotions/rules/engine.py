"""What a cart costs under live promotions, and why. Decision 20 gives the rules in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from kaibo.promotions.contracts import (
    BuyerFacts,
    Cart,
    LineDiscount,
    Priced,
    PricedLine,
    Promotion,
    PromotionUse,
    Step,
    UnitTerms,
)
from kaibo.promotions.rules import explain, tender
from kaibo.promotions.rules.amounts import allocate
from kaibo.promotions.rules.choice import Blocker, Choice, Chooser, blocker_of
from kaibo.promotions.rules.compiled import Compiled, Rule, compile_promotions
from kaibo.promotions.rules.eligible import refusal, usable_claims
from kaibo.promotions.rules.gifts import Granted, gift_lines, grant_gifts
from kaibo.promotions.rules.sets import set_amounts
from kaibo.promotions.rules.sheet import Part, Sheet, mask_of, open_sheet
from kaibo.promotions.rules.shipping import Shipping, ship
from kaibo.promotions.rules.tender import Tender
from kaibo.promotions.rules.unit_prices import grant, pairs, put_tags, saving

Scoped = tuple[Rule, int]  # a rule and the lines in its scope


def price_cart(
    cart: Cart,
    promotions: Sequence[Promotion] | Compiled,
    buyer: BuyerFacts,
    now: dt.datetime,
) -> Priced:
    """Every part of the cart's price.

    ``promotions`` may be the result of `compile_promotions`, kept between carts. Raises ValueError
    for a cart that makes no sense and for two promotions with one id.
    """
    return Pricing(cart, compile_promotions(promotions), buyer, now).run()


@dataclass(slots=True)
class Result:
    """What each layer found, for the explanation and the answer."""

    choice: Choice
    parts: list[Part]  # everything taken off lines, in the order of layers
    gifts: list[Granted]
    red_packet: Tender | None
    shipping: Shipping
    points: Tender | None
    credit: Tender | None


@dataclass(slots=True)
class Pricing:
    """One cart on its way through the layers."""

    cart: Cart
    compiled: Compiled
    buyer: BuyerFacts
    now: dt.datetime
    sheet: Sheet = field(init=False)
    claims: dict[int, int] = field(init=False)
    layers: dict[str, list[Scoped]] = field(init=False)
    skipped: list[Step] = field(default_factory=list)
    flat: list[tuple[Rule, int, int]] = field(default_factory=list)  # in reach: …, amount off
    short: list[Scoped] = field(default_factory=list)  # reductions and coupons out of reach

    def run(self) -> Priced:
        """Layer by layer: unit prices, the choice, gifts, red packet, shipping, points, credit."""
        self.sheet = open_sheet(self.cart)
        self.claims = usable_claims(self.cart, self.buyer, self.now)
        self._sort_by_layer()
        choice = Chooser(self.sheet, self._blockers(), self.flat).choose()
        return self._answer(self._tender(choice))

    def _sort_by_layer(self) -> None:
        """Rules this buyer may use now on at least one line; the others with their reason."""
        names = ("unit", "set", "order", "coupon", "gift", "redpacket", "shipping", "tender")
        self.layers = {name: [] for name in names}
        masks = self.compiled.masks(self.sheet.lines)
        for rule, mask in zip(self.compiled.rules, masks, strict=True):
            no = refusal(rule, self.cart, self.buyer, self.claims, self.now)
            if no is None and mask:
                self.layers[rule.layer].append((rule, mask))
            else:
                self.skipped.append(no or explain.skip("out_of_scope", rule))

    def _blockers(self) -> list[Blocker]:
        """Put the tags on; sets and exclusive promotions become what the choice is between."""
        units = self.layers["unit"]
        plain = [one for one in units if not one[0].promotion.is_exclusive]
        found = [
            pair
            for rule, mask in plain
            for pair in pairs(rule, self.sheet.lines, self.sheet.inside(mask))
        ]
        put_tags(self.sheet, grant(found, self.sheet.lines, self.buyer))
        blockers = [self._exclusive_tag(*one) for one in units if one[0].promotion.is_exclusive]
        blockers += [self._set(*one) for one in self.layers["set"]]
        blockers += [
            self._reduction(*one) for layer in ("order", "coupon") for one in self.layers[layer]
        ]
        return [blocker for blocker in blockers if blocker is not None]

    def _exclusive_tag(self, rule: Rule, mask: int) -> Blocker | None:
        """An exclusive unit price takes the lines it makes cheaper than their tag."""
        sheet = self.sheet
        parts = grant(pairs(rule, sheet.lines, sheet.inside(mask)), sheet.lines, self.buyer)
        if not parts:
            return None
        mine = parts[0].amounts
        tags = {i: sheet.goods[i] - sheet.tags[i] for i in mine}
        amounts = {i: amount for i, amount in mine.items() if amount > tags[i]}
        part = Part(rule, amounts, sum(self._units_of(rule, i, amounts[i]) for i in amounts))
        return blocker_of(part, sheet, mask_of(amounts), is_exclusive=True)

    def _units_of(self, rule: Rule, index: int, amount: int) -> int:
        assert isinstance(rule.terms, UnitTerms)
        return amount // saving(rule.terms, self.sheet.lines[index])

    def _set(self, rule: Rule, mask: int) -> Blocker | None:
        sheet, alone = self.sheet, rule.promotion.is_exclusive
        raw = [[(line.unit_price, line.quantity)] for line in sheet.lines] if alone else sheet.runs
        part = Part(rule, set_amounts(rule, sheet.inside(mask), sheet.lines, raw))
        if not part.amounts:
            self.skipped.append(explain.skip("set_incomplete", rule))
            return None
        return self._within_budget(part, mask_of(part.amounts), is_exclusive=alone)

    def _reduction(self, rule: Rule, mask: int) -> Blocker | None:
        """Exclusive: a blocker of its own; else it waits for the choice, when it is in reach."""
        sheet, alone, chosen = self.sheet, rule.promotion.is_exclusive, self.sheet.inside(mask)
        column = sheet.goods if alone else sheet.tags
        assert rule.amount_of is not None
        base = sum([column[i] for i in chosen])
        amount = rule.amount_of(base, sum([sheet.lines[i].quantity for i in chosen]))
        if not amount:
            self.short.append((rule, mask))
        elif alone:
            return self._within_budget(self._alone(rule, chosen, amount), mask, is_exclusive=True)
        elif self._covers(rule, amount):
            self.flat.append((rule, mask, amount))
        return None

    def _alone(self, rule: Rule, chosen: list[int], amount: int) -> Part:
        parts = allocate(amount, [self.sheet.goods[i] for i in chosen])
        return Part(rule, dict(zip(chosen, parts, strict=True)))

    def _within_budget(self, part: Part, lines: int, *, is_exclusive: bool) -> Blocker | None:
        if not self._covers(part.rule, part.total):
            return None
        return blocker_of(part, self.sheet, lines, is_exclusive=is_exclusive)

    def _covers(self, rule: Rule, amount: int) -> bool:
        """A promotion whose budget does not hold its whole discount does not apply."""
        budget = rule.promotion.budget_left
        if budget is not None and amount > budget:
            self.skipped.append(explain.skip("budget_spent", rule))
            return False
        return True

    def _tender(self, choice: Choice) -> Result:
        """The layers after the choice."""
        sheet, cart, buyer = self.sheet, self.cart, self.buyer
        parts = self._parts(choice)
        tags, left = self._left(parts)
        gifts = self._gifts(choice, parts)
        packet = tender.red_packet(self.layers["redpacket"], sheet, cart, buyer, left)
        left = _less(left, packet)
        fees = [one for one in self.layers["shipping"] if one[0].promotion.kind == "shipping_fee"]
        free = [one for one in self.layers["shipping"] if one[0].promotion.kind != "shipping_fee"]
        shipping = ship(fees, free, sheet, cart, tags)
        by_kind = {"points": list[Scoped](), "credit": list[Scoped]()}
        for one in self.layers["tender"]:
            by_kind[one[0].promotion.kind].append(one)
        points = tender.points(by_kind["points"], sheet, cart, buyer, left)
        credit = tender.credit(
            by_kind["credit"], sheet, cart, buyer, _less(left, points), shipping.fee
        )
        return Result(choice, parts, gifts, packet, shipping, points, credit)

    def _parts(self, choice: Choice) -> list[Part]:
        """Unit prices (not on locked lines), then sets and exclusive ones, then the picks."""
        parts = []
        for part in self.sheet.unit_parts:
            amounts = {i: n for i, n in part.amounts.items() if not choice.locked >> i & 1}
            if amounts:
                units = sum(self._units_of(part.rule, i, n) for i, n in amounts.items())
                parts.append(Part(part.rule, amounts, units))
        order = ("unit", "set", "order", "coupon")
        held = [blocker.part for blocker in choice.blockers]
        held.sort(key=lambda part: (order.index(part.rule.layer), part.rule.rank))
        return parts + held + choice.parts

    def _left(self, parts: list[Part]) -> tuple[list[int], list[int]]:
        """The lines after unit prices, and after everything."""
        tags = self.sheet.goods.copy()
        left = self.sheet.goods.copy()
        for part in parts:
            for index, amount in part.amounts.items():
                left[index] -= amount
                if part.rule.layer == "unit":
                    tags[index] -= amount
        return tags, left

    def _gifts(self, choice: Choice, parts: list[Part]) -> list[Granted]:
        touched = 0
        for part in parts:
            touched |= mask_of(part.amounts)
        able = [
            one
            for one in self.layers["gift"]
            if not (one[0].promotion.is_exclusive and one[1] & touched)
        ]
        granted, gone = grant_gifts(able, self.sheet, self.cart, choice.nets, choice.locked)
        self.skipped += [explain.skip("gift_gone", rule) for rule in gone]
        return granted

    def _answer(self, result: Result) -> Priced:
        lines = self._lines(result)
        goods = sum(self.sheet.goods)
        discount = sum(line.discount for line in lines)
        packet = result.red_packet.total if result.red_packet else 0
        points = result.points.total if result.points else 0
        credit = result.credit.total if result.credit else 0
        pay = goods - discount + result.shipping.fee - points - credit
        uses = _uses(result)
        return Priced(
            lines=lines,
            gifts=gift_lines(result.gifts),
            goods_amount=goods,
            discount_amount=discount,
            redpacket_amount=packet,
            shipping_amount=result.shipping.fee,
            shipping_discount=result.shipping.full_fee - result.shipping.fee,
            points_used=result.points.taken if result.points else 0,
            points_amount=points,
            credit_amount=credit,
            shipping_credit=result.credit.shipping if result.credit else 0,
            pay_amount=pay,
            uses=uses,
            coupon_claim_ids=self._spent(uses),
            steps=explain.steps(result, goods, pay),
            skipped=explain.skipped(self, result),
            hints=explain.hints(self, result),
            is_best=result.choice.is_best,
        )

    def _lines(self, result: Result) -> tuple[PricedLine, ...]:
        splits: list[list[LineDiscount]] = [[] for _ in self.sheet.lines]
        for part in result.parts:
            for index, amount in part.amounts.items():
                if amount:
                    splits[index].append(LineDiscount(part.rule.id, amount))
        if packet := result.red_packet:
            for index, amount in enumerate(packet.amounts):
                if amount:
                    splits[index].append(LineDiscount(packet.rule.id, amount))
        return tuple(self._line(i, splits[i], result) for i in range(len(splits)))

    def _line(self, index: int, split: list[LineDiscount], result: Result) -> PricedLine:
        line, goods = self.sheet.lines[index], self.sheet.goods[index]
        off = sum([one.amount for one in split])
        points = result.points.amounts[index] if result.points else 0
        credit = result.credit.amounts[index] if result.credit else 0
        return PricedLine(
            line.offer_id,
            line.sku_id,
            line.quantity,
            line.unit_price,
            goods,
            tuple(split),
            off,
            points,
            credit,
            goods - off - points - credit,
        )

    def _spent(self, uses: tuple[PromotionUse, ...]) -> tuple[int, ...]:
        rules = {rule.id: rule for rule in self.compiled.rules}
        needing = [
            use.promotion_id for use in uses if rules[use.promotion_id].promotion.needs_coupon
        ]
        return tuple(sorted(self.claims[one] for one in needing))


def _less(left: list[int], paid: Tender | None) -> list[int]:
    return [a - b for a, b in zip(left, paid.amounts, strict=True)] if paid else left


def _uses(result: Result) -> tuple[PromotionUse, ...]:
    """What the order takes of each campaign's limits; red packets, points, credit count nothing."""
    found = [_use(p.rule, p.units if p.rule.layer == "unit" else 1, p.total) for p in result.parts]
    found += [_use(one.rule, 1, 0) for one in result.gifts]
    found += [_use(rule, 1, amount) for rule, amount in result.shipping.waived]
    return tuple(found)


def _use(rule: Rule, quantity: int, amount: int) -> PromotionUse:
    one = rule.promotion
    return PromotionUse(one.id, one.version, quantity, one.per_user_limit, amount)
