"""The engine of Linux with io_uring: thousands of sends a system call, answers read as columns."""

from __future__ import annotations

import errno
import socket
from typing import Any

import numpy as np

from kaibo.gateway.fanout.audience import Audience
from kaibo.gateway.fanout.engine import BROKEN, Short
from kaibo.gateway.fanout.ring import Ring, address_of

ENTRIES = 4096


class Uring:
    """Every send is done, or refused, when the system call returns: none is left under way.

    So ``data`` need not outlive `send`, and no send can meet a number that was closed and given
    to another socket.
    """

    name = "io_uring"

    def __init__(self, entries: int = ENTRIES) -> None:
        """Raises OSError where io_uring is missing, forbidden, or does not send."""
        self._ring = Ring(entries)
        self._prove()

    def send(self, audience: Audience[Any], data: bytes) -> list[Short]:
        fds, address, size = audience.fds, address_of(data), len(data)
        short: list[Short] = []
        for start in range(0, len(fds), self._ring.entries):
            results = self._ring.send(fds[start : start + self._ring.entries], address, size)
            for place in np.flatnonzero(results != size).tolist():
                short.append(Short(start + place, _taken(int(results[place]))))
        return short

    def close(self) -> None:
        self._ring.close()

    def _prove(self) -> None:
        """One real send: some sandboxes let a ring be made but not be used."""
        near, far = socket.socketpair()
        with near, far:
            fds = np.array([near.fileno()], np.int32)
            probe = b"kaibo"
            if self._ring.send(fds, address_of(probe), len(probe))[0] != len(probe):
                self.close()
                raise OSError(errno.ENOSYS, "io_uring does not send")


def _taken(result: int) -> int:
    if result >= 0:
        return result
    return 0 if result == -errno.EAGAIN else BROKEN
