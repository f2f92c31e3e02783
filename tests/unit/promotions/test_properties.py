"""What holds for every cart, every buyer and every set of promotions."""

from __future__ import annotations

from random import Random

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.promotions.stage import NOW, Case, draw_case, promo

from kaibo.promotions.contracts import BundleTerms, BuyerFacts, Cart, Priced
from kaibo.promotions.rules.amounts import allocate
from kaibo.promotions.rules.compiled import compile_promotions
from kaibo.promotions.rules.engine import price_cart
from kaibo.promotions.rules.wording import explain, say_all

SEEDS = st.integers(0, 2**48)
UNIT = ("flash_price", "member_price")


def drawn(seed: int) -> tuple[Case, Priced]:
    case = draw_case(Random(seed), 9)
    return case, price_cart(*case, NOW)


@settings(max_examples=500, deadline=None)
@given(SEEDS)
def test_every_minor_unit_is_accounted_for(seed: int) -> None:
    """Nothing negative, lines add up to the order, the order to what is paid."""
    _, priced = drawn(seed)
    for line in priced.lines:
        assert line.goods == line.unit_price * line.quantity
        assert line.discount == sum(d.amount for d in line.discounts)
        assert all(d.amount > 0 for d in line.discounts)
        assert line.paid == line.goods - line.discount - line.points - line.credit >= 0
        assert line.points >= 0
        assert line.credit >= 0
    assert priced.goods_amount == sum(line.goods for line in priced.lines)
    assert priced.discount_amount == sum(line.discount for line in priced.lines)
    assert priced.points_amount == sum(line.points for line in priced.lines)
    on_lines = sum(line.credit for line in priced.lines)
    assert priced.credit_amount == on_lines + priced.shipping_credit
    money = priced.goods_amount - priced.discount_amount + priced.shipping_amount
    assert priced.pay_amount == money - priced.points_amount - priced.credit_amount >= 0
    shipping_paid = priced.shipping_amount - priced.shipping_credit
    assert priced.pay_amount == sum(line.paid for line in priced.lines) + shipping_paid
    assert shipping_paid >= 0 <= priced.shipping_discount


@settings(max_examples=500, deadline=None)
@given(SEEDS)
def test_no_budget_limit_or_balance_is_passed(seed: int) -> None:
    (cart, promotions, buyer), priced = drawn(seed)
    by_id = {p.id: p for p in promotions}
    for use in priced.uses:
        one = by_id[use.promotion_id]
        assert one.budget_left is None or use.amount <= one.budget_left
        assert one.uses_left is None or use.quantity <= one.uses_left
        before = buyer.uses.get(one.id, 0)
        assert one.per_user_limit is None or before + use.quantity <= one.per_user_limit
        assert use.quantity > 0
        assert one.kind in UNIT or use.quantity == 1
    assert priced.points_used <= buyer.points
    assert priced.credit_amount <= buyer.credit
    assert priced.redpacket_amount <= buyer.redpacket
    assert sum(gift.quantity for gift in priced.gifts) <= cart.gifts_left[90]
    held = {coupon.claim_id: coupon.promotion_id for coupon in buyer.coupons}
    spent = [held[claim] for claim in priced.coupon_claim_ids]
    needing = [u.promotion_id for u in priced.uses if by_id[u.promotion_id].needs_coupon]
    assert sorted(spent) == sorted(needing)


@settings(max_examples=300, deadline=None)
@given(SEEDS)
def test_the_order_of_the_input_is_irrelevant(seed: int) -> None:
    (cart, promotions, buyer), priced = drawn(seed)
    rng = Random(seed)
    mixed = msgspec.structs.replace(cart, lines=tuple(rng.sample(cart.lines, len(cart.lines))))
    shuffled = rng.sample(promotions, len(promotions))
    coupons = tuple(rng.sample(buyer.coupons, len(buyer.coupons)))
    same = msgspec.structs.replace(buyer, coupons=coupons)
    assert price_cart(mixed, shuffled, same, NOW) == priced


@settings(max_examples=300, deadline=None)
@given(SEEDS)
def test_a_kept_compilation_changes_nothing(seed: int) -> None:
    (cart, promotions, buyer), priced = drawn(seed)
    kept = compile_promotions(promotions)
    price_cart(draw_case(Random(seed + 1))[0], kept, buyer, NOW)
    assert price_cart(cart, kept, buyer, NOW) == priced


@settings(max_examples=400, deadline=None)
@given(SEEDS)
def test_a_promotion_that_does_not_apply_changes_nothing(seed: int) -> None:
    """Leave one out that was skipped: every amount stays."""
    (cart, promotions, buyer), priced = drawn(seed)
    used = {use.promotion_id for use in priced.uses}
    idle = {"not_started", "ended", "not_for_you", "no_coupon", "out_of_scope", "below_threshold"}
    for step in priced.skipped:
        if step.promotion_id in used or step.code not in idle:
            continue
        rest = [p for p in promotions if p.id != step.promotion_id]
        without = price_cart(cart, rest, buyer, NOW)
        assert _amounts(without) == _amounts(priced)


