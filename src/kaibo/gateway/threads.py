"""Which comment began the talk that a comment belongs to."""

from __future__ import annotations

KEPT = 5000


class Threads:
    """Of the newest comments of a room. What is older is answered no more."""

    def __init__(self) -> None:
        self._first: dict[int, int] = {}

    def of(self, to: int) -> int:
        """The first comment of the talk that ``to`` belongs to; 0 when it is not known."""
        return self._first.get(to, 0)

    def note(self, comment: int, thread: int = 0) -> None:
        """``comment`` was said: in ``thread``, or as the first of one that may come."""
        self._first[comment] = thread or comment
        if len(self._first) > KEPT:
            del self._first[next(iter(self._first))]
