"""The engine of one process: channels by room, stream state with grace, recordings."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor

import structlog
from prometheus_client import CollectorRegistry, Counter, Gauge

from kaibo.foundation.clock import now_ms
from kaibo.foundation.config import Config
from kaibo.foundation.disk import DiskGuard
from kaibo.foundation.errors import NotAllowed, NotFound
from kaibo.media import recorder
from kaibo.media.channel import Channel
from kaibo.media.contracts import PlayUrls, PushTarget, StreamEvent, StreamStatus
from kaibo.media.recorder import Found, Place
from kaibo.media.store import ERRORS, Room, Store
from kaibo.media.tape import DiskTape

log = structlog.get_logger("media.engine")
GRACE_SECONDS = 3.0
OFF_AIR_SECONDS = 600.0  # what was pushed off air is kept so long
SWEEP_SECONDS = 30.0
RETURN_SECONDS = 10.0  # after a restart publishers get this long to come back


class Engine:
    """Implements `contracts.VideoEngine`; lives on one event loop."""

    def __init__(self, config: Config) -> None:
        self.config = config
        self.store = Store(config.dsn)
        self.channels: dict[str, Channel] = {}
        self.registry = CollectorRegistry()
        self._guard = DiskGuard(config.data)
        self._thread = ThreadPoolExecutor(1, "recording")
        self._tapes: list[DiskTape] = []
        self._graces: dict[str, asyncio.TimerHandle] = {}
        self._listeners: set[asyncio.Queue[StreamEvent]] = set()
        self._tasks: list[asyncio.Task[None]] = []
        self._loop: asyncio.AbstractEventLoop | None = None
        self._events = Counter("kaibo_media_events", "Ingest events", ["kind"],
                               registry=self.registry)  # fmt: skip
        self._measure()

    async def start(self) -> None:
        self._loop = asyncio.get_running_loop()
        works = (self.store.keep_fresh(), self.store.write_forever(), self._recover(),
                 self._sweep_forever())  # fmt: skip
        self._tasks = [self._loop.create_task(work) for work in works]

    async def stop(self) -> None:
        """Close recordings and tell the rooms that their streams ended."""
        for channel in self.channels.values():
            if channel.publication:
                publication = channel.publication
                channel.leave(publication)
                publication.cut("The server is stopping.")
        for slug in list(self._graces):
            self._down(slug)
        await asyncio.get_running_loop().run_in_executor(self._thread, lambda: None)
        await asyncio.sleep(0)
        await self.store.close()
        for task in self._tasks:
            task.cancel()
        self._thread.shutdown()

    async def enter(self, key: str, address: str) -> Channel | None:
        """The channel a stream key opens; None, with a log line, for a wrong one."""
        room = await self.store.room_of(key)
        if room is None:
            log.warning("wrong stream key", address=address, key=key[:4] + "…")
            self._publish(StreamEvent(room="", kind="refused", at=now_ms(), detail=address))
            return None
        return self.channel(room)

    def channel(self, room: Room) -> Channel:
        """The room's channel, made on first use."""
        slug = room.slug
        if slug not in self.channels:
            tape = DiskTape(
                self.config.recordings, lambda: self._place(slug),
                lambda: self._guard.allows("recordings"), self._thread, self._stored,
            )  # fmt: skip
            self._tapes.append(tape)
            changed = lambda kind, detail: self._changed(slug, kind, detail)  # noqa: E731
            self.channels[slug] = Channel(slug, tape, changed)
        return self.channels[slug]

    def watched(self, slug: str) -> Channel:
        """The channel a viewer asks for. Raises `NotFound` for a room that does not exist."""
        if slug in self.channels:
            return self.channels[slug]
        room = self.store.rooms.get(slug)
        if room is None:
            raise NotFound(f"There is no room {slug!r}; check the address")
        return self.channel(room)

    async def issue_push(self, room: str) -> PushTarget:
        await self.store.refresh()
        if room not in self.store.rooms:
            raise NotFound(f"There is no room {room!r}; check the address")
        server = self.config.url(self.config.rtmp_port, "rtmp") + "/live"
        return PushTarget(server=server, key=self.store.rooms[room].key)

    async def authorize(self, key: str) -> str:
        room = await self.store.room_of(key)
        if room is None:
            raise NotAllowed("The stream key is not valid; copy it again from the console.")
        return room.slug

    def play_urls(self, room: str) -> PlayUrls:
        base = self.config.public_origin or self.config.url(self.config.media_port)
        http = f"{base}/live/{room}"
        return PlayUrls(ws="ws" + http.removeprefix("http") + "/ws", hls=f"{http}/index.m3u8")

    def status(self, room: str) -> StreamStatus:
        return self.watched(room).status()

    def kick(self, room: str) -> bool:
        channel = self.watched(room)
        publication = channel.publication
        if publication is None:
            return False
        channel.leave(publication)
        publication.cut("Cut off by the operator.")
        self._changed(room, "kicked", publication.address)
        return True

    async def events(self) -> AsyncIterator[StreamEvent]:
        queue: asyncio.Queue[StreamEvent] = asyncio.Queue(1000)
        self._listeners.add(queue)
        try:
            while True:
                yield await queue.get()
        finally:
            self._listeners.discard(queue)

    def _place(self, slug: str) -> Place:
        room = self.store.rooms[slug]
        return Place(room.id, room.slug, room.show_id, room.is_on_air)

    def _changed(self, slug: str, kind: str, detail: str) -> None:
        self._publish(StreamEvent(room=slug, kind=kind, at=now_ms(), detail=detail))
        if kind == "up":
            grace = self._graces.pop(slug, None)
            if grace:
                grace.cancel()
            self.store.stream_changed(self.store.rooms[slug].id, "up", now_ms())
        elif kind == "down" and slug not in self._graces:
            loop = asyncio.get_running_loop()
            self._graces[slug] = loop.call_later(GRACE_SECONDS, self._down, slug)

    def _down(self, slug: str) -> None:
        self._graces.pop(slug, None)
        if not self.channels[slug].is_up and slug in self.store.rooms:
            self.store.stream_changed(self.store.rooms[slug].id, "down", now_ms())

    def _publish(self, event: StreamEvent) -> None:
        self._events.labels(event.kind).inc()
        if event.kind != "refused":
            log.info("stream " + event.kind, room=event.room, detail=event.detail)
        for queue in self._listeners:
            if not queue.full():
                queue.put_nowait(event)

    def _stored(self, found: Found, is_closed: bool) -> None:
        assert self._loop is not None
        self._loop.call_soon_threadsafe(self.store.recording, found, is_closed)

    async def _recover(self) -> None:
        """After ``kill -9``: complete the rows of recordings, then the states of rooms."""
        started = now_ms()
        while True:
            try:
                unfinished = await self.store.open_recordings()
                await self.store.refresh()
                break
            except ERRORS:
                await asyncio.sleep(1)
        await asyncio.to_thread(self._repair, unfinished, started)
        await asyncio.sleep(RETURN_SECONDS)
        for room in self.store.rooms.values():
            channel = self.channels.get(room.slug)
            if not (channel and channel.is_up) and room.slug not in self._graces:
                self.store.stream_changed(room.id, "down", now_ms())

    def _repair(self, unfinished: set[str], before_ms: int) -> None:
        for found in recorder.scan(self.config.recordings):
            if found.folder in unfinished and found.meta.started_ms < before_ms:
                self._stored(found, True)

    async def _sweep_forever(self) -> None:
        """Delete what was pushed off air and is no longer wanted; nothing while in doubt."""
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(SWEEP_SECONDS)
            if self.store.is_up:
                await loop.run_in_executor(self._thread, self._sweep)

    def _sweep(self) -> None:
        writing = {tape.folder for tape in list(self._tapes)}
        before = now_ms() / 1000 - OFF_AIR_SECONDS
        try:
            swept = recorder.sweep(self.config.recordings, before, writing)
        except OSError as error:
            log.error("old off-air recordings stay", error=str(error))
            return
        if swept:
            log.info("off-air recordings deleted", count=swept)

    def _measure(self) -> None:
        def gauge(name: str, text: str) -> Gauge:
            return Gauge(f"kaibo_media_{name}", text, registry=self.registry)

        channels = self.channels
        gauge("viewers", "WebSocket viewers").set_function(
            lambda: sum(len(c.viewers) for c in channels.values())
        )
        gauge("publishers", "Streams on").set_function(
            lambda: sum(c.is_up for c in channels.values())
        )
        gauge("sent_bytes", "Sent to WebSocket viewers").set_function(
            lambda: sum(c.sent_bytes for c in channels.values())
        )
        gauge("skipped", "Times a slow viewer was moved to a later keyframe").set_function(
            lambda: sum(c.skipped for c in channels.values())
        )
        gauge("database_up", "Whether PostgreSQL answers").set_function(lambda: self.store.is_up)
