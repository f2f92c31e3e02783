"""What a fan-out engine promises; every engine passes the same contract test."""

from __future__ import annotations

from typing import Any, NamedTuple, Protocol

from kaibo.gateway.fanout.audience import Audience

BROKEN = -1


class Short(NamedTuple):
    """A page that did not take the whole frame."""

    place: int  # in the audience of this pass
    sent: int  # bytes taken, 0 when the buffer was full, `BROKEN` when nothing can be sent


class Engine(Protocol):
    """Writes one frame to many sockets without ever waiting for one of them."""

    name: str

    def send(self, audience: Audience[Any], data: bytes) -> list[Short]:
        """Offer ``data`` once to every socket; returns who took less than all of it.

        When it returns, no socket of the audience and no byte of ``data`` is in use any more.
        """
        ...

    def close(self) -> None: ...
