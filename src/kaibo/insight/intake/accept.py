"""Takes a batch in: read, check, append to the log, answer what became of it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import msgspec

from kaibo.foundation.clock import now_ms
from kaibo.foundation.eventlog import Writer
from kaibo.foundation.eventlog.notebook import Notebook
from kaibo.insight.intake import wire
from kaibo.insight.intake.checks import Verdict, checked

WRITER = "intake"


class Answer(msgspec.Struct, frozen=True):
    """Of ``came`` rows ``kept`` are on disk; why others are not, and what was mended."""

    came: int
    kept: int
    dropped: dict[str, int]
    fixed: dict[str, int]


class Intake:
    """The door for batches of others; its writer is opened by the first batch."""

    def __init__(self, events: Path, clock_ms: Callable[[], int] = now_ms) -> None:
        self._events, self._clock_ms = events, clock_ms
        self._writer: Writer | None = None
        self._opening = threading.Lock()
        self.notes = Notebook(events, WRITER, lambda: clock_ms() / 1000)

    def take(self, data: bytes) -> Answer:
        """Returns after fsync. Raises BadBatch for bytes that are no batch, OSError for a disk that
        refuses: then nothing was kept, and the sender sends the batch again."""
        now = self._clock_ms()  # first: what reading takes is no fault of the sender's clock
        found = wire.read(data)
        batch, verdict = checked(found, now)
        shop = int(batch.column("shop").to_numpy().max()) if batch.num_rows else 0
        if batch.num_rows:
            self._opened().append(batch)
        self._note(shop, len(found.status), verdict)
        return Answer(len(found.status), batch.num_rows, verdict.dropped, verdict.fixed)

    def close(self) -> None:
        self.notes.save()
        if self._writer is not None:
            self._writer.close()

    def _opened(self) -> Writer:
        with self._opening:
            if self._writer is None:
                self._writer = Writer(self._events, WRITER)
            return self._writer

    def _note(self, shop: int, came: int, verdict: Verdict) -> None:
        self.notes.came(came, shop)
        for reason, count in verdict.dropped.items():
            self.notes.dropped(reason, count, shop, verdict.samples[reason])
        for reason, count in verdict.fixed.items():
            self.notes.fixed(reason, count, shop, verdict.samples[reason])
