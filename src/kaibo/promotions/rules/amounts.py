"""Whole minor units: shares rounded for the buyer, and amounts split without losing one."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from kaibo.promotions.contracts import OffTerms, SpendSaveTerms, Terms, Tier

ALL_BP = 10_000
AmountOf = Callable[[int, int], int]  # (base in minor units, units) → amount off


def share_up(amount: int, bp: int) -> int:
    """That share of ``amount``, rounded up: the buyer never pays more than the promised rest."""
    return -(-amount * bp // ALL_BP)


def share_down(amount: int, bp: int) -> int:
    """That share of ``amount``, rounded down: a limit is never passed."""
    return amount * bp // ALL_BP


def allocate(total: int, weights: Sequence[int]) -> list[int]:
    """``total`` split in proportion to ``weights`` by largest remainder; ties go to the first.

    No part exceeds its weight as long as ``total`` does not exceed their sum.
    """
    whole = sum(weights)
    if not total or not whole:
        return [0] * len(weights)
    parts = [total * weight // whole for weight in weights]
    missing = total - sum(parts)
    if missing:
        rest = [total * weight % whole for weight in weights]
        for index in sorted(range(len(rest)), key=rest.__getitem__, reverse=True)[:missing]:
            parts[index] += 1
    return parts


def amount_rule(terms: Terms) -> AmountOf | None:
    """The function that says what these terms take off a base; None for other kinds of terms."""
    if isinstance(terms, OffTerms):
        return _off_rule(terms)
    if isinstance(terms, SpendSaveTerms):
        return _repeat_rule(terms) if terms.repeats else _tier_rule(terms)
    return None


def _off_rule(terms: OffTerms) -> AmountOf:
    off, bp, threshold, most = terms.off_amount, terms.off_bp, terms.threshold, terms.max_off

    def amount_of(base: int, units: int) -> int:
        if base < threshold:
            return 0
        amount = off - (-base * bp // ALL_BP) if bp else off
        if most is not None and amount > most:
            amount = most
        return amount if amount < base else base

    return amount_of


def _tier_rule(terms: SpendSaveTerms) -> AmountOf:
    tiers = [(tier.threshold, tier.off_amount, tier.off_bp) for tier in terms.tiers]
    by_units, most = terms.counts == "units", terms.max_off

    def amount_of(base: int, units: int) -> int:
        measure, best = (units if by_units else base), 0
        for threshold, off, bp in tiers:
            if measure >= threshold:
                amount = off - (-base * bp // ALL_BP)
                if amount > best:
                    best = amount
        if most is not None and best > most:
            best = most
        return best if best < base else base

    return amount_of


def _repeat_rule(terms: SpendSaveTerms) -> AmountOf:
    tier: Tier = terms.tiers[0]
    by_units, most = terms.counts == "units", terms.max_off

    def amount_of(base: int, units: int) -> int:
        times = (units if by_units else base) // max(tier.threshold, 1)
        best = times * tier.off_amount
        if most is not None and best > most:
            best = most
        return best if best < base else base

    return amount_of
