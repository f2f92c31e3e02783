"""What other parts may know of the video engine. Django-free; no I/O.

A cloud or SRS behind the same interface must offer the same operations.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Protocol

import msgspec


class Struct(msgspec.Struct, frozen=True, kw_only=True):
    """Base of what crosses the engine's border."""


class PushTarget(Struct, frozen=True, kw_only=True):
    """What a host types into OBS."""

    server: str  # rtmp://host:1935/live
    key: str


class PlayUrls(Struct, frozen=True, kw_only=True):
    """Where a browser plays a room, best first."""

    ws: str
    hls: str


class PublisherStatus(Struct, frozen=True, kw_only=True):
    """Who sends, and what."""

    address: str
    since_ms: int  # Unix ms
    width: int
    height: int
    codecs: str
    frame_rate: float
    bitrate: int  # bit/s over the last seconds
    keyframe_ms: float  # distance of the last two keyframes
    encoder: str


class StreamStatus(Struct, frozen=True, kw_only=True):
    """A room's stream as staff see it."""

    room: str
    state: str  # up, down
    since_ms: int | None
    viewers: int
    is_recording: bool
    publisher: PublisherStatus | None
    epoch_ms: int  # Unix ms of media time 0


class StreamEvent(Struct, frozen=True, kw_only=True):
    """Something happened at the ingest."""

    room: str
    kind: str  # up, down, replaced, refused, kicked
    at: int  # Unix ms
    detail: str = ""


class VideoEngine(Protocol):
    """Operations of the engine of this release."""

    async def issue_push(self, room: str) -> PushTarget:
        """Server and key for the host's encoder. Raises `NotFound`."""

    async def authorize(self, key: str) -> str:
        """The room a stream key opens. Raises `NotAllowed` for a wrong key."""

    def play_urls(self, room: str) -> PlayUrls: ...

    def status(self, room: str) -> StreamStatus:
        """Raises `NotFound` when the room never had a stream."""

    def kick(self, room: str) -> bool:
        """Cut the publisher off; False: there was none."""

    def events(self) -> AsyncIterator[StreamEvent]:
        """What happens from now on."""
