"""Who gets the shared frames, as a column of file descriptors that a pass reads in one go."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Generic, Protocol, TypeVar

import numpy as np


class HasSocket(Protocol):
    """A page whose socket has the number ``fd`` as long as the page is in an audience."""

    fd: int


P = TypeVar("P", bound=HasSocket)
_FIRST = 16


class Audience(Generic[P]):
    """Pages by their socket. A page leaves before its socket is closed, never after."""

    def __init__(self) -> None:
        self._pages: list[P] = []
        self._place: dict[int, int] = {}  # fd → index of its page
        self._fds = np.zeros(_FIRST, np.int32)

    def __len__(self) -> int:
        return len(self._pages)

    def __iter__(self) -> Iterator[int]:
        """File descriptors, in the order of `fds`."""
        return (page.fd for page in self._pages)

    def __contains__(self, page: P) -> bool:
        place = self._place.get(page.fd)
        return place is not None and self._pages[place] is page

    @property
    def fds(self) -> np.ndarray[Any, np.dtype[np.int32]]:
        """File descriptors, int32; a view that the next `add` or `remove` may change."""
        return self._fds[: len(self._pages)]

    def page(self, place: int) -> P:
        return self._pages[place]

    def add(self, page: P) -> None:
        """Follow from the next pass on; a page that follows already stays."""
        if page in self:
            return
        index = len(self._pages)
        if index == len(self._fds):
            self._fds = np.resize(self._fds, 2 * index)
        self._pages.append(page)
        self._place[page.fd], self._fds[index] = index, page.fd

    def remove(self, page: P) -> None:
        """Get nothing any more; the last page takes the place that becomes free."""
        if page not in self:
            return
        index, last = self._place.pop(page.fd), self._pages.pop()
        if last is not page:
            self._pages[index], self._place[last.fd], self._fds[index] = last, index, last.fd
