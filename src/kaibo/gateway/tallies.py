"""The tallies of a room's open activities, and which of them its pages do not know yet."""

from __future__ import annotations

from collections.abc import Collection, Mapping


class Tallies:
    """By activity id; a tally is what it counts by slot."""

    def __init__(self) -> None:
        self._now: dict[int, list[int]] = {}
        self._changed: dict[int, list[int]] = {}

    def set(self, found: Mapping[int, list[int]]) -> None:
        """As the database counts now; only what differs is sent. Entries never become fewer."""
        for activity, tally in found.items():
            if self._now.get(activity) != tally:
                self._now[activity] = self._changed[activity] = tally

    def keep(self, activities: Collection[int]) -> None:
        """Forget those that are not open any more: their card has the last tally."""
        for activity in [one for one in self._now if one not in activities]:
            del self._now[activity]

    def all(self) -> dict[int, list[int]]:
        return dict(self._now)

    def take_changed(self) -> dict[int, list[int]] | None:
        """What changed since the last call, or None."""
        changed, self._changed = self._changed, {}
        return changed or None
