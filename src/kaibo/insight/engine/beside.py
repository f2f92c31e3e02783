"""Numbers of a show that stand beside its counters: medians, and refunds against their payments.

They are defined as the blocks of the same names in ``insight/batch/known.sql`` and equal them.
"""

from __future__ import annotations

import numpy as np

from kaibo.insight.engine import kernel
from kaibo.insight.engine.state import ShowFold
from kaibo.insight.engine.tables import rows

HOUR_MS = 3_600_000


def beside(fold: ShowFold) -> dict[str, int]:
    """By the names that formulas use; what nothing was seen of is left out."""
    found = {
        "refunded_1h": refunded_within(fold, HOUR_MS),
        "decision_ms": decision_ms(fold),
        "first_frame_p50_ms": first_frame(fold, 50),
        "first_frame_p95_ms": first_frame(fold, 95),
    }
    return {name: value for name, value in found.items() if value is not None}


def refunded_within(fold: ShowFold, ms: int) -> int:
    """Money back at most so long after the first payment of its order, minor units."""
    times = rows(fold.tables.orders).tolist()
    paid = {order: at for order, at, _, _ in times if at != kernel.MOMENT}
    return sum(
        amount
        for order, _, ts, amount in rows(fold.tables.refunds).tolist()
        if order in paid and ts - paid[order] <= ms
    )


def decision_ms(fold: ShowFold) -> int | None:
    """Half of the buyers took at most so long from their first product view to their first pay."""
    found = rows(fold.tables.visitors)
    seen, paid = found[:, kernel.FIRST_VIEW], found[:, kernel.FIRST_PAY]
    took = np.sort((paid - seen)[(paid != kernel.MOMENT) & (paid >= seen)])
    return int(took[(len(took) - 1) // 2]) if len(took) else None


def first_frame(fold: ShowFold, percent: int) -> int | None:
    """The shortest time that so many percent of the first frames needed at most, ms."""
    found = rows(fold.tables.frames)
    if not len(found):
        return None
    found = found[np.argsort(found[:, 0])]
    ranks = np.cumsum(found[:, 1])
    return int(found[np.searchsorted(ranks * 100, ranks[-1] * percent), 0])
