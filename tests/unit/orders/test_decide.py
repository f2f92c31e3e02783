"""Deciding a batch equals deciding its wishes one after the other, for any batch."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from kaibo.orders.columns import deltas
from kaibo.orders.decide import Decider, Draft, Refusal, Repeat
from kaibo.orders.facts import Balance, Facts, Made, Offer, Part, Quoted, Room
from kaibo.selling.contracts import BUY_CODES, BuyRequest, OrderPlan, PlanLine, PlanMove

NOW = 1_000_000
SHIRT, SHOES, SET = 1, 2, 3  # the set is one shirt and two pairs of shoes
ACCOUNT = {SHIRT: 10, SHOES: 20}


def _offer(name: int, limit: int, *parts: Part) -> Offer:
    return Offer(
        name, 1, 1, 1, 100 + name, name, name, 1, True, 1000 * name, None, None, None, limit, parts
    )


def _facts(shirts: int, shoes: int, limits: dict[int, int]) -> Facts:
    shirt, pair = Part(10, 11, 1), Part(20, 21, 1)
    return Facts(
        offers={
            SHIRT: _offer(SHIRT, limits.get(SHIRT, 0), shirt),
            SHOES: _offer(SHOES, limits.get(SHOES, 0), pair),
            SET: _offer(SET, limits.get(SET, 0), shirt, Part(20, 21, 2)),
        },
        rooms={1: Room(1, 1, True, False)},
        buyers=set(range(10)),
        homes={(buyer, 0): 900 + buyer for buyer in range(9)},  # the tenth has no address
        balances={10: Balance("stock", shirts, False), 20: Balance("stock", shoes, False)},
    )


def _wish(ref: int, buyer: int, offer: int, quantity: int, price: int | None = None) -> BuyRequest:
    return BuyRequest(
        ref, ref.to_bytes(16, "big"), 1, 1, buyer, offer, quantity, price or 1000 * offer, None,
        None, None, None, "", False,
    )  # fmt: skip


class _Oracle:
    """The same rules, written plainly for one wish at a time."""

    def __init__(self, facts: Facts) -> None:
        self.left = {name: held.units for name, held in facts.balances.items()}
        self.counted = Counter(facts.counts)
        self.facts = facts

    def buy(self, wish: BuyRequest) -> str:
        offer = self.facts.offers[wish.offer_id]
        if wish.price != offer.normal_price:
            return "price_changed"
        if wish.buyer_id == 9:
            return "bad_address"
        name = (1, offer.link_id, wish.buyer_id)
        if offer.per_user_limit and self.counted[name] + wish.quantity > offer.per_user_limit:
            return "limit_reached"
        needs = {part.stock_id: part.units * wish.quantity for part in offer.parts}
        if any(self.left[account] < units for account, units in needs.items()):
            return "sold_out"
        for account, units in needs.items():
            self.left[account] -= units
        if offer.per_user_limit:
            self.counted[name] += wish.quantity
        return ""


wishes = st.lists(
    st.tuples(
        st.integers(0, 9), st.sampled_from([SHIRT, SHOES, SET]), st.integers(1, 4), st.booleans()
    ),
    max_size=40,
)


@given(
    wishes, st.integers(0, 60), st.integers(0, 60),
    st.dictionaries(st.sampled_from([SHIRT, SHOES, SET]), st.integers(1, 5)),
    st.dictionaries(st.integers(0, 9), st.integers(1, 4)),
)  # fmt: skip
def test_a_batch_is_decided_as_if_one_after_the_other(
    asked: list[tuple[int, int, int, bool]], shirts: int, shoes: int, limits: dict[int, int],
    held: dict[int, int],
) -> None:  # fmt: skip
    facts = _facts(shirts, shoes, limits)
    facts.counts = {(1, 100 + SHIRT, buyer): units for buyer, units in held.items()}
    batch = [
        _wish(n, buyer, offer, quantity, None if price_seen else 7)
        for n, (buyer, offer, quantity, price_seen) in enumerate(asked)
    ]
    oracle = _Oracle(facts)
    verdicts = Decider(lambda *_: None).decide(batch, facts, NOW)
    codes = [one.code if isinstance(one, Refusal) else "" for one in verdicts]
    assert codes == [oracle.buy(wish) for wish in batch]
    changes = deltas([one for one in verdicts if isinstance(one, Draft)])
    assert sum(changes.values()) == 0
    assert {10: shirts + changes.get(10, 0), 20: shoes + changes.get(20, 0)} == oracle.left


def test_orders_on_their_way_are_taken_from_what_is_there() -> None:
    facts = _facts(5, 0, {})
    (verdict,) = Decider(lambda *_: None).decide([_wish(1, 1, SHIRT, 2)], facts, NOW, {10: 4})
    assert isinstance(verdict, Refusal)
    assert verdict.code == "sold_out"


def test_what_is_not_known_is_left_to_the_database() -> None:
    facts = _facts(0, 0, {})
    facts.balances.clear()
    (verdict,) = Decider(lambda *_: None).decide([_wish(1, 1, SHIRT, 2)], facts, NOW)
    assert isinstance(verdict, Draft)


def test_a_key_that_has_made_its_order_finds_it() -> None:
    facts, wish = _facts(0, 0, {}), _wish(1, 1, SHIRT, 1)
    facts.made[1, wish.key] = Made(77, 1000, 5)
    (verdict,) = Decider(lambda *_: None).decide([wish], facts, NOW)
    assert isinstance(verdict, Repeat)
    assert verdict.made.order_id == 77


def _quote(is_open: bool = True, buyer: int = 1) -> Quoted:
    lines = [
        PlanLine(offer_id=SHIRT, quantity=2, unit_price=1000, discount=300),
        PlanLine(offer_id=SHOES, quantity=1, unit_price=0, is_gift=True),
    ]
    plan = OrderPlan(lines=lines, goods_amount=2000, discount_amount=300, pay_amount=1700)
    return Quoted(5, buyer, 1, is_open, 1700, plan)


def _placed(facts: Facts, pay: int = 1700) -> str:
    wish = BuyRequest(
        1, b"k" * 16, 1, 1, 1, 0, 0, 0, None, None, None, None, "", False, None, pay, 5
    )
    (verdict,) = Decider(lambda *_: None).decide([wish], facts, NOW)
    return verdict.code if isinstance(verdict, Refusal) else ""


def test_a_quote_holds_while_everything_is_as_it_was() -> None:
    facts = _facts(2, 1, {})
    facts.quotes[5] = _quote()
    assert _placed(facts) == ""
    assert _placed(facts, pay=1600) == "price_changed"
    facts.quotes[5] = _quote(is_open=False)
    assert _placed(facts) == "quote_expired"
    facts.quotes[5] = _quote(buyer=2)
    assert _placed(facts) == "not_found"
    facts.quotes[5] = _quote()
    facts.balances[20].units = 0
    assert _placed(facts) == "sold_out"  # the gift is gone


def test_a_quote_goes_to_the_address_it_was_priced_for() -> None:
    facts = _facts(2, 1, {})
    facts.homes[1, 77] = 77
    wish = BuyRequest(
        1, b"k" * 16, 1, 1, 1, 0, 0, 0, 77, None, None, None, "", False, None, 1700, 5
    )
    facts.quotes[5] = replace(_quote(), address_id=33, home_id=33)
    (verdict,) = Decider(lambda *_: None).decide([wish], facts, NOW)
    assert isinstance(verdict, Draft)
    assert verdict.address_id == 33
    facts.quotes[5] = replace(_quote(), address_id=33, home_id=None)  # deleted meanwhile
    assert _placed(facts) == "bad_address"
    (verdict,) = Decider(lambda *_: None).decide([wish], facts, NOW)
    assert isinstance(verdict, Refusal)


def test_goods_without_return_are_bought_by_a_quote_only() -> None:
    facts = _facts(3, 1, {})
    facts.offers[SHIRT] = replace(facts.offers[SHIRT], needs_consent=True)
    (verdict,) = Decider(lambda *_: None).decide([_wish(1, 1, SHIRT, 1)], facts, NOW)
    assert isinstance(verdict, Refusal)
    assert verdict.code == "needs_consent"
    facts.quotes[5] = _quote()
    assert _placed(facts) == ""
    facts.rooms[1] = Room(1, 1, True, True)  # in a rehearsal nobody buys
    (verdict,) = Decider(lambda *_: None).decide([_wish(1, 1, SHIRT, 1)], facts, NOW)
    assert isinstance(verdict, Draft)


def test_where_shipping_has_a_price_goods_are_bought_by_a_quote_only() -> None:
    facts = _facts(3, 1, {})
    for tariffs, code in [({(2, 0)}, ""), ({(1, 9)}, ""), ({(1, 1)}, "needs_quote")]:
        facts.tariffs = tariffs
        (verdict,) = Decider(lambda *_: None).decide([_wish(1, 1, SHIRT, 1)], facts, NOW)
        assert (verdict.code if isinstance(verdict, Refusal) else "") == code
    facts.quotes[5] = _quote()
    assert _placed(facts) == ""
    facts.rooms[1] = Room(1, 1, True, True)
    (verdict,) = Decider(lambda *_: None).decide([_wish(1, 1, SHIRT, 1)], facts, NOW)
    assert isinstance(verdict, Draft)


def test_a_gift_is_refused_alone_and_carried_by_a_quote() -> None:
    facts = _facts(9, 9, {})
    facts.offers[SHOES] = replace(facts.offers[SHOES], is_gift=True)
    (verdict,) = Decider(lambda *_: None).decide([_wish(1, 1, SHOES, 1)], facts, NOW)
    assert isinstance(verdict, Refusal)
    assert verdict.code == "gift_only"
    assert verdict.code in BUY_CODES
    for is_gift, code in ((True, ""), (False, "gift_only")):
        shoes = PlanLine(SHOES, 1, 0 if is_gift else 2000, 0, is_gift)
        plan = OrderPlan([PlanLine(SHIRT, 1, 1000), shoes], goods_amount=1000, pay_amount=1000)
        facts.quotes[7] = Quoted(7, 1, 1, True, 1000, plan)
        wish = structs.replace(_wish(2, 1, SHIRT, 1), quote_id=7, pay=1000)
        (verdict,) = Decider(lambda *_: None).decide([wish], facts, NOW)
        assert (verdict.code if isinstance(verdict, Refusal) else "") == code


def test_uses_of_an_offer_run_out_without_a_word_of_coupons() -> None:
    """The claimed coupons and the uses of an offer nobody claims are counted in one book."""
    facts = _facts(9, 9, {})
    facts.balances[50] = Balance("coupon", 0, False)
    for reason, code in (("budget", "offer_gone"), ("coupon", "coupon_gone")):
        plan = OrderPlan(
            lines=[PlanLine(SHIRT, 1, 1000)], moves=[PlanMove(50, 51, 1, reason)],
            goods_amount=1000, pay_amount=1000,
        )  # fmt: skip
        facts.quotes[7] = Quoted(7, 1, 1, True, 1000, plan)
        wish = structs.replace(_wish(2, 1, SHIRT, 1), quote_id=7, pay=1000)
        (verdict,) = Decider(lambda *_: None).decide([wish], facts, NOW)
        assert isinstance(verdict, Refusal)
        assert verdict.code == code
        assert ("优惠券" in BUY_CODES[code]) == (code == "coupon_gone")
