"""The engine for every process, free of Django: what a cart costs, and why, in words."""

from __future__ import annotations

from kaibo.promotions.rules.compiled import Compiled, compile_promotions
from kaibo.promotions.rules.engine import price_cart
from kaibo.promotions.rules.wording import explain, say, say_all

__all__ = ["Compiled", "compile_promotions", "explain", "price_cart", "say", "say_all"]
