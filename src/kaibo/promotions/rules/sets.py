"""Sets: buy n get m, and bundles for one price.

A set promotion applies as a whole, as often as it makes the units cheaper. Its saving is shared
by all units of the sets, so that giving one back returns what that unit really cost.
"""

from __future__ import annotations

from collections import defaultdict

from kaibo.promotions.contracts import BundleTerms, BuyGetTerms, CartLine
from kaibo.promotions.rules.amounts import allocate, share_up
from kaibo.promotions.rules.compiled import Rule

Runs = list[list[tuple[int, int]]]
Unit = tuple[int, int]  # price, line index


def set_amounts(
    rule: Rule, mask_indexes: list[int], lines: list[CartLine], runs: Runs
) -> dict[int, int]:
    """What the rule takes off per line of its scope; empty when it makes nothing cheaper."""
    terms = rule.terms
    if isinstance(terms, BuyGetTerms):
        saving, weights = _buy_get(terms, mask_indexes, lines, runs)
    else:
        assert isinstance(terms, BundleTerms)
        bundle = _named_units if terms.units else _any_units
        saving, weights = bundle(terms, mask_indexes, lines, runs)
    if saving <= 0:
        return {}
    parts = allocate(saving, list(weights.values()))
    return dict(zip(weights, parts, strict=True))


def _dearest_first(chosen: list[int], runs: Runs) -> list[Unit]:
    units = [(price, i) for i in chosen for price, n in runs[i] for _ in range(n)]
    units.sort(key=lambda unit: (-unit[0], unit[1]))
    return units


def _by_sku(chosen: list[int], lines: list[CartLine]) -> list[list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for index in chosen:
        found[lines[index].sku_id].append(index)
    return list(found.values())


def _weights(units: list[Unit]) -> dict[int, int]:
    """Per line what its units in sets cost, lines ascending."""
    found: dict[int, int] = defaultdict(int)
    for price, index in sorted(units, key=lambda unit: unit[1]):
        found[index] += price
    return found


def _buy_get(
    terms: BuyGetTerms, chosen: list[int], lines: list[CartLine], runs: Runs
) -> tuple[int, dict[int, int]]:
    """Units stand dearest first in rows of buy + get; the last ``get`` of a row are cheaper."""
    size, most = terms.buy + terms.get, terms.max_sets
    pools = _by_sku(chosen, lines) if terms.same_sku else [chosen]
    rows: list[list[Unit]] = []
    for pool in pools:
        units = _dearest_first(pool, runs)
        rows += [units[at : at + size] for at in range(0, len(units) - size + 1, size)]
    if most is not None and len(rows) > most:
        rows = sorted(rows, key=lambda row: -_off(terms, row))[:most]
    used = [row for row in rows if _off(terms, row)]
    return sum(_off(terms, row) for row in used), _weights([u for row in used for u in row])


def _off(terms: BuyGetTerms, row: list[Unit]) -> int:
    return sum(share_up(price, terms.off_bp) for price, _ in row[terms.buy :])


def _any_units(
    terms: BundleTerms, chosen: list[int], lines: list[CartLine], runs: Runs
) -> tuple[int, dict[int, int]]:
    """The dearest n units make the first set, and so on while a set is dearer than its price."""
    units, saving, used = _dearest_first(chosen, runs), 0, 0
    most = len(units) if terms.max_sets is None else terms.max_sets
    for at in range(0, len(units) - terms.n + 1, terms.n):
        gain = sum(price for price, _ in units[at : at + terms.n]) - terms.price
        if gain <= 0 or at >= most * terms.n:
            break
        saving, used = saving + gain, at + terms.n
    return saving, _weights(units[:used])


def _named_units(
    terms: BundleTerms, chosen: list[int], lines: list[CartLine], runs: Runs
) -> tuple[int, dict[int, int]]:
    """Sets of named units, the dearest of each SKU first."""
    pools = {lines[pool[0]].sku_id: _dearest_first(pool, runs) for pool in _by_sku(chosen, lines)}
    saving, used = 0, list[Unit]()
    for k in range(_named_sets(terms, pools)):
        units = [u for sku, n in terms.units.items() for u in pools[sku][k * n : k * n + n]]
        gain = sum(price for price, _ in units) - terms.price
        if gain <= 0:
            break
        saving, used = saving + gain, used + units
    return saving, _weights(used)


def _named_sets(terms: BundleTerms, pools: dict[int, list[Unit]]) -> int:
    most = min(len(pools.get(sku, ())) // n for sku, n in terms.units.items())
    return most if terms.max_sets is None else min(most, terms.max_sets)
