"""Which weights a shop scores by: its newest version, or the usual ones."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kaibo.foundation.clock import to_ms
from kaibo.insight.models import ScoringPolicy
from kaibo.insight.rules.balance import LONG_TERM_MIN, WEIGHTS
from kaibo.insight.rules.score import long_term_share

VERSIONS = 10  # as many as a review compares


@dataclass(frozen=True, slots=True)
class Policy:
    """``version`` 0 is what holds before a shop chose; weights as in `ScoringPolicy`."""

    version: int
    stage: str
    weights: dict[str, dict[str, int]]
    long_term_min: int
    made_at: datetime | None


USUAL = Policy(0, "grow", WEIGHTS, LONG_TERM_MIN, None)


def policies(shop_id: int) -> list[Policy]:
    """Newest first; the last is version 0 unless there are too many."""
    rows = ScoringPolicy.objects.filter(shop_id=shop_id).order_by("-version")[:VERSIONS]
    found = [
        Policy(row.version, row.stage, row.weights, row.long_term_min, row.made_at) for row in rows
    ]
    return [*found, USUAL]


def policy(shop_id: int) -> Policy:
    """The one that holds."""
    return policies(shop_id)[0]


def shown(one: Policy) -> dict[str, Any]:
    return {
        "version": one.version, "stage": one.stage, "weights": one.weights,
        "long_term_min": one.long_term_min,
        "long_term_share": long_term_share(one.weights[one.stage]),
        "made_at": to_ms(one.made_at) if one.made_at else None,
    }  # fmt: skip
