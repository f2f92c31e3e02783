"""Counting an event once although it was sent or relayed twice."""

from __future__ import annotations


class Dedupe:
    """Remembers the last ``window`` to ``2 * window`` event ids in two generations.

    Viewer events are sent again only within seconds, so a window is enough; facts from the outbox
    are money, so their consumers keep every id.
    """

    def __init__(self, window: int = 500_000) -> None:
        self._window = window
        self.young: set[bytes] = set()
        self.old: set[bytes] = set()

    def is_new(self, event_id: bytes) -> bool:
        """Whether this id was not seen within the window; it is remembered."""
        if event_id in self.young or event_id in self.old:
            return False
        self.young.add(event_id)
        if len(self.young) >= self._window:
            self.old, self.young = self.young, set()
        return True
