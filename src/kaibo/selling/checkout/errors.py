"""Errors of checkout.

Conflict
└── OrderRefused      the order writer did not take the order; ``reason`` is its code
"""

from __future__ import annotations

from kaibo.foundation.errors import Conflict


class OrderRefused(Conflict):
    """The order was not taken; look at the prices again."""

    code = "order_refused"
