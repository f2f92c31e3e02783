"""The one remux: a publisher's FLV tags become init segments and fMP4 fragments."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kaibo.media.flv import (
    AudioConfig,
    BrokenMedia,
    VideoConfig,
    VideoSample,
    audio_tag,
    video_tag,
)
from kaibo.media.fmp4.boxes import (
    AUDIO_TRACK,
    VIDEO_SCALE,
    VIDEO_TRACK,
    Run,
    Sample,
    fragment,
    init_segment,
)
from kaibo.media.fmp4.clock import JUMP_MS, StampClock, TrackClock
from kaibo.media.rtmp.amf0 import Value

FRAGMENT_MS = 100
_WAIT_FOR_SOUND_MS = 1000
_MAX_PENDING = 8 << 20
_AAC_FRAME = 1024


@dataclass(frozen=True, slots=True)
class StreamInfo:
    """A stretch with one decoder configuration, beginning at ``start_ms`` of the timeline."""

    video: VideoConfig
    audio: AudioConfig | None
    init: bytes
    start_ms: float

    @property
    def codecs(self) -> str:
        """RFC 6381 list, as MSE and HLS want it."""
        return ",".join([self.video.codec] + ([self.audio.codec] if self.audio else []))


@dataclass(frozen=True, slots=True)
class Fragment:
    """About 100 ms of video and sound. ``is_key``: decoding may start here."""

    data: bytes
    start_ms: float
    end_ms: float
    is_key: bool
    pictures: int


@dataclass(slots=True)
class _Timed:
    at: int
    sample: VideoSample | bytes


class Packager:
    """Holds what is not yet in a fragment. ``start_ms`` is where its timeline may begin."""

    def __init__(self) -> None:
        self.video: VideoConfig | None = None
        self.audio: AudioConfig | None = None
        self._frame_rate = 0.0
        self._expects_sound: bool | None = None
        self._stamps = StampClock()
        self._last_ms = 0
        self._waiting_since: int | None = None
        self._base_ms = 0
        self._clocks: tuple[TrackClock, TrackClock] | None = None
        self._pictures: list[_Timed] = []
        self._sounds: list[_Timed] = []
        self._held = 0
        self._sequence = 0
        self._end_ms = 0.0

    def metadata(self, values: dict[str, Value]) -> None:
        """Take the frame rate and whether sound is announced from ``onMetaData``."""
        rate = values.get("framerate")
        if isinstance(rate, (int, float)) and 1 <= rate <= 240:
            self._frame_rate = float(rate)
        if "duration" in values or "width" in values:
            self._expects_sound = "audiocodecid" in values

    def take(
        self, is_video: bool, stamp: int, body: bytes, now_ms: float
    ) -> Iterator[StreamInfo | Fragment]:
        """Carry in one tag. ``now_ms``: the timeline's present, where a new stretch begins.

        Raises `UnsupportedMedia` for codecs we do not pass on; damaged tags are left out.
        """
        ms = self._milliseconds(stamp)
        try:
            content = video_tag(body) if is_video else audio_tag(body)
        except BrokenMedia:
            return
        if isinstance(content, (VideoConfig, AudioConfig)):
            yield from self._configure(content)
        elif isinstance(content, VideoSample):
            yield from self._picture(ms, content, now_ms)
        elif content:
            yield from self._sound(ms, content)

    def finish(self) -> Iterator[Fragment]:
        """What is left when the publisher is gone."""
        yield from self._flush()

    def _milliseconds(self, stamp: int) -> int:
        ms = self._stamps.milliseconds(stamp)
        if abs(ms - self._last_ms) > JUMP_MS:
            self._clocks = None  # the encoder restarted its clock: a new stretch
        self._last_ms = ms
        return ms

    def _configure(self, config: VideoConfig | AudioConfig) -> Iterator[Fragment]:
        known = self.video if isinstance(config, VideoConfig) else self.audio
        if known == config:
            return
        yield from self._flush()
        self._clocks = None
        if isinstance(config, VideoConfig):
            self.video = config
        else:
            self.audio = config

    def _picture(
        self, ms: int, sample: VideoSample, now_ms: float
    ) -> Iterator[StreamInfo | Fragment]:
        if self._clocks is None:
            yield from self._flush()
            if not sample.is_key or not self._is_ready(ms):
                return
            yield self._begin(ms, now_ms)
        assert self._clocks is not None
        if sample.is_key:
            yield from self._flush()
        at = self._clocks[0].place(ms - self._base_ms)
        self._pictures.append(_Timed(at, sample))
        self._held += len(sample.data)
        first = self._pictures[0].at
        nominal = self._clocks[0].nominal or VIDEO_SCALE // 30
        if (at + nominal - first) * 1000 >= FRAGMENT_MS * VIDEO_SCALE or self._held > _MAX_PENDING:
            yield from self._flush()

    def _sound(self, ms: int, data: bytes) -> Iterator[Fragment]:
        if self._clocks is None or self.audio is None or ms < self._base_ms:
            return
        at = self._clocks[1].place(ms - self._base_ms)
        self._sounds.append(_Timed(at, data))
        self._held += len(data)
        waited = (at - self._sounds[0].at) * 1000 / self.audio.rate
        if waited > 5 * FRAGMENT_MS or self._held > _MAX_PENDING:
            yield from self._flush()  # the picture has stopped, the sound goes on

    def _is_ready(self, ms: int) -> bool:
        """Sound may be announced late: wait a second for it, then go on without."""
        if self.video is None:
            return False
        if self.audio is not None or self._expects_sound is False:
            return True
        if self._waiting_since is None:
            self._waiting_since = ms
        return ms - self._waiting_since >= _WAIT_FOR_SOUND_MS

    def _begin(self, ms: int, now_ms: float) -> StreamInfo:
        assert self.video is not None
        start = max(now_ms, self._end_ms)
        nominal = round(VIDEO_SCALE / self._frame_rate) if self._frame_rate else 0
        rate = self.audio.rate if self.audio else 48_000
        self._base_ms = ms
        self._clocks = (
            TrackClock(VIDEO_SCALE, round(start), nominal, 2),
            TrackClock(rate, round(start), _AAC_FRAME, 40),
        )
        init = init_segment(self.video, self.audio)
        return StreamInfo(self.video, self.audio, init, float(round(start)))

    def _flush(self) -> Iterator[Fragment]:
        pictures, sounds = self._pictures, self._sounds
        if not pictures and not sounds:
            return
        self._pictures, self._sounds, self._held = [], [], 0
        runs, start, end = [], 0.0, 0.0
        if sounds and self.audio:
            runs.append(Run(AUDIO_TRACK, sounds[0].at, _timed(sounds, _AAC_FRAME)))
            start = sounds[0].at * 1000 / self.audio.rate
            end = (sounds[-1].at + _AAC_FRAME) * 1000 / self.audio.rate
        if pictures:
            nominal = (self._clocks[0].nominal if self._clocks else 0) or VIDEO_SCALE // 30
            runs.insert(0, Run(VIDEO_TRACK, pictures[0].at, _timed(pictures, nominal)))
            start = pictures[0].at * 1000 / VIDEO_SCALE
            end = (pictures[-1].at + nominal) * 1000 / VIDEO_SCALE
        self._sequence += 1
        self._end_ms = max(self._end_ms, end)
        is_key = bool(pictures) and _is_key(pictures[0])
        yield Fragment(fragment(self._sequence, runs), start, end, is_key, len(pictures))


def _is_key(timed: _Timed) -> bool:
    return isinstance(timed.sample, VideoSample) and timed.sample.is_key


def _timed(queue: list[_Timed], nominal: int) -> list[Sample]:
    """Samples with durations up to the next one; the last gets the usual duration."""
    ends = [later.at for later in queue[1:]] + [queue[-1].at + nominal]
    return [_sample(timed, end - timed.at) for timed, end in zip(queue, ends, strict=True)]


def _sample(timed: _Timed, duration: int) -> Sample:
    content = timed.sample
    if isinstance(content, VideoSample):
        offset = content.offset * VIDEO_SCALE // 1000
        return Sample(content.data, duration, content.is_key, offset)
    return Sample(content, duration)
