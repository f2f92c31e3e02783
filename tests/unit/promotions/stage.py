"""Small carts and promotions: by hand in one line, and drawn from a seed.

Hypothesis draws the seed; a generator of our own keeps the cases lively, where hypothesis alone
draws mostly zeros, spent limits and empty scopes.
"""

from __future__ import annotations

import datetime as dt
from random import Random
from typing import Any

from kaibo.promotions.contracts import (
    Audience,
    BundleTerms,
    BuyerFacts,
    BuyGetTerms,
    Cart,
    CartLine,
    CreditTerms,
    FreeShippingTerms,
    GiftItem,
    GiftTerms,
    HeldCoupon,
    OffTerms,
    PointsTerms,
    Priced,
    Promotion,
    RedPacketTerms,
    Scope,
    ShippingFeeTerms,
    SpendSaveTerms,
    Tier,
    UnitTerms,
    Zone,
)
from kaibo.promotions.rules.engine import price_cart

NOW = dt.datetime(2026, 11, 11, 12, 0, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


def cart(*lines: tuple[int, int], **more: Any) -> Cart:
    """A cart of (unit price, quantity); offer, SKU and product n are line n, counted from 1."""
    rows = [
        CartLine(n, n, n, quantity, price, weight_g=500)
        for n, (price, quantity) in enumerate(lines, 1)
    ]
    return Cart(1, tuple(rows), **more)


def promo(id: int, kind: Any, terms: Any, **more: Any) -> Promotion:
    """A promotion of everything for everyone unless said otherwise."""
    more.setdefault("needs_coupon", kind.endswith("_coupon"))
    return Promotion(id, 1, kind, more.pop("name", f"活动{id}"), terms, **more)


def price(some: Cart, *promotions: Promotion, **facts: Any) -> Priced:
    """Priced for a buyer who holds each coupon once."""
    held = tuple(HeldCoupon(100 + p.id, p.id) for p in promotions if p.needs_coupon)
    buyer = BuyerFacts(7, **{"coupons": held, **facts})
    return price_cart(some, promotions, buyer, NOW)


# Drawn --------------------------------------------------------------------------------------

CHOSEN = (
    "flash_price",
    "member_price",
    "buy_get",
    "bundle_price",
    "spend_save",
    "amount_off",
    "percent_off",
    "amount_coupon",
    "percent_coupon",
)
LATER = ("gift", "redpacket", "shipping_fee", "free_shipping", "points", "credit")
Case = tuple[Cart, list[Promotion], BuyerFacts]


def draw_case(
    rng: Random, most: int = 5, kinds: tuple[str, ...] = CHOSEN + LATER, exclusive: float = 0.17
) -> Case:
    """A cart of one to three lines, up to ``most`` promotions of these kinds, and a buyer."""
    ids = range(1, rng.randint(1, most) + 1)
    found = [draw_promotion(rng, n, rng.choice(kinds), exclusive) for n in ids]
    return draw_cart(rng), found, draw_buyer(rng, found)


def draw_cart(rng: Random) -> Cart:
    """Two lines may be of one SKU; prices are small, so that rounding and ties happen."""
    rows = []
    for offer in range(1, rng.randint(1, 3) + 1):
        sku = 1 if _rarely(rng) else offer
        category = (1,) if rng.random() < 0.5 else ()
        price = rng.randint(0, 40) if _rarely(rng) else rng.randint(10, 40)
        rows.append(CartLine(offer, sku, sku, rng.randint(1, 4), price, category, None, 400))
    rng.shuffle(rows)
    names = ("points_wanted", "credit_wanted", "redpacket_wanted")
    wanted: dict[str, Any] = {name: rng.choice([None, 0, rng.randint(0, 40)]) for name in names}
    return Cart(1, tuple(rows), gifts_left={90: rng.randint(0, 3)}, **wanted)


def draw_buyer(rng: Random, held: list[Promotion]) -> BuyerFacts:
    """Somebody who holds most of the coupons and has used some promotions before."""
    return BuyerFacts(
        7,
        is_newcomer=rng.random() < 0.7,
        member_level=rng.randint(0, 3),
        coupons=tuple(
            HeldCoupon(100 + p.id, p.id) for p in held if p.needs_coupon and not _rarely(rng)
        ),
        points=rng.randint(0, 60),
        credit=rng.randint(0, 40),
        redpacket=rng.randint(0, 40),
        uses={p.id: 1 for p in held if _rarely(rng)},
    )


def draw_promotion(rng: Random, number: int, kind: str, exclusive: float) -> Promotion:
    """Any terms of that kind; scopes, audiences, groups and limits of every sort."""
    return promo(
        number,
        kind,
        _TERMS[kind](rng),
        scope=_scope(rng),
        audience=_audience(rng),
        priority=rng.randint(0, 1),
        stack_group=rng.choice(["", "a"]),
        is_exclusive=rng.random() < exclusive,
        per_user_limit=_or_none(rng, 3),
        uses_left=_or_none(rng, 3),
        budget_left=_or_none(rng, 60),
    )


def _rarely(rng: Random) -> bool:
    return rng.random() < 0.17


def _or_none(rng: Random, most: int) -> int | None:
    return rng.randint(0, most) if _rarely(rng) else None


def _bp(rng: Random) -> int:
    return rng.choice([500, 1_000, 3_333, 5_000, 10_000])


def _scope(rng: Random) -> Scope:
    one = rng.randint(1, 3)
    named = Scope(sku_ids=(one, rng.randint(1, 3)))
    without = Scope(all=True, except_sku_ids=(one,))
    return rng.choice([Scope(all=True), Scope(all=True), named, without, Scope(category_ids=(1,))])


def _audience(rng: Random) -> Audience:
    few = rng.choice([Audience(newcomers_only=True), Audience(min_level=2)])
    return few if _rarely(rng) else Audience()


def _unit(rng: Random) -> UnitTerms:
    if rng.random() < 0.3:
        return UnitTerms(off_bp=_bp(rng))
    named = {rng.randint(1, 3): rng.randint(0, 30) for _ in range(rng.randint(0, 2))}
    return UnitTerms(prices=named, off_amount=rng.randint(0, 5))


def _buy_get(rng: Random) -> BuyGetTerms:
    most = rng.choice([None, None, 1, 2])
    return BuyGetTerms(rng.randint(1, 2), rng.randint(1, 2), _bp(rng), rng.random() < 0.5, most)


def _bundle(rng: Random) -> BundleTerms:
    most = rng.choice([None, None, 1])
    if rng.random() < 0.5:
        return BundleTerms(rng.randint(0, 60), n=rng.randint(1, 3), max_sets=most)
    units = {rng.randint(1, 3): rng.randint(1, 2) for _ in range(2)}
    return BundleTerms(rng.randint(0, 60), units=units, max_sets=most)


def _spend_save(rng: Random) -> SpendSaveTerms:
    draw = rng.random()
    if draw < 0.3:
        return SpendSaveTerms((Tier(rng.randint(5, 60), rng.randint(1, 20)),), repeats=True)
    if draw < 0.5:
        return SpendSaveTerms((Tier(rng.randint(1, 5), off_bp=_bp(rng)),), counts="units")
    tiers = tuple(Tier(rng.randint(1, 80), rng.randint(1, 30)) for _ in range(rng.randint(1, 2)))
    return SpendSaveTerms(tiers, max_off=rng.choice([None, None, rng.randint(1, 20)]))


def _amount_off(rng: Random) -> OffTerms:
    return OffTerms(off_amount=rng.randint(1, 30), threshold=rng.choice([0, rng.randint(1, 80)]))


def _percent_off(rng: Random) -> OffTerms:
    most = rng.choice([None, rng.randint(1, 20)])
    return OffTerms(off_bp=_bp(rng), threshold=rng.choice([0, rng.randint(1, 80)]), max_off=most)


def _gift(rng: Random) -> GiftTerms:
    items = (GiftItem(90, 90, 1, rng.randint(1, 5)),)
    return GiftTerms(items, rng.randint(0, 60), "amount", rng.random() < 0.5, rng.randint(1, 2))


def _fees(rng: Random) -> ShippingFeeTerms:
    return ShippingFeeTerms((Zone(rng.randint(0, 20), 1_000, rng.randint(0, 9), 500),))


_TERMS: dict[str, Any] = {
    "flash_price": _unit,
    "member_price": _unit,
    "buy_get": _buy_get,
    "bundle_price": _bundle,
    "spend_save": _spend_save,
    "amount_off": _amount_off,
    "percent_off": _percent_off,
    "amount_coupon": _amount_off,
    "percent_coupon": _percent_off,
    "gift": _gift,
    "redpacket": lambda rng: RedPacketTerms(rng.randint(0, 40), _bp(rng)),
    "shipping_fee": _fees,
    "free_shipping": lambda rng: FreeShippingTerms(rng.randint(0, 80)),
    "points": lambda rng: PointsTerms(rng.randint(1, 3), _bp(rng), rng.randint(0, 9)),
    "credit": lambda rng: CreditTerms(_bp(rng)),
}
