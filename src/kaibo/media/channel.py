"""One room's stream: who pushes, who watches, what is in memory, what is being recorded."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

import msgspec

from kaibo.foundation.clock import now_ms
from kaibo.media.contracts import PublisherStatus, StreamStatus
from kaibo.media.packager import Fragment, Packager, StreamInfo
from kaibo.media.rtmp.amf0 import Value
from kaibo.media.segments import LiveWindow, Segment, Segmenter
from kaibo.media.websocket import frame

MAX_LAG = 1 << 20
MAX_GOP = 16 << 20


class Viewer(Protocol):
    """A WebSocket connection; writes never block."""

    def send(self, data: bytes) -> None: ...
    def lag(self) -> int:
        """Bytes not yet taken by the network."""


class Tape(Protocol):
    """Where segments are recorded."""

    def begin(self, stream: StreamInfo) -> None: ...
    def append(self, segment: Segment) -> None: ...
    def end(self) -> None: ...
    @property
    def is_recording(self) -> bool: ...


@dataclass(slots=True)
class Publication:
    """One publisher's turn on a channel."""

    address: str
    cut: Callable[[str], None]
    since_ms: int
    packager: Packager = field(default_factory=Packager)
    encoder: str = ""
    bytes_in: deque[tuple[int, int, int]] = field(default_factory=lambda: deque(maxlen=60))


@dataclass(slots=True)
class Watching:
    """A viewer's place in the stream."""

    generation: int = 0
    is_synced: bool = False


