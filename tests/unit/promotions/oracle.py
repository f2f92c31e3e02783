"""A brute-force reading of decision 20: every subset of promotions is tried, nothing is clever.

Shares no code with the engine. It covers unit prices, sets, reductions and coupons, which are all
that is chosen between; exponential in the number of promotions.
"""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from kaibo.promotions.contracts import (
    BundleTerms,
    BuyerFacts,
    BuyGetTerms,
    Cart,
    CartLine,
    OffTerms,
    Promotion,
    SpendSaveTerms,
    UnitTerms,
)

UNIT = ("flash_price", "room_price", "newcomer_price", "member_price")
SETS = ("buy_get", "bundle_price")
COUPONS = ("amount_coupon", "percent_coupon")
FLAT = ("spend_save", "amount_off", "percent_off", *COUPONS)


@dataclass
class Option:
    """A promotion that may be chosen, with what it does to lines when it takes them alone."""

    promotion: Promotion
    rank: int
    amounts: dict[int, int]
    lines: frozenset[int]
    gain: int


@dataclass
class Found:
    """The best result: per offer and promotion what is taken off."""

    total: int
    chosen: tuple[int, ...]
    off: dict[tuple[int, int], int]  # (offer id, promotion id) → amount


def solve(cart: Cart, promotions: list[Promotion], buyer: BuyerFacts, now: dt.datetime) -> Found:
    """The best result by trying everything."""
    lines = sorted(cart.lines, key=lambda line: line.offer_id)
    ranked = sorted(promotions, key=lambda p: (-p.priority, p.id))
    usable = [(r, p) for r, p in enumerate(ranked) if may_use(p, cart, buyer, now)]
    plain = [(r, p) for r, p in usable if p.kind in UNIT and not p.is_exclusive]
    tags = give_units(plain, lines, buyer)
    full = [line.quantity * line.unit_price for line in lines]
    off = [sum(tag.get(i, [0, 0])[0] for tag in tags.values()) for i in range(len(lines))]
    tagged = [a - b for a, b in zip(full, off, strict=True)]
    options = [o for r, p in usable for o in [taking(r, p, lines, tags, off, buyer)] if o]
    flats = [(r, p) for r, p in usable if p.kind in FLAT and not p.is_exclusive]
    flats = [(r, p) for r, p in flats if in_reach(p, lines, tagged)]
    best: tuple[tuple[int, int, tuple[int, ...]], Found] | None = None
    for some in subsets(options):
        for picks in subsets(flats):
            found = attempt(some, picks, flats, lines, tags, tagged, full)
            if found:
                key = (found.total, -len(found.chosen), tuple(-r for r in found.chosen))
                if best is None or key > best[0]:
                    best = (key, found)
    assert best is not None
    best[1].chosen = tuple(ranked[r].id for r in best[1].chosen)
    return best[1]


def subsets(items):
    for n in range(len(items) + 1):
        yield from itertools.combinations(items, n)


def may_use(p: Promotion, cart: Cart, buyer: BuyerFacts, now: dt.datetime) -> bool:
    live = (p.starts_at is None or p.starts_at <= now) and (p.ends_at is None or now < p.ends_at)
    mine = buyer.uses.get(p.id, 0)
    open_ = (
        (p.budget_left is None or p.budget_left > 0)
        and (p.uses_left is None or p.uses_left > 0)
        and (p.per_user_limit is None or mine < p.per_user_limit)
    )
    a = p.audience
    circle = (
        (not a.newcomers_only or buyer.is_newcomer)
        and a.min_level <= buyer.member_level
        and (not a.tags or set(a.tags) & buyer.tags)
        and (not a.buyer_ids or buyer.buyer_id in a.buyer_ids)
    )
    held = any(
        c.promotion_id == p.id and (c.expires_at is None or c.expires_at > now)
        for c in buyer.coupons
        if cart.coupon_claim_ids is None or c.claim_id in cart.coupon_claim_ids
    )
    show = p.show_id is None or p.show_id == cart.show_id
    some = any(covers(p, line) for line in cart.lines)
    return bool(live and open_ and circle and show and some and (held or not p.needs_coupon))


def covers(p: Promotion, line: CartLine) -> bool:
    s = p.scope
    if line.sku_id in s.except_sku_ids or line.product_id in s.except_product_ids:
        return False
    return (
        s.all
        or line.sku_id in s.sku_ids
        or line.product_id in s.product_ids
        or bool(set(line.category_ids) & set(s.category_ids))
        or line.link_id in s.link_ids
    )


