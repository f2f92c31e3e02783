"""Segments that begin with a keyframe, and the HLS playlists that list them (RFC 8216)."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from kaibo.media.packager import Fragment, StreamInfo

SEGMENT_MS = 1000
MAX_SEGMENT_MS = 10_000
MAX_SEGMENT_BYTES = 16 << 20
WINDOW = 8


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of the live playlist and of the recording; ``start_ms`` is Unix time."""

    number: int
    generation: int
    start_ms: float
    duration_ms: float
    data: bytes
    is_discontinuous: bool


@dataclass(slots=True)
class Segmenter:
    """Joins fragments to segments; ``number`` goes on where a restarted process stopped."""

    epoch_ms: int
    number: int
    generation: int = 0
    _parts: list[bytes] = field(default_factory=list)
    _start: float = 0.0
    _end: float = 0.0
    _size: int = 0
    _is_new: bool = False

    def begin(self) -> Segment | None:
        """A new stretch with its own init segment starts; returns the one that was open."""
        done = self.close()
        self.generation += 1
        self._is_new = True
        return done

    def add(self, fragment: Fragment) -> Segment | None:
        """Take a fragment; returns the segment that it completed, if it did."""
        done = None
        if self._parts and self._is_full(fragment):
            done = self._cut(fragment.start_ms)
        if not self._parts:
            self._start = fragment.start_ms
        self._parts.append(fragment.data)
        self._size += len(fragment.data)
        self._end = fragment.end_ms
        return done

    def close(self) -> Segment | None:
        return self._cut(self._end) if self._parts else None

    def _is_full(self, fragment: Fragment) -> bool:
        elapsed = fragment.start_ms - self._start
        if fragment.is_key:
            return elapsed >= SEGMENT_MS
        return elapsed >= MAX_SEGMENT_MS or self._size >= MAX_SEGMENT_BYTES

    def _cut(self, end_ms: float) -> Segment:
        data = b"".join(self._parts)
        duration = max(end_ms - self._start, 1.0)
        segment = Segment(
            self.number, self.generation, self.epoch_ms + self._start, duration, data, self._is_new
        )
        self.number += 1
        self._parts, self._size, self._is_new = [], 0, False
        return segment


@dataclass(slots=True)
class LiveWindow:
    """The segments in memory that the live playlist offers, with their init segments."""

    segments: deque[Segment] = field(default_factory=deque)
    inits: dict[int, bytes] = field(default_factory=dict)
    discontinuities: int = 0

    def begin(self, generation: int, stream: StreamInfo) -> None:
        self.inits[generation] = stream.init

    def add(self, segment: Segment) -> None:
        self.segments.append(segment)
        while len(self.segments) > WINDOW:
            gone = self.segments.popleft()
            self.discontinuities += gone.is_discontinuous
        oldest = self.segments[0].generation
        for generation in [number for number in self.inits if number < oldest]:
            del self.inits[generation]

    def find(self, number: int) -> Segment | None:
        return next((item for item in self.segments if item.number == number), None)

    def playlist(self) -> str:
        """The live media playlist; a player keeps asking for it during a break."""
        longest = max((item.duration_ms for item in self.segments), default=SEGMENT_MS)
        first = self.segments[0].number if self.segments else 0
        lines = [
            *_head(longest),
            f"#EXT-X-MEDIA-SEQUENCE:{first}",
            f"#EXT-X-DISCONTINUITY-SEQUENCE:{self.discontinuities}",
        ]
        generation = None
        for item in self.segments:
            if item.is_discontinuous and generation is not None:
                lines.append("#EXT-X-DISCONTINUITY")
            if item.generation != generation:
                lines.append(f'#EXT-X-MAP:URI="init-{item.generation}.mp4"')
                generation = item.generation
            lines += _entry(item.start_ms, item.duration_ms)
            lines.append(f"{item.number}.m4s")
        return "\n".join(lines) + "\n"


@dataclass(frozen=True, slots=True)
class Stretch:
    """Recorded segments of one file: rows of (Unix ms, duration ms, offset, size)."""

    address: str
    init_size: int
    rows: Sequence[tuple[float, float, int, int]]


def recorded_playlist(stretches: Sequence[Stretch]) -> str:
    """A finished playlist of byte ranges over the recorded files."""
    longest = max((row[1] for item in stretches for row in item.rows), default=SEGMENT_MS)
    lines = [*_head(longest), "#EXT-X-MEDIA-SEQUENCE:0", "#EXT-X-PLAYLIST-TYPE:VOD"]
    for index, item in enumerate(stretches):
        if index:
            lines.append("#EXT-X-DISCONTINUITY")
        lines.append(f'#EXT-X-MAP:URI="{item.address}",BYTERANGE="{item.init_size}@0"')
        for start, duration, at, size in item.rows:
            lines += _entry(start, duration)
            lines += [f"#EXT-X-BYTERANGE:{size}@{at}", item.address]
    return "\n".join([*lines, "#EXT-X-ENDLIST"]) + "\n"


def _head(longest_ms: float) -> list[str]:
    target = max(1, math.floor(longest_ms / 1000 + 0.5))
    return ["#EXTM3U", "#EXT-X-VERSION:7", f"#EXT-X-TARGETDURATION:{target}",
            "#EXT-X-INDEPENDENT-SEGMENTS"]  # fmt: skip


def _entry(start_ms: float, duration_ms: float) -> list[str]:
    at = datetime.fromtimestamp(start_ms / 1000, UTC).isoformat(timespec="milliseconds")
    date = at.replace("+00:00", "Z")
    return [f"#EXT-X-PROGRAM-DATE-TIME:{date}", f"#EXTINF:{duration_ms / 1000:.3f},"]
