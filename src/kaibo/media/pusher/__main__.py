"""``python -m kaibo.media.pusher [--room SLUG] [--key KEY] [--seconds N] [--barcode]``."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import threading
import time

import av
import structlog

from kaibo.foundation.config import config
from kaibo.media.pusher.facts import Facts, Watch
from kaibo.media.pusher.push import Push
from kaibo.media.pusher.scene import Scene

log = structlog.get_logger("pusher")
STUCK_SECONDS = 15


class Heart:
    """Starts the program anew when no frame went out for a while (a hanging socket)."""

    def __init__(self, stop: threading.Event) -> None:
        self._last = time.monotonic()
        self._stop = stop
        threading.Thread(target=self._watch, daemon=True, name="heart").start()

    def beat(self) -> None:
        self._last = time.monotonic()

    def _watch(self) -> None:
        while not self._stop.wait(1):
            if time.monotonic() - self._last > STUCK_SECONDS:
                log.error("no frame went out, starting anew", seconds=STUCK_SECONDS)
                os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # noqa: S606


def main() -> None:
    """Push until SIGTERM, reconnecting for ever."""
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    options = _options()
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    watch = Watch(config().dsn, options.room)
    fixed = Facts("", options.key, "开播", (), None) if options.key else None
    if fixed is None or options.room:
        watch.start()
    scene = Scene(config().uploads, options.barcode)
    heart = Heart(stop)

    def facts() -> Facts | None:
        return watch.facts or fixed

    while not stop.is_set():
        heart.beat()
        known = facts()
        if known is None:
            stop.wait(0.5)
        elif _push(scene, known, options, heart, stop, facts):
            return
        else:
            stop.wait(1)


def _push(
    scene: Scene, known: Facts, options: argparse.Namespace, heart: Heart, stop: threading.Event,
    facts: object,
) -> bool:  # fmt: skip
    """One connection. True: the time asked for is over."""
    assert callable(facts)
    key = options.key or known.key
    url = f"rtmp://127.0.0.1:{config().rtmp_port}/live/{key}"
    try:
        push = Push(url, heart.beat)
    except (OSError, av.FFmpegError) as error:
        log.warning("media does not answer", error=str(error))
        return False
    log.info("pushing", room=known.slug)
    try:
        push.run(scene, facts, known.key, stop, options.seconds)
        push.close()
    except (OSError, av.FFmpegError) as error:
        log.warning("push ended", error=str(error))
        return False
    return options.seconds is not None


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m kaibo.media.pusher")
    parser.add_argument("--room", help="slug of the room; without it the one on air, or the first")
    parser.add_argument("--key", help="stream key, when it is not to be read from the database")
    parser.add_argument("--seconds", type=float, help="stop after this time")
    parser.add_argument("--barcode", action="store_true", help="paint the time as a bar code")
    return parser.parse_args()


if __name__ == "__main__":
    main()
