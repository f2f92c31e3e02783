"""Token buckets. Pure: the caller passes the clock."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rate:
    """``per_second`` on average, ``burst`` at once."""

    per_second: float
    burst: float


class Bucket:
    """What one sender has left of a rate."""

    __slots__ = ("_at", "_left", "_rate")

    def __init__(self, rate: Rate, now: float) -> None:
        self._rate = rate
        self._left = rate.burst
        self._at = now

    @property
    def rate(self) -> Rate:
        return self._rate

    def take(self, now: float, cost: float = 1.0) -> float:
        """0.0 when taken; otherwise the seconds to wait, and nothing is taken."""
        rate, left = self._rate, self._left
        if now > self._at:
            left += (now - self._at) * rate.per_second
            if left > rate.burst:
                left = rate.burst
        self._at = now
        if left < cost:
            self._left = left
            return (cost - left) / rate.per_second
        self._left = left - cost
        return 0.0

    def is_full(self, now: float) -> bool:
        """Whether nothing was taken lately, so that the bucket may be forgotten."""
        return self._left + (now - self._at) * self._rate.per_second >= self._rate.burst
