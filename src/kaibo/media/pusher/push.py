"""Encodes the scene with x264 and AAC and sends it to our own RTMP port in real time."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import av

from kaibo.media.pusher import sound
from kaibo.media.pusher.facts import Facts
from kaibo.media.pusher.scene import HEIGHT, RATE, WIDTH, Scene

BITRATE = 1_200_000
_AAC_FRAME = 1024
_X264 = {
    "preset": "ultrafast", "tune": "zerolatency", "profile": "baseline", "threads": "1",
    "x264-params": f"keyint={RATE}:min-keyint={RATE}:scenecut=0:nal-hrd=cbr:force-cfr=1",
    "maxrate": str(BITRATE), "bufsize": str(BITRATE // 2),
}  # fmt: skip


class Push:
    """One connection to the ingest. ``beat`` is called for each frame sent."""

    def __init__(self, url: str, beat: Callable[[], None]) -> None:
        self._beat = beat
        self._out: Any = av.open(url, "w", format="flv", timeout=10)
        self._video = self._out.add_stream("libx264", rate=RATE, options=_X264)
        self._video.width, self._video.height = WIDTH, HEIGHT
        self._video.pix_fmt = "yuv420p"
        self._video.bit_rate = BITRATE
        self._sound = self._out.add_stream("aac", rate=sound.RATE, layout="mono")
        self._sound.bit_rate = 64_000
        self._loop = sound.phrase()
        self._samples = 0

    def run(
        self, scene: Scene, facts: Callable[[], Facts], key: str, stop: threading.Event,
        seconds: float | None,
    ) -> None:  # fmt: skip
        """Send until stopped, the time is over or the key changes. Raises `av.FFmpegError`."""
        start = time.monotonic()
        number = 0
        while not stop.is_set() and facts().key == key:
            due = start + number / RATE
            late = time.monotonic() - due
            if seconds is not None and number >= seconds * RATE:
                return
            if late > 1:
                number += int(late * RATE)  # the machine slept: skip, do not race
                continue
            if late < 0:
                time.sleep(-late)
            self._send(scene, facts(), number)
            number += 1

    def close(self) -> None:
        self._out.close()

    def _send(self, scene: Scene, facts: Facts, number: int) -> None:
        planes = scene.frame(facts, time.time_ns() // 1_000_000)
        picture = av.VideoFrame.from_ndarray(planes, format="yuv420p")
        picture.pts, picture.time_base = number, Fraction(1, RATE)
        self._out.mux(self._video.encode(picture))
        until = (number + 1) * sound.RATE // RATE
        if until - self._samples > sound.RATE:
            self._samples = until - sound.RATE // RATE
        while self._samples + _AAC_FRAME <= until:
            self._send_sound()
        self._beat()

    def _send_sound(self) -> None:
        samples = sound.piece(self._loop, self._samples, _AAC_FRAME)
        frame = av.AudioFrame.from_ndarray(samples, format="fltp", layout="mono")
        frame.sample_rate = sound.RATE
        frame.pts, frame.time_base = self._samples, Fraction(1, sound.RATE)
        self._out.mux(self._sound.encode(frame))
        self._samples += _AAC_FRAME