@dataclass(slots=True)
class Channel:
    """Call from the event loop only."""

    slug: str
    tape: Tape
    changed: Callable[[str, str], None]  # kind of StreamEvent, detail
    epoch_ms: int = field(default_factory=now_ms)
    publication: Publication | None = None
    stream: StreamInfo | None = None
    is_up: bool = False
    since_ms: int | None = None
    viewers: dict[Viewer, Watching] = field(default_factory=dict)
    window: LiveWindow = field(default_factory=LiveWindow)
    new_segment: asyncio.Event = field(default_factory=asyncio.Event)
    sent_bytes: int = 0
    skipped: int = 0
    keyframe_ms: float = 0.0
    _gop: list[bytes] = field(default_factory=list)
    _gop_size: int = 0
    _last_key: float = 0.0
    _segmenter: Segmenter = field(init=False)

    def __post_init__(self) -> None:
        # Numbers rise across restarts: a segment lasts a second at least.
        self._segmenter = Segmenter(self.epoch_ms, self.epoch_ms // 1000)

    def take_over(self, publication: Publication) -> None:
        """The newest push wins: an old or half-open publisher is cut off."""
        old = self.publication
        if old is not None:
            self.leave(old)
            old.cut("Another push with the same key took over.")
            self.changed("replaced", old.address)
        self.publication = publication

    def leave(self, publication: Publication) -> None:
        """The publisher is gone; viewers stay and wait for the next."""
        if publication is not self.publication:
            return
        for fragment in publication.packager.finish():
            self._add(fragment)
        self._finish_stretch()
        self.publication = None
        self.stream, self.is_up, self.since_ms = None, False, now_ms()
        self._gop, self._gop_size = [], 0
        self._tell({"type": "down"})
        self.changed("down", publication.address)

    def metadata(self, publication: Publication, values: dict[str, Value]) -> None:
        publication.packager.metadata(values)
        publication.encoder = str(values.get("encoder", ""))[:80]

    def tag(self, publication: Publication, is_video: bool, stamp: int, body: bytes) -> None:
        """Carry one tag through. Raises `UnsupportedMedia`; then refuse the publisher."""
        if publication is not self.publication:
            return
        present = now_ms() - self.epoch_ms
        for item in publication.packager.take(is_video, stamp, body, present):
            if isinstance(item, StreamInfo):
                self._begin(item)
            else:
                publication.bytes_in.append((now_ms(), len(item.data), item.pictures))
                self._add(item)

    def join(self, viewer: Viewer) -> None:
        """Start at the latest keyframe, at once."""
        watching = self.viewers[viewer] = Watching()
        if self.stream is None:
            self._send(viewer, _text({"type": "waiting"}))
        elif self._gop:
            self._hello(viewer, watching)
            for data in self._gop:
                self._send(viewer, data)
            watching.is_synced = True

    def part(self, viewer: Viewer) -> None:
        self.viewers.pop(viewer, None)

    def status(self) -> StreamStatus:
        return StreamStatus(
            room=self.slug, state="up" if self.is_up else "down", since_ms=self.since_ms,
            viewers=len(self.viewers), is_recording=self.tape.is_recording,
            publisher=self._publisher(), epoch_ms=self.epoch_ms,
        )  # fmt: skip

    def _publisher(self) -> PublisherStatus | None:
        who, stream = self.publication, self.stream
        if who is None or stream is None:
            return None
        rows = list(who.bytes_in)
        ms = max(rows[-1][0] - rows[0][0], 1) if len(rows) > 1 else 1
        size, pictures = (sum(row[column] for row in rows[1:]) for column in (1, 2))
        return PublisherStatus(
            address=who.address, since_ms=who.since_ms, codecs=stream.codecs,
            width=stream.video.width, height=stream.video.height,
            frame_rate=round(pictures * 1000 / ms, 1), bitrate=size * 8000 // ms,
            keyframe_ms=round(self.keyframe_ms, 1), encoder=who.encoder,
        )  # fmt: skip

    def _begin(self, stream: StreamInfo) -> None:
        self._finish_stretch()
        self.stream = stream
        self._segmenter.begin()
        self.window.begin(self._segmenter.generation, stream)
        self.tape.begin(stream)
        for watching in self.viewers.values():
            watching.is_synced = False
        if not self.is_up:
            self.is_up, self.since_ms = True, now_ms()
            self.changed("up", self.publication.address if self.publication else "")

    def _finish_stretch(self) -> None:
        self._keep(self._segmenter.close())
        self.tape.end()

    def _add(self, fragment: Fragment) -> None:
        if fragment.is_key:
            self.keyframe_ms = fragment.start_ms - self._last_key
            self._last_key = fragment.start_ms
            self._gop, self._gop_size = [], 0
        data = frame(fragment.data)
        if self._gop_size < MAX_GOP and (self._gop or fragment.is_key):
            self._gop.append(data)
            self._gop_size += len(data)
        self._keep(self._segmenter.add(fragment))
        for viewer, watching in list(self.viewers.items()):
            self._offer(viewer, watching, data, fragment.is_key)

    def _keep(self, segment: Segment | None) -> None:
        if segment is None:
            return
        self.window.add(segment)
        self.tape.append(segment)
        self.new_segment.set()
        self.new_segment = asyncio.Event()

    def _offer(self, viewer: Viewer, watching: Watching, data: bytes, is_key: bool) -> None:
        """A viewer that lags is left out until a keyframe finds its line free again."""
        lag = viewer.lag()
        if watching.is_synced and lag > MAX_LAG:
            watching.is_synced = False
            self.skipped += 1
        if not watching.is_synced:
            if not is_key or lag > MAX_LAG // 4:
                return
            watching.is_synced = True
            if watching.generation != self._segmenter.generation:
                self._hello(viewer, watching)
        self._send(viewer, data)

    def _hello(self, viewer: Viewer, watching: Watching) -> None:
        assert self.stream is not None
        watching.generation = self._segmenter.generation
        video = self.stream.video
        hello: dict[str, object] = {
            "type": "hello", "generation": watching.generation, "epoch_ms": self.epoch_ms,
            "start_ms": self.stream.start_ms, "codecs": self.stream.codecs,
            "width": video.width, "height": video.height,
        }  # fmt: skip
        self._send(viewer, _text(hello))
        self._send(viewer, frame(self.stream.init))

    def _tell(self, body: dict[str, object]) -> None:
        data = _text(body)
        for viewer in list(self.viewers):
            self._send(viewer, data)

    def _send(self, viewer: Viewer, data: bytes) -> None:
        self.sent_bytes += len(data)
        viewer.send(data)


def _text(body: dict[str, object]) -> bytes:
    return frame(msgspec.json.encode(body), is_text=True)
