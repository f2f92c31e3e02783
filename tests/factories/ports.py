"""Ports for processes that tests start."""

from __future__ import annotations

import random
import socket

# Below the range from which the kernel takes source ports: a server that is killed and started
# again must find its port free.
_FIRST, _LAST = 20_000, 32_000
_chance = random.SystemRandom()


def free_ports(count: int) -> list[int]:
    """Different TCP ports of 127.0.0.1 on which nobody listens now."""
    found: list[int] = []
    while len(found) < count:
        port = _chance.randrange(_FIRST, _LAST)
        with socket.socket() as probe:
            if port not in found and probe.connect_ex(("127.0.0.1", port)) and _binds(port):
                found.append(port)
    return found


def free_port() -> int:
    return free_ports(1)[0]


def _binds(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True
