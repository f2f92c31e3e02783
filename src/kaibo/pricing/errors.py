"""Errors of pricing.

InvalidInput
└── UnlawfulBeforePrice    422 before_price    a struck-through price without lawful basis
"""

from __future__ import annotations

from kaibo.foundation.errors import InvalidInput


class UnlawfulBeforePrice(InvalidInput):
    """The price before has no lawful basis."""

    code = "before_price"
