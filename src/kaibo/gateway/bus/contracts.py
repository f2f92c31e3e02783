"""The bus: small messages between gateways, at most once, in the order of each sender."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

Handler = Callable[[bytes], None]
# A message above this is refused by the server (NATS: 1 MB by default).
MESSAGE_LIMIT = 512 * 1024


class Bus(Protocol):
    """Used from one event loop. Handlers run on that loop and must not raise.

    A subject is words of ``a-z 0-9 _ -`` joined by dots. What a bus publishes it does not hear.
    """

    @property
    def is_up(self) -> bool:
        """Whether somebody could hear; while False, `publish` drops."""

    def start(self, on_up: Callable[[], None]) -> None:
        """Begin; ``on_up`` is called on the loop whenever the bus came up or came back."""

    async def stop(self) -> None:
        """Send what waits, if that is quick, and end."""

    def publish(self, subject: str, data: bytes) -> None:
        """Never blocks and never raises; dropped and counted while the bus is down."""

    def subscribe(self, subject: str, handler: Handler) -> None:
        """Hear a subject from now on, over every reconnect. Once per subject."""
