"""A set of viewers that two nodes can compare in 2 KB and repair in parts."""

from __future__ import annotations

import array
from collections.abc import Iterable, Iterator

BUCKETS = 256
_MASK = 2**64 - 1


class ViewerSet:
    """Viewer ids, with one XOR of hashes per bucket (the id's low byte).

    Equal sets have equal digests; different ones have different digests but for one chance in
    2⁶⁴ a bucket.
    """

    __slots__ = ("_digests", "_viewers")

    def __init__(self, viewers: Iterable[int] = ()) -> None:
        self._viewers: set[int] = set()
        self._digests = [0] * BUCKETS
        for viewer in viewers:
            self.add(viewer)

    def __len__(self) -> int:
        return len(self._viewers)

    def __contains__(self, viewer: object) -> bool:
        return viewer in self._viewers

    def __iter__(self) -> Iterator[int]:
        return iter(self._viewers)

    def add(self, viewer: int) -> bool:
        """Whether it is new."""
        if viewer in self._viewers:
            return False
        self._viewers.add(viewer)
        self._digests[viewer % BUCKETS] ^= _mix(viewer)
        return True

    def discard(self, viewer: int) -> bool:
        """Whether it was there."""
        if viewer not in self._viewers:
            return False
        self._viewers.remove(viewer)
        self._digests[viewer % BUCKETS] ^= _mix(viewer)
        return True

    @property
    def digest(self) -> int:
        """Of the whole set."""
        made = 0
        for number, one in enumerate(self._digests):
            made ^= _mix(one + number) if one else 0
        return made

    def digests(self) -> bytes:
        """By bucket, 8 bytes each; `differing` of another node reads it."""
        return array.array("Q", self._digests).tobytes()

    def differing(self, theirs: bytes, limit: int) -> dict[int, list[int]]:
        """Viewers here of the buckets that differ, about ``limit`` at most, whole buckets."""
        other = array.array("Q", theirs)
        if len(other) != BUCKETS:
            return {}
        wanted = {n for n in range(BUCKETS) if other[n] != self._digests[n]}
        found: dict[int, list[int]] = {number: [] for number in wanted}
        for viewer in self._viewers if wanted else ():
            if viewer % BUCKETS in wanted:
                found[viewer % BUCKETS].append(viewer)
        return _first(found, limit)

    def of_buckets(self, numbers: Iterable[int]) -> list[int]:
        wanted = set(numbers)
        return [viewer for viewer in self._viewers if viewer % BUCKETS in wanted]


def pack(viewers: Iterable[int]) -> bytes:
    """Ids as 8 bytes each, for a message."""
    return array.array("q", viewers).tobytes()


def unpack(data: bytes) -> list[int]:
    """Raises ValueError for a length that is no multiple of 8."""
    made = array.array("q")
    made.frombytes(data)
    return made.tolist()


def _first(buckets: dict[int, list[int]], limit: int) -> dict[int, list[int]]:
    taken: dict[int, list[int]] = {}
    size = 0
    for number, viewers in sorted(buckets.items()):
        if taken and size + len(viewers) > limit:
            break
        taken[number] = viewers
        size += len(viewers)
    return taken


def _mix(value: int) -> int:
    """SplitMix64: every bit of the id moves every bit of the result."""
    value = (value + 0x9E3779B97F4A7C15) & _MASK
    value = (value ^ value >> 30) * 0xBF58476D1CE4E5B9 & _MASK
    value = (value ^ value >> 27) * 0x94D049BB133111EB & _MASK
    return value ^ value >> 31
