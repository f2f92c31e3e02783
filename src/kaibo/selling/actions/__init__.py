"""What staff, buyers and the clock do to offers and orders: one file per verb."""

from __future__ import annotations
