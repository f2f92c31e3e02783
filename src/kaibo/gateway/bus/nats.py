"""The bus over NATS (core publish and subscribe, no JetStream): gateways on several machines."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable

import structlog
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import Error

from kaibo.gateway import metrics
from kaibo.gateway.bus.contracts import MESSAGE_LIMIT, Handler

# A server that hangs without closing is noticed after two unanswered pings.
PING_SECONDS = 1
_RETRY_SECONDS = 0.25
_CONNECT_SECONDS = 2
_GOODBYE_SECONDS = 1.0
_STUCK_SECONDS = 5.0
# Some seconds of a busy node; what is older helps nobody.
_WAITING_LIMIT = 5_000
log = structlog.get_logger(__name__)


class NatsBus:
    """Implements `Bus`. Connects for ever; a server that is away costs nothing but its news."""

    def __init__(self, url: str, prefix: str, name: str) -> None:
        """``url`` like ``nats://token@host:4222``, several joined by commas; ``prefix`` keeps
        installations on one server apart; ``name`` is shown in the server's list of clients."""
        self._urls = url.split(",")
        self._prefix, self._name = prefix, name
        self._client = Client()
        self._handlers: dict[str, Handler] = {}
        self._heard: set[str] = set()  # subjects that the server knows of
        self._queue: list[tuple[str, bytes]] = []
        self._ready = asyncio.Event()
        self._on_up: Callable[[], None] = _nothing
        self._tasks: list[asyncio.Task[None]] = []

    @property
    def is_up(self) -> bool:
        return self._client.is_connected

    def start(self, on_up: Callable[[], None]) -> None:
        self._on_up = on_up
        self._tasks.append(asyncio.create_task(self._connect()))
        self._tasks.append(asyncio.create_task(self._work()))

    async def stop(self) -> None:
        with contextlib.suppress(TimeoutError, Error, OSError):
            async with asyncio.timeout(_GOODBYE_SECONDS):
                if self.is_up:
                    await self._publish_waiting()
                    await self._client.flush()
        for task in self._tasks:
            task.cancel()
        with contextlib.suppress(TimeoutError, Error, OSError):
            async with asyncio.timeout(_GOODBYE_SECONDS):
                await self._client.close()

    def publish(self, subject: str, data: bytes) -> None:
        if not self.is_up or len(self._queue) >= _WAITING_LIMIT or len(data) > MESSAGE_LIMIT:
            metrics.bus_dropped.inc()
            return
        self._queue.append((subject, data))
        self._ready.set()

    def subscribe(self, subject: str, handler: Handler) -> None:
        self._handlers[subject] = handler
        self._ready.set()

    async def _connect(self) -> None:
        await self._client.connect(
            self._urls, name=self._name, no_echo=True, ping_interval=PING_SECONDS,
            max_outstanding_pings=2, connect_timeout=_CONNECT_SECONDS,
            reconnect_time_wait=_RETRY_SECONDS,  # type: ignore[arg-type]
            max_reconnect_attempts=-1, pending_size=2**20, error_cb=self._failed,
            disconnected_cb=self._went_down, reconnected_cb=self._came_up,
        )  # fmt: skip
        await self._came_up()

    async def _work(self) -> None:
        """The only task that speaks to the server: subscriptions first, then messages."""
        while True:
            await self._ready.wait()
            self._ready.clear()
            try:
                async with asyncio.timeout(_STUCK_SECONDS):
                    await self._subscribe_new()
                    await self._publish_waiting()
            except (Error, OSError, TimeoutError) as error:
                log.warning("bus is stuck", error=str(error) or type(error).__name__)
            except Exception:
                log.exception("bus turn failed")

    async def _subscribe_new(self) -> None:
        if not self.is_up:
            return
        for subject in self._handlers.keys() - self._heard:
            await self._client.subscribe(f"{self._prefix}.{subject}", cb=self._heard_by(subject))
            self._heard.add(subject)  # the client renews it itself after a reconnect

    async def _publish_waiting(self) -> None:
        queue, self._queue = self._queue, []
        for subject, data in queue:
            await self._client.publish(f"{self._prefix}.{subject}", data)
        metrics.bus_sent.inc(len(queue))

    def _heard_by(self, subject: str) -> Callable[[Msg], asyncio.Future[None]]:
        handler = self._handlers[subject]

        async def heard(message: Msg) -> None:
            metrics.bus_heard.inc()
            try:
                handler(message.data)
            except Exception:
                log.exception("message of another node failed", subject=subject)

        return heard  # type: ignore[return-value]

    async def _came_up(self) -> None:
        metrics.bus_up.set(1)
        log.info(
            "bus is up", server=self._client.connected_url and self._client.connected_url.hostname
        )
        self._queue.clear()  # what was said before nobody needs now
        self._on_up()
        self._ready.set()

    async def _went_down(self) -> None:
        metrics.bus_up.set(0)
        if not self._client.is_closed:
            log.warning("bus is away; this gateway runs alone until it is back")

    async def _failed(self, error: Exception) -> None:
        log.warning("bus", error=str(error) or type(error).__name__)


def _nothing() -> None:
    return
