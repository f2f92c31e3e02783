"""Settings of a room that keep it in order: pure, with their bounds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Audience = Literal["all", "followers", "buyers"]
AUDIENCES: tuple[Audience, ...] = ("all", "followers", "buyers")
SLOWEST_SECONDS = 600
LONGEST_COMMENT = 200
# Commands whose rate a room may change, and the highest (per second, burst).
FASTEST: dict[str, tuple[float, float]] = {
    "comment": (5, 20), "like": (10, 50), "buy": (10, 30), "act": (10, 30), "gift": (10, 50),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class RoomOrder:
    """How a room is kept in order; ``rates`` maps a command to (per second, burst)."""

    slow_seconds: int = 0
    audience: Audience = "all"
    link_filter: bool = True
    max_length: int = 100
    rates: Mapping[str, tuple[float, float]] = field(default_factory=dict)


DEFAULT = RoomOrder()


def wrong_field(order: RoomOrder) -> str | None:
    """The field that is out of bounds, or None."""
    if not 0 <= order.slow_seconds <= SLOWEST_SECONDS:
        return "slow_seconds"
    if order.audience not in AUDIENCES:
        return "audience"
    if not 1 <= order.max_length <= LONGEST_COMMENT:
        return "max_length"
    for kind, (per_second, burst) in order.rates.items():
        most = FASTEST.get(kind)
        if most is None or not 0.01 <= per_second <= most[0] or not 1 <= burst <= most[1]:
            return f"rates.{kind}"
    return None
