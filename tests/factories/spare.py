"""How much of a core a process gets that asks for one: the measure of a machine that is shared."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

_BURST, _PAUSE = 0.05, 0.25  # seconds of CPU asked for, and of rest between


@contextmanager
def share_of_a_core() -> Iterator[list[float]]:
    """Shares (0–1] measured all through the block, one about every third of a second."""
    shares: list[float] = []
    stop = threading.Event()

    def measure() -> None:
        while not stop.wait(_PAUSE):
            wall, cpu = time.monotonic(), time.thread_time()
            while time.thread_time() - cpu < _BURST:
                pass
            shares.append(min(1.0, (time.thread_time() - cpu) / (time.monotonic() - wall)))

    thread = threading.Thread(target=measure, name="share")
    thread.start()
    try:
        yield shares
    finally:
        stop.set()
        thread.join()
