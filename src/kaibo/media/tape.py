"""Recording off the event loop, with the disk guard: streaming goes on when recording cannot.

On air everything is kept. Off air the stream is recorded too, so that a show has its first
seconds whenever the news of its start arrives, in short stretches of which minutes are kept.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import structlog

from kaibo.media import recorder
from kaibo.media.packager import StreamInfo
from kaibo.media.recorder import Found, Place, Recording
from kaibo.media.segments import Segment

log = structlog.get_logger("media.recording")
MAX_WAITING = 64
OFF_AIR_STRETCH_MS = 60_000


class DiskTape:
    """Implements `channel.Tape`. ``stored`` is called, in the thread, when rows should change."""

    def __init__(
        self,
        root: Path,
        place: Callable[[], Place],
        allows: Callable[[], bool],
        thread: ThreadPoolExecutor,
        stored: Callable[[Found, bool], None],
    ) -> None:
        self._root, self._place, self._allows = root, place, allows
        self._thread, self._stored = thread, stored
        self._stream: StreamInfo | None = None
        self._recording: Recording | None = None
        self._waiting = 0

    @property
    def is_recording(self) -> bool:
        return self._recording is not None

    @property
    def folder(self) -> str:
        """Folder of the recording that is being written, or empty."""
        recording = self._recording
        return recording.folder if recording else ""

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
            log.error("recording stopped", room=self._place().slug, error=str(error))
            self._close()

    def _write_guarded(self, stream: StreamInfo, segment: Segment) -> None:
        if not self._allows():
            if self._recording:
                log.warning("recording stopped: the disk is nearly full", room=self._place().slug)
            self._close()
            return
        self._follow(self._place(), stream, segment.start_ms).append(segment)

    def _follow(self, place: Place, stream: StreamInfo, at_ms: float) -> Recording:
        """The recording that a segment of ``at_ms`` belongs to."""
        recording = self._recording
        if recording is not None and _is_over(recording, place, at_ms):
            self._close()
        is_new = self._recording is None
        if self._recording is None:
            self._recording = recorder.create(self._root, place, stream, at_ms)
        if place.is_on_air and (is_new or not self._recording.is_on_air):
            recorder.keep(self._root, place.slug)  # first: from here on nothing can delete it
            self._recording.keep(place.show_id)
            self._stored(self._recording.found, False)
        return self._recording

    def _close(self) -> None:
        if self._recording is not None:
            recording, self._recording = self._recording, None
            try:
                found = recording.close()
            except OSError as error:
                log.error("recording not closed", error=str(error))
                return
            if recording.is_on_air:
                self._stored(found, True)


def _is_over(recording: Recording, place: Place, at_ms: float) -> bool:
    """Whether the next segment begins a recording of its own."""
    if recording.is_on_air:
        return not place.is_on_air or place.show_id != recording.meta.show_id
    return not place.is_on_air and at_ms - recording.meta.started_ms >= OFF_AIR_STRETCH_MS
