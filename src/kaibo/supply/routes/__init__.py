"""``/stock``: warehouses, policies, deliveries, holds, transfers, counts and every move."""

from __future__ import annotations

from kaibo.supply.routes import counts, goods, moves, set_up
from kaibo.supply.routes.asking import router

__all__ = ["counts", "goods", "moves", "router", "set_up"]
