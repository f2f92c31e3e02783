"""This gateway among the others: its bus, its name, the links of its rooms, wake-ups passed on."""

from __future__ import annotations

import secrets
import time
from typing import Protocol

import msgspec
import structlog

from kaibo.foundation.config import Config
from kaibo.foundation.tokens import fingerprint
from kaibo.gateway.bus.contracts import Bus
from kaibo.gateway.bus.link import Hooks, Local, RoomLink
from kaibo.gateway.bus.local import Hub, LocalBus
from kaibo.gateway.bus.messages import Node, Wake, encode, node_decoder
from kaibo.gateway.bus.nats import NatsBus

_SUBJECT = "nodes"
_DEAF_SECONDS = 3.5
log = structlog.get_logger(__name__)


class Wakes(Protocol):
    """The feed, as far as the bus wakes it."""

    relays: bool

    def overhear(self, notes: list[tuple[str, str]]) -> None: ...


class GatewayNode:
    """Lives on the gateway's loop. Without ``KAIBO_NATS_URL`` the node is alone."""

    def __init__(self, config: Config, feed: Wakes, hooks: Hooks) -> None:
        # One life: a restart is another node, so that each counter is written by one process.
        self.name = f"{config.gateway_name}.{secrets.token_hex(4)}"
        self.bus = make_bus(config, self.name)
        self._is_remote = config.nats_url is not None
        self._is_deaf = not config.listens
        self._feed, self._hooks = feed, hooks
        self._links: list[RoomLink] = []
        self._up_at = 0.0
        self._deaf_at = -_DEAF_SECONDS

    def start(self) -> None:
        self.bus.subscribe(_SUBJECT, self._hear)
        self.bus.start(self._came_up)

    async def stop(self) -> None:
        for link in self._links:
            link.bye()
        await self.bus.stop()

    def join(self, room: Local) -> RoomLink:
        """The room follows the bus from now on."""
        link = RoomLink(self.bus, room, self._hooks)
        self._links.append(link)
        link.hello()
        return link

    def beat(self) -> None:
        """Once a second."""
        for link in self._links:
            link.beat()
        if self._is_deaf and self.bus.is_up:
            self.bus.publish(_SUBJECT, encode(Node(self.name, is_deaf=True)))
        self._feed.relays = time.monotonic() - self._deaf_at < _DEAF_SECONDS

    def is_blind(self, seconds: float) -> bool:
        """Whether other nodes could not be heard within the last ``seconds``."""
        if not self._is_remote:
            return False
        return not self.bus.is_up or time.monotonic() - self._up_at < seconds

    def notified(self, notes: list[tuple[str, str]]) -> None:
        """PostgreSQL woke this node; those that cannot listen are told."""
        self.bus.publish(_SUBJECT, encode(Wake(self.name, notes)))

    def _came_up(self) -> None:
        self._up_at = time.monotonic()
        for link in self._links:
            link.hello()

    def _hear(self, data: bytes) -> None:
        try:
            message = node_decoder.decode(data)
        except msgspec.DecodeError as error:
            log.warning("another node sent what cannot be read", error=str(error))
            return
        if isinstance(message, Node):
            self._deaf_at = time.monotonic()
            self._feed.relays = not self._is_deaf
        elif self._is_deaf:
            self._feed.overhear(message.notes)


def make_bus(config: Config, name: str) -> Bus:
    """NATS where its address is given, else the bus inside this process."""
    if config.nats_url is None:
        return LocalBus(Hub())
    return NatsBus(config.nats_url, f"kaibo.{fingerprint()}", name)
