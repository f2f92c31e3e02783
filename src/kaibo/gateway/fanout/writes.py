"""The engine that works everywhere: one write() a page."""

from __future__ import annotations

import os
from typing import Any

from kaibo.gateway.fanout.audience import Audience
from kaibo.gateway.fanout.engine import BROKEN, Short


class Writes:
    """Sockets must be non-blocking."""

    name = "write"

    def send(self, audience: Audience[Any], data: bytes) -> list[Short]:
        size, write = len(data), os.write
        short: list[Short] = []
        for index, fd in enumerate(audience):
            try:
                sent = write(fd, data)
            except BlockingIOError:
                sent = 0
            except OSError:
                sent = BROKEN
            if sent != size:
                short.append(Short(index, sent))
        return short

    def close(self) -> None:
        """Nothing is held."""
