"""How well a product turns clicks into orders, so that few clicks prove little."""

from __future__ import annotations

from kaibo.foundation.intervals import wilson


def proven_conversion(orders: int, clicks: int) -> float:
    """The lower end of the 95 % interval of orders per click: 1 of 1 ranks below 30 of 100.

    More orders than clicks happen (the bag sells without a click on the card); they count as one
    order a click.
    """
    interval = wilson(orders, clicks)
    return interval[0] if interval else 0.0
