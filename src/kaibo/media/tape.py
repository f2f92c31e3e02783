"""Recording off the event loop, with the disk guard: streaming goes on when recording cannot."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import structlog

from kaibo.media import recorder
from kaibo.media.packager import StreamInfo
from kaibo.media.recorder import Found, Recording
from kaibo.media.segments import Segment

log = structlog.get_logger("media.recording")
MAX_WAITING = 64


class DiskTape:
    """Implements `channel.Tape`. ``stored`` is called, in the thread, when rows should change."""

    def __init__(
        self,
        root: Path,
        room: Callable[[], tuple[int, str, int | None]],
        allows: Callable[[], bool],
        thread: ThreadPoolExecutor,
        stored: Callable[[Found, bool], None],
    ) -> None:
        self._root, self._room, self._allows = root, room, allows
        self._thread, self._stored = thread, stored
        self._stream: StreamInfo | None = None
        self._recording: Recording | None = None
        self._waiting = 0

    @property
    def is_recording(self) -> bool:
        return self._recording is not None

    def begin(self, stream: StreamInfo) -> None:
        self._stream = stream

    def append(self, segment: Segment) -> None:
        """Queue a segment; when the disk stalls, segments are dropped, never the stream."""
        stream = self._stream
        if stream is None or self._waiting >= MAX_WAITING:
            return
        self._waiting += 1
        self._thread.submit(self._write, stream, segment)

    def end(self) -> None:
        self._stream = None
        self._thread.submit(self._close)

    def _write(self, stream: StreamInfo, segment: Segment) -> None:
        self._waiting -= 1
        try:
            self._write_guarded(stream, segment)
        except OSError as error:
            log.error("recording stopped", room=self._room()[1], error=str(error))
            self._close()

    def _write_guarded(self, stream: StreamInfo, segment: Segment) -> None:
        if not self._allows():
            if self._recording:
                log.warning("recording stopped: the disk is nearly full", room=self._room()[1])
            self._close()
            return
        if self._recording is None:
            self._recording = recorder.create(self._root, self._room(), stream, segment.start_ms)
            self._stored(Found(self._recording.folder, self._recording.meta, []), False)
        self._recording.append(segment)

    def _close(self) -> None:
        if self._recording is not None:
            recording, self._recording = self._recording, None
            try:
                self._stored(recording.close(), True)
            except OSError as error:
                log.error("recording not closed", error=str(error))
