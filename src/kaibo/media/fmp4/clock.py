"""Re-timing: the millisecond stamps of RTMP become an even, rising clock of the track.

RTMP rounds to ms, so 30 pictures a second arrive as 33, 33, 34 ms. Left alone, players see gaps
and overlaps of a millisecond. A tick that lands within the tolerance of where the last sample
ends is put exactly there; a real jump is followed.
"""

from __future__ import annotations

from dataclasses import dataclass, field

_WRAP = 1 << 32
JUMP_MS = 10_000


class StampClock:
    """Unwraps 32-bit ms stamps of one publisher; ``milliseconds`` since its first stamp."""

    def __init__(self) -> None:
        self._last: int | None = None
        self._total = 0

    def milliseconds(self, stamp: int) -> int:
        """Time of ``stamp``; steps back (sound and picture interleave) come out as such."""
        if self._last is None:
            self._last = stamp
            return 0
        step = (stamp - self._last + _WRAP // 2) % _WRAP - _WRAP // 2
        self._last = stamp
        self._total += step
        return self._total


@dataclass(slots=True)
class TrackClock:
    """Decode times of one track in units of ``scale`` per second, beginning at ``start_ms``."""

    scale: int
    start_ms: int
    nominal: int  # usual sample duration; 0: not known yet
    tolerance_ms: int
    _next: int | None = field(default=None)

    def place(self, ms: int) -> int:
        """Decode time of a sample stamped ``ms`` after the publisher's first stamp."""
        wanted = (self.start_ms + ms) * self.scale // 1000
        planned = self._next
        if planned is None:
            at = wanted
        elif abs(wanted - planned) * 1000 <= self.tolerance_ms * self.scale:
            at = planned
        else:
            at = max(wanted, planned - self.nominal + 1)
            self._learn(at - (planned - self.nominal))
        self._next = at + (self.nominal or 1)
        return at

    def _learn(self, step: int) -> None:
        """Without a known frame rate the last step is the best guess of the next."""
        if 0 < step * 1000 <= 250 * self.scale:
            self.nominal = step if not self.nominal else self.nominal