def cheaper(p: Promotion, line: CartLine) -> int:
    t = p.terms
    assert isinstance(t, UnitTerms)
    if line.sku_id in t.prices:
        return max(line.unit_price - t.prices[line.sku_id], 0)
    return min(line.unit_price, t.off_amount + ceil(Fraction(line.unit_price * t.off_bp, 10_000)))


def give_units(rules, lines, buyer) -> dict[int, dict[int, list[int]]]:
    """rank → line → [amount, units], one unit at a time to the greatest saving."""
    free = [line.quantity for line in lines]
    units = {
        r: [p.uses_left, p.per_user_limit, p.budget_left, buyer.uses.get(p.id, 0)] for r, p in rules
    }
    out: dict[int, dict[int, list[int]]] = {}
    while True:
        best = None
        for r, p in rules:
            uses, limit, budget, before = units[r]
            given = sum(n for _, n in out.get(r, {}).values())
            spent = sum(a for a, _ in out.get(r, {}).values())
            for i, line in enumerate(lines):
                s = cheaper(p, line)
                fits = (
                    covers(p, line)
                    and s > 0
                    and free[i] > 0
                    and (uses is None or given < uses)
                    and (limit is None or before + given < limit)
                    and (budget is None or spent + s <= budget)
                )
                if fits and (best is None or (-s, r, i) < best):
                    best = (-s, r, i)
        if best is None:
            return out
        s, r, i = best
        cell = out.setdefault(r, {}).setdefault(i, [0, 0])
        cell[0] -= s
        cell[1] += 1
        free[i] -= 1


