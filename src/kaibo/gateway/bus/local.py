"""The bus inside one process: the default of a single gateway, and of tests."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from kaibo.gateway.bus.contracts import Handler


class Hub:
    """What the buses of one process share."""

    def __init__(self) -> None:
        self.members: list[LocalBus] = []

    def changed(self) -> None:
        """Somebody came or went; whoever now has company is told."""
        for member in self.members:
            member.look()


class LocalBus:
    """Implements `Bus` on one loop; alone on its hub it is down and costs nothing."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._handlers: dict[str, Handler] = {}
        self._on_up: Callable[[], None] = _nothing
        self._was_up = False

    @property
    def is_up(self) -> bool:
        return self in self._hub.members and len(self._hub.members) > 1

    def start(self, on_up: Callable[[], None]) -> None:
        self._on_up = on_up
        self._hub.members.append(self)
        self._hub.changed()

    async def stop(self) -> None:
        if self in self._hub.members:
            self._hub.members.remove(self)
            self._hub.changed()

    def publish(self, subject: str, data: bytes) -> None:
        if not self.is_up:
            return
        call = asyncio.get_running_loop().call_soon
        for other in self._hub.members:
            if other is not self and subject in other._handlers:
                call(other._deliver, subject, data)

    def subscribe(self, subject: str, handler: Handler) -> None:
        self._handlers[subject] = handler

    def look(self) -> None:
        """Tell ``on_up`` when the first companion came."""
        if self.is_up and not self._was_up:
            asyncio.get_running_loop().call_soon(self._on_up)
        self._was_up = self.is_up

    def _deliver(self, subject: str, data: bytes) -> None:
        handler = self._handlers.get(subject)
        if handler is not None and self in self._hub.members:
            handler(data)


def _nothing() -> None:
    return
