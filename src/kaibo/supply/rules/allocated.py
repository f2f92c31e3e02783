"""Which house the units on links and in open orders lie in."""

from __future__ import annotations

from collections.abc import Mapping


def fit(others: Mapping[int, int], promised: int, main: int) -> dict[int, int]:
    """Units by warehouse that add up to ``promised``.

    ``others``: what is noted for houses beside the main one. The main house has the rest; when
    less is promised than noted (units came home by themselves), the newest houses give way.
    """
    left, shares = max(0, promised), {}
    for site in sorted(others):
        shares[site] = min(others[site], left)
        left -= shares[site]
    shares[main] = shares.get(main, 0) + left
    return shares


def go_home(shares: Mapping[int, int], main: int, units: int) -> list[tuple[int, int]]:
    """(warehouse, units) that go back: what lies outside the main house first."""
    back = []
    for site in sorted(shares, key=lambda each: (each == main, -each)):
        part = min(units, shares[site])
        if part > 0:
            back.append((site, part))
            units -= part
    if units > 0:
        back.append((main, units))
    return back


def swap(shares: Mapping[int, int], site: int, units: int) -> list[tuple[int, int]]:
    """(other warehouse, units) whose promise ``site`` fulfills when it ships more than its own."""
    short, moves = units - shares.get(site, 0), []
    for other in sorted(shares):
        part = min(short, shares[other]) if other != site else 0
        if part > 0:
            moves.append((other, part))
            short -= part
    return moves
