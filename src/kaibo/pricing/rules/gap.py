"""Our price among the rivals' prices of the last days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from statistics import median

from kaibo.pricing.contracts import Gap, RivalSeen

FRESH = timedelta(days=30)


def fresh(seen: Sequence[RivalSeen], today: date) -> list[RivalSeen]:
    """The newest price of each rival of the last 30 days."""
    newest: dict[str, RivalSeen] = {}
    for one in sorted(seen, key=lambda one: one.seen_on):
        if today - FRESH <= one.seen_on <= today:
            newest[one.rival] = one
    return list(newest.values())


def gap_of(ours: int, rivals: Sequence[RivalSeen], alert_bp: int) -> Gap | None:
    """None without rivals. The alert is for a price more than ``alert_bp`` above the median."""
    if not rivals:
        return None
    prices = [one.price for one in rivals]
    middle = int(median(prices))
    gap = (ours - middle) * 10_000 // middle
    position = 1 + sum(price < ours for price in prices)
    return Gap(middle, min(prices), len(prices), gap, position, gap > alert_bp)
