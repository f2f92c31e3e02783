"""What changes campaigns, coupons and balances: one verb per file."""

from __future__ import annotations
