"""Which pages belong to whom on this node, and how many of one viewer may be open."""

from __future__ import annotations

from kaibo.gateway.connection import Connection

PAGES_PER_VIEWER = 5


class Viewers:
    """Pages by viewer (negative: staff). The newest stay; older ones beyond the limit close."""

    def __init__(self) -> None:
        self._pages: dict[int, set[Connection]] = {}

    def __len__(self) -> int:
        return len(self._pages)

    def of(self, viewer: int) -> list[Connection]:
        return list(self._pages.get(viewer, ()))

    def add(self, page: Connection) -> int:
        """How many pages the viewer has now."""
        mine = self._pages.get(page.viewer, ())
        if len(mine) >= PAGES_PER_VIEWER:
            min(mine, key=_age).close(4409)
        mine = self._pages.setdefault(page.viewer, set())
        mine.add(page)
        return len(mine)

    def discard(self, page: Connection) -> bool:
        """Whether it was the last of its viewer."""
        mine = self._pages.get(page.viewer)
        if mine is None:
            return False
        mine.discard(page)
        if not mine:
            del self._pages[page.viewer]
        return not mine

    def opened_elsewhere(self, viewer: int, pages: int) -> None:
        """So many pages of the viewer opened on another node."""
        mine = sorted(self._pages.get(viewer, ()), key=_age)
        for page in mine[: max(0, len(mine) + pages - PAGES_PER_VIEWER)]:
            page.close(4409)


def _age(page: Connection) -> float:
    return page.opened_at