def unit_list(i: int, line: CartLine, tags) -> list[int]:
    """The price of each unit of a line after unit prices."""
    prices = []
    for tag in tags.values():
        if i in tag:
            amount, n = tag[i]
            prices += [line.unit_price - amount // n] * n
    return prices + [line.unit_price] * (line.quantity - len(prices))


def taking(rank, p, lines, tags, off, buyer) -> Option | None:
    """A set or an exclusive promotion as an option; None when it is not one or saves nothing."""
    scope = [i for i, line in enumerate(lines) if covers(p, line)]
    alone = p.is_exclusive
    if p.kind in UNIT and alone:
        cells = give_units([(rank, p)], lines, buyer).get(rank, {})
        amounts = {i: a for i, (a, _) in cells.items() if a > off[i]}
        touched = frozenset(amounts)
    elif p.kind in SETS:
        units = [
            (price, i) for i in scope for price in unit_list(i, lines[i], {} if alone else tags)
        ]
        amounts = set_off(p, units, lines)
        touched = frozenset(amounts)
    elif p.kind in FLAT and alone:
        weights = [lines[i].quantity * lines[i].unit_price for i in scope]
        amount = flat_off(p, sum(weights), sum(lines[i].quantity for i in scope))
        amounts = dict(zip(scope, split(amount, weights), strict=True))
        touched = frozenset(scope)
    else:
        return None
    total = sum(amounts.values())
    if p.kind not in UNIT and p.budget_left is not None and total > p.budget_left:
        return None
    gain = total - (sum(off[i] for i in touched) if alone else 0)
    return Option(p, rank, amounts, touched, gain) if gain > 0 else None


def set_off(p: Promotion, units, lines) -> dict[int, int]:
    buys = isinstance(p.terms, BuyGetTerms)
    saving, used = rows_off(p.terms, units, lines) if buys else bundle_off(p.terms, units, lines)
    if saving <= 0:
        return {}
    touched = sorted({i for _, i in used})
    weights = [sum(price for price, j in used if j == i) for i in touched]
    return dict(zip(touched, split(saving, weights), strict=True))


def rows_off(t: BuyGetTerms, units, lines):
    """Rows of buy + get units, dearest first; the last of each row are cheaper."""
    pools = [units]
    if t.same_sku:
        skus = {lines[i].sku_id for _, i in units}
        pools = [[u for u in units if lines[u[1]].sku_id == sku] for sku in skus]
        pools.sort(key=lambda pool: min(i for _, i in pool))
    rows = []
    for some in pools:
        pool = dearest(some)
        while len(pool) >= t.buy + t.get:
            row, pool = pool[: t.buy + t.get], pool[t.buy + t.get :]
            worth = sum(ceil(Fraction(u[0] * t.off_bp, 10_000)) for u in row[t.buy :])
            rows.append((worth, row))
    if t.max_sets is not None:
        rows = sorted(rows, key=lambda row: -row[0])[: t.max_sets]
    return sum(w for w, _ in rows), [u for worth, row in rows if worth for u in row]


def bundle_off(t: BundleTerms, units, lines):
    """The number of sets that saves most, the fewest at a tie."""
    best = (0, list[tuple[int, int]]())
    for k in range(1, len(units) + 1):
        pools = set_pools(t, units, lines)
        if (t.max_sets is not None and k > t.max_sets) or any(len(u) < n * k for n, u in pools):
            break
        flat = [unit for n, pool in pools for unit in dearest(pool)[: n * k]]
        worth = sum(price for price, _ in flat) - k * t.price
        if worth > best[0]:
            best = (worth, flat)
    return best


def dearest(units):
    return sorted(units, key=lambda unit: (-unit[0], unit[1]))


def set_pools(t: BundleTerms, units, lines):
    if not t.units:
        return [(t.n, units)]
    return [(n, [u for u in units if lines[u[1]].sku_id == sku]) for sku, n in t.units.items()]


def flat_off(p: Promotion, base: int, units: int) -> int:
    t, offs = p.terms, [0]
    if isinstance(t, OffTerms):
        if base >= t.threshold:
            offs.append(t.off_amount + ceil(Fraction(base * t.off_bp, 10_000)))
    elif isinstance(t, SpendSaveTerms):
        measure = base if t.counts == "amount" else units
        for tier in t.tiers:
            if measure >= tier.threshold:
                times = measure // tier.threshold if t.repeats else 1
                offs.append(times * tier.off_amount + ceil(Fraction(base * tier.off_bp, 10_000)))
    most = base if t.max_off is None else min(base, t.max_off)
    return min(max(offs), most)


def split(amount: int, weights: list[int]) -> list[int]:
    """Largest remainder."""
    whole = sum(weights)
    if not whole:
        return [0] * len(weights)
    exact = [Fraction(amount * w, whole) for w in weights]
    parts = [int(e) for e in exact]
    order = sorted(range(len(parts)), key=lambda i: (-(exact[i] - parts[i]), i))
    for i in order[: amount - sum(parts)]:
        parts[i] += 1
    return parts


def in_reach(p: Promotion, lines, tagged) -> bool:
    scope = [i for i, line in enumerate(lines) if covers(p, line)]
    amount = flat_off(p, sum(tagged[i] for i in scope), sum(lines[i].quantity for i in scope))
    return amount > 0 and (p.budget_left is None or amount <= p.budget_left)


def attempt(some, picks, flats, lines, tags, tagged, full) -> Found | None:
    """This very combination; None when it is not allowed."""
    groups = [
        (o.promotion.kind in COUPONS, o.promotion.stack_group)
        for o in some
        if o.promotion.kind in FLAT
    ]
    groups += [(p.kind in COUPONS, p.stack_group) for _, p in picks]
    if len(set(groups)) < len(groups):
        return None
    if any(a.lines & b.lines for a, b in itertools.combinations(some, 2)):
        return None
    locked = {i for o in some if o.promotion.is_exclusive for i in o.lines}
    left = [0 if i in locked else tagged[i] for i in range(len(lines))]
    off: dict[tuple[int, int], int] = {}
    for o in some:
        for i, amount in o.amounts.items():
            off[lines[i].offer_id, o.promotion.id] = amount
            if not o.promotion.is_exclusive:
                left[i] -= amount
    nets = list(left)
    first = {}
    for r, p in flats:
        key = (p.kind in COUPONS, p.stack_group)
        first[key] = min(first.get(key, r), r)
    for _, p in sorted(
        picks,
        key=lambda one: (one[1].kind in COUPONS, first[one[1].kind in COUPONS, one[1].stack_group]),
    ):
        scope = [i for i, line in enumerate(lines) if covers(p, line) and i not in locked]
        amount = flat_off(p, sum(nets[i] for i in scope), sum(lines[i].quantity for i in scope))
        amount = min(amount, sum(left[i] for i in scope))
        for i, part in zip(scope, split(amount, [left[i] for i in scope]), strict=True):
            left[i] -= part
            if part:
                off[lines[i].offer_id, p.id] = part
    total = sum(o.gain for o in some) + sum(nets) - sum(left)
    ranks = tuple(sorted([*(o.rank for o in some), *(r for r, _ in picks)]))
    return Found(total, ranks, {k: v for k, v in off.items() if v} | tag_off(tags, lines, locked))


def tag_off(tags, lines, locked) -> dict[tuple[int, int], int]:
    return {
        (lines[i].offer_id, -1 - rank): cell[0]
        for rank, tag in tags.items()
        for i, cell in tag.items()
        if i not in locked
    }
