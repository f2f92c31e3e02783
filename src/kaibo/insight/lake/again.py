"""Reading the lake while days are deleted and copies merged beside it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

TRIES = 5
T = TypeVar("T")


def undisturbed(read: Callable[[], T], *gone: type[Exception]) -> T:
    """What ``read`` gives. It begins again when a file that it had listed is gone, which raises
    FileNotFoundError or one of ``gone``; the fifth time that is an error."""
    for _ in range(TRIES - 1):
        with suppress(FileNotFoundError, *gone):
            return read()
    return read()