@settings(max_examples=400, deadline=None)
@given(SEEDS)
def test_one_more_promotion_never_makes_the_goods_dearer(seed: int) -> None:
    """What is chosen is chosen for the buyer: sets, reductions and coupons only ever save."""
    case = draw_case(Random(seed), 6)
    (cart, promotions, buyer) = case
    chosen = [p for p in promotions if p.kind not in (*UNIT, "redpacket")]
    tags = [p for p in promotions if p.kind in UNIT and not p.is_exclusive]
    less = price_cart(cart, tags + chosen[:-1], buyer, NOW)
    more = price_cart(cart, tags + chosen, buyer, NOW)
    assert more.discount_amount >= less.discount_amount


@settings(max_examples=400, deadline=None)
@given(SEEDS)
def test_an_exclusive_promotion_shares_its_lines_with_nothing(seed: int) -> None:
    case = draw_case(Random(seed), 8, exclusive=0.5)
    cart, promotions, buyer = case
    priced = price_cart(cart, promotions, buyer, NOW)
    alone = {p.id for p in promotions if p.is_exclusive and p.kind != "redpacket"}
    tender = {p.id for p in promotions if p.kind == "redpacket"}
    for line in priced.lines:
        on_line = {d.promotion_id for d in line.discounts} - tender
        assert not on_line & alone or len(on_line) == 1


@settings(max_examples=300, deadline=None)
@given(SEEDS)
def test_one_promotion_per_group_and_layer(seed: int) -> None:
    (_, promotions, _), priced = drawn(seed)
    by_id = {p.id: p for p in promotions}
    order = ("spend_save", "amount_off", "percent_off")
    coupon = ("amount_coupon", "percent_coupon")
    for kinds in (order, coupon, ("gift",)):
        used = [by_id[u.promotion_id] for u in priced.uses]
        groups = [p.stack_group for p in used if p.kind in kinds]
        assert len(groups) == len(set(groups))


@settings(max_examples=200, deadline=None)
@given(SEEDS)
def test_every_promotion_is_explained(seed: int) -> None:
    """Each stands in the steps or among the skipped, and both languages can say it."""
    (_, promotions, _), priced = drawn(seed)
    said = {step.promotion_id for step in (*priced.steps, *priced.skipped)}
    assert {p.id for p in promotions if p.kind != "shipping_fee"} <= said
    total = sum(int(s.params.get("amount", 0)) for s in priced.steps if s.promotion_id)
    waived = sum(int(s.params["amount"]) for s in priced.steps if s.code == "shipping")
    assert priced.goods_amount + waived - total == priced.pay_amount
    for language in ("zh", "en"):
        lines = say_all((*priced.steps, *priced.skipped, *priced.hints), language)
        assert all(line and "{" not in line for line in lines)
    assert explain(priced).splitlines()[-1].startswith("到手价 ¥")


@settings(max_examples=200, deadline=None)
@given(SEEDS)
def test_a_priced_cart_survives_json(seed: int) -> None:
    (cart, _, buyer), priced = drawn(seed)
    assert msgspec.json.decode(msgspec.json.encode(priced), type=Priced) == priced
    assert msgspec.json.decode(msgspec.json.encode(cart), type=Cart) == cart
    assert msgspec.json.decode(msgspec.json.encode(buyer), type=BuyerFacts) == buyer


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=30), st.data())
def test_allocation_is_exact_and_never_more_than_the_weight(
    weights: list[int], data: st.DataObject
) -> None:
    total = data.draw(st.integers(0, sum(weights)))
    parts = allocate(total, weights)
    assert sum(parts) == total
    assert all(0 <= part <= weight for part, weight in zip(parts, weights, strict=True))
    if sum(weights):
        exact = [total * weight / sum(weights) for weight in weights]
        assert all(abs(a - b) < 1.001 for a, b in zip(parts, exact, strict=True))


def test_two_hundred_bundles_over_the_same_units_are_still_answered() -> None:
    """They all exclude each other: only the best of them is left."""
    rng = Random(5)
    cart = draw_case(rng)[0]
    many = [promo(n, "bundle_price", BundleTerms(n % 7, n=1 + n % 3)) for n in range(1, 200)]
    priced = price_cart(cart, many, BuyerFacts(1), NOW)
    assert priced.pay_amount >= 0


def _amounts(priced: Priced) -> tuple[object, ...]:
    return (priced.lines, priced.gifts, priced.uses, priced.pay_amount, priced.coupon_claim_ids)
