"""Bench of the promotion engine: ``python -m tests.bench.promotions``.

The last line is JSON. 200 carts of 20 lines, each under the same 50 live promotions of all kinds,
priced with the promotions kept compiled and without; CPU time of this process, the median over
carts of the better of two runs. The reference is the exhaustive oracle on carts small enough for
it, priced by both in this run.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable
from random import Random

from tests.unit.promotions import oracle
from tests.unit.promotions.stage import CHOSEN, NOW, Case, draw_case, promo

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
    Promotion,
    RedPacketTerms,
    Scope,
    ShippingFeeTerms,
    SpendSaveTerms,
    Tier,
    UnitTerms,
    Zone,
)
from kaibo.promotions.rules.compiled import compile_promotions
from kaibo.promotions.rules.engine import price_cart

PRODUCTS, LINES, CARTS = 60, 20, 200


def promotions() -> list[Promotion]:
    """Fifty, as a big evening runs them: by product, by category, for all."""
    rng = Random(11)
    found: list[Promotion] = []

    def add(kind: str, terms: object, **more: object) -> None:
        found.append(promo(len(found) + 1, kind, terms, **more))

    for n in range(6):
        chosen = tuple(rng.sample(range(1, PRODUCTS + 1), 6))
        prices = {sku: rng.randint(2_000, 9_000) for sku in chosen}
        limit = 2 if n % 2 else None
        add("flash_price", UnitTerms(prices), scope=Scope(sku_ids=chosen), per_user_limit=limit)
    add("room_price", UnitTerms(off_bp=300), scope=Scope(category_ids=(1, 2)))
    add("member_price", UnitTerms(off_bp=500), audience=Audience(min_level=2))
    for _ in range(4):
        chosen = tuple(rng.sample(range(1, PRODUCTS + 1), 5))
        add("buy_get", BuyGetTerms(1, 1, 5_000), scope=Scope(product_ids=chosen))
    for category in (3, 4, 5):
        bundle = BundleTerms(19_900, n=3)
        add("bundle_price", bundle, scope=Scope(category_ids=(category,)))
    add("flash_price", UnitTerms(off_bp=4_000), scope=Scope(sku_ids=(7, 8)), is_exclusive=True)
    for n in range(12):
        tiers = tuple(Tier(10_000 * k * (n + 1), 1_000 * k * (n + 1)) for k in (1, 2, 3))
        scope = Scope(all=True) if n % 3 == 0 else Scope(category_ids=(n % 6, 1 + n % 5))
        add("spend_save", SpendSaveTerms(tiers), scope=scope, stack_group=f"组{n % 3}")
    for n in range(8):
        terms = OffTerms(off_amount=500 * (n + 1), threshold=10_000 * (n + 1))
        add("amount_coupon", terms, stack_group=f"券{n % 2}")
    for n in range(5):
        terms = OffTerms(off_bp=300 * (n + 1), max_off=6_000)
        add("percent_coupon", terms, scope=Scope(category_ids=(n + 1,)), stack_group="券0")
    for n in range(4):
        gift = GiftTerms((GiftItem(900 + n, 900 + n, 1, 1_000 * (n + 1)),), 20_000 * (n + 1))
        add("gift", gift, stack_group=f"礼{n % 2}")
    add("redpacket", RedPacketTerms(max_share_bp=1_000))
    add("shipping_fee", ShippingFeeTerms((Zone(800, 1_000, 300, 1_000),)))
    add("free_shipping", FreeShippingTerms(200_000))
    add("points", PointsTerms(1, 500))
    add("credit", CreditTerms())
    assert len(found) == 50, len(found)
    return found


def cart(rng: Random) -> Cart:
    """Twenty different products of six categories."""
    rows = [
        CartLine(1_000 + n, n, n, rng.randint(1, 3), rng.randint(3_000, 19_900), (n % 6,), n, 400)
        for n in rng.sample(range(1, PRODUCTS + 1), LINES)
    ]
    return Cart(1, tuple(rows), points_wanted=None, credit_wanted=5_000, province="浙江")


def cpu_ms(action: Callable[[], object]) -> float:
    """CPU milliseconds of one call, the better of two."""
    best = float("inf")
    for _ in range(2):
        start = time.process_time_ns()
        action()
        best = min(best, (time.process_time_ns() - start) / 1e6)
    return best


def against_oracle() -> tuple[float, float]:
    """Median ms of oracle and engine on the same small carts."""
    small: list[Case] = [draw_case(Random(seed), 14, CHOSEN) for seed in range(60)]
    small = [case for case in small if len(case[1]) >= 12]
    slow = [cpu_ms(lambda case=case: oracle.solve(*case, NOW)) for case in small]
    fast = [cpu_ms(lambda case=case: price_cart(*case, NOW)) for case in small]
    return statistics.median(slow), statistics.median(fast)


def main() -> None:
    live = promotions()
    held = tuple(HeldCoupon(100 + p.id, p.id) for p in live if p.needs_coupon)
    buyer = BuyerFacts(7, member_level=3, coupons=held, points=3_000, credit=9_000, redpacket=800)
    rng, kept = Random(3), compile_promotions(live)
    carts = [cart(rng) for _ in range(CARTS)]
    answers = [price_cart(one, kept, buyer, NOW) for one in carts]
    warm = [cpu_ms(lambda one=one: price_cart(one, kept, buyer, NOW)) for one in carts]
    cold = [cpu_ms(lambda one=one: price_cart(one, live, buyer, NOW)) for one in carts]
    slow, fast = against_oracle()
    result = {
        "cpu_ms_20_lines_50_promotions": round(statistics.median(warm), 3),
        "cpu_ms_not_compiled": round(statistics.median(cold), 3),
        "cpu_ms_p99": round(sorted(warm)[int(0.99 * CARTS)], 3),
        "cpu_ms_compile": round(cpu_ms(lambda: compile_promotions(live)), 3),
        "promotions_used": statistics.mean(len(answer.uses) for answer in answers),
        "proven_best": sum(answer.is_best for answer in answers) / CARTS,
        "small_oracle_ms": round(slow, 3),
        "small_engine_ms": round(fast, 3),
        "vs_oracle": round(slow / fast, 1),
    }
    sys.stdout.write(json.dumps(result) + "\n")


if __name__ == "__main__":
    main()
