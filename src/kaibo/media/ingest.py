"""The RTMP door: sockets around `rtmp.session.Session`."""

from __future__ import annotations

import asyncio
from typing import Protocol, cast

import structlog

from kaibo.foundation.clock import now_ms
from kaibo.media.channel import Channel, Publication
from kaibo.media.flv import UnsupportedMedia
from kaibo.media.rtmp.session import (
    Event,
    MediaTag,
    MetaData,
    ProtocolError,
    PublishRequested,
    Session,
)

log = structlog.get_logger("media.ingest")
SILENCE_SECONDS = 15
BAD_NAME = "NetStream.Publish.BadName"


class Door(Protocol):
    """Who decides about a key."""

    async def enter(self, key: str, address: str) -> Channel | None: ...


class Ingest(asyncio.Protocol):
    """One publisher's socket."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self._session = Session()
        self._transport: asyncio.Transport | None = None
        self._channel: Channel | None = None
        self._publication: Publication | None = None
        self._entering: asyncio.Task[None] | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._address = "?"
        self._heard = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        peer = transport.get_extra_info("peername")
        self._address = f"{peer[0]}:{peer[1]}" if peer else "?"
        self._heard = asyncio.get_running_loop().time()
        self._watch()

    def data_received(self, data: bytes) -> None:
        self._heard = asyncio.get_running_loop().time()
        try:
            for event in self._session.receive(data):
                self._handle(event)
        except ProtocolError as error:
            log.warning("connection refused", address=self._address, reason=str(error))
            self._flush()
            self._close()
            return
        self._flush()

    def connection_lost(self, exc: Exception | None) -> None:
        if self._timer:
            self._timer.cancel()
        if self._entering:
            self._entering.cancel()
        self._leave()

    def _handle(self, event: Event) -> None:
        if isinstance(event, PublishRequested):
            if self._entering is None:
                self._entering = asyncio.get_running_loop().create_task(self._enter(event.key))
        elif self._channel is None or self._publication is None:
            return
        elif isinstance(event, MediaTag):
            self._tag(event)
        elif isinstance(event, MetaData):
            self._channel.metadata(self._publication, event.values)
        else:
            self._leave()

    def _tag(self, tag: MediaTag) -> None:
        assert self._channel is not None
        assert self._publication is not None
        try:
            self._channel.tag(self._publication, tag.is_video, tag.timestamp, tag.body)
        except UnsupportedMedia as error:
            log.warning("codec refused", room=self._channel.slug, reason=str(error))
            self._refuse(BAD_NAME, str(error))

    async def _enter(self, key: str) -> None:
        channel = await self._door.enter(key, self._address)
        if self._transport is None or self._transport.is_closing():
            return
        if channel is None:
            self._refuse(BAD_NAME, "The stream key is not valid; copy it again from the console.")
            return
        self._channel = channel
        self._publication = Publication(self._address, self._cut, now_ms())
        channel.take_over(self._publication)
        self._session.accept()
        self._flush()

    def _cut(self, reason: str) -> None:
        """Called by the channel; a half-open peer cannot be waited for."""
        log.info("publisher cut off", address=self._address, reason=reason)
        self._publication = None
        if self._transport:
            self._session.refuse(BAD_NAME, reason)
            self._flush()
            self._transport.abort() if self._transport.get_write_buffer_size() else self._close()

    def _refuse(self, code: str, description: str) -> None:
        self._session.refuse(code, description)
        self._flush()
        self._leave()
        self._close()

    def _leave(self) -> None:
        publication, self._publication = self._publication, None
        if self._channel is not None and publication is not None:
            self._channel.leave(publication)

    def _flush(self) -> None:
        data = self._session.outgoing()
        if data and self._transport and not self._transport.is_closing():
            self._transport.write(data)

    def _close(self) -> None:
        if self._transport:
            self._transport.close()

    def _watch(self) -> None:
        """A peer that says nothing for a while is half-open: let it go."""
        loop = asyncio.get_running_loop()
        if loop.time() - self._heard > SILENCE_SECONDS:
            log.info("publisher is silent", address=self._address)
            if self._transport:
                self._transport.abort()
            return
        self._timer = loop.call_later(SILENCE_SECONDS / 3, self._watch)
