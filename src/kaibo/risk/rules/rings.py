"""Which accounts were found together, so that a person can look at the whole ring. Pure, bounded.

Groups grow and merge, they never split; they are shown to staff and decide nothing.
"""

from __future__ import annotations

from collections.abc import Hashable

_CELLS = 20_000
_MEMBERS = 200


class Rings:
    """Groups by a shared key (a cell of `lockstep`)."""

    def __init__(self) -> None:
        self._of: dict[int, set[int]] = {}
        self._keys: dict[Hashable, int] = {}  # one member for each key

    def join(self, viewer: int, key: Hashable) -> None:
        """The viewer belongs to whoever had this key before."""
        first = self._keys.setdefault(key, viewer)
        if len(self._keys) > _CELLS:
            del self._keys[next(iter(self._keys))]
        if first != viewer:
            self._merge(first, viewer)

    def _merge(self, first: int, second: int) -> None:
        one = self._of.setdefault(first, {first})
        other = self._of.setdefault(second, {second})
        if one is other or len(one) + len(other) > _MEMBERS:
            return
        small, large = sorted((one, other), key=len)
        large |= small
        for member in small:
            self._of[member] = large

    def of(self, viewer: int) -> set[int]:
        """The viewer's group, with the viewer; empty when there is none."""
        return self._of.get(viewer, set())

    def leave(self, viewer: int) -> None:
        group = self._of.pop(viewer, None)
        if group is not None:
            group.discard(viewer)
