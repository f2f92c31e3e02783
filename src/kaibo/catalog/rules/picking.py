"""How well a product turns clicks into orders, so that few clicks prove little."""

from __future__ import annotations

import math

Z = 1.96  # the lower end of a 95 % interval


def proven_conversion(orders: int, clicks: int) -> float:
    """The Wilson lower bound of orders per click, 0 to 1: 1 of 1 ranks below 30 of 100.

    More orders than clicks happen (the bag sells without a click on the card); they count as one
    order a click.
    """
    if clicks <= 0:
        return 0.0
    share = min(orders, clicks) / clicks
    square = Z * Z / clicks
    spread = Z * math.sqrt(share * (1 - share) / clicks + square / (4 * clicks))
    # Rounding must not lift the bound above the share, nor below nothing.
    return min(share, max(0.0, (share + square / 2 - spread) / (1 + square)))
