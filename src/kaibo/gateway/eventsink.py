"""Viewer facts on their way to the event log: collected on the loop, fsynced in a thread.

Memory is bounded: when the disk does not keep up, facts beyond `WAITING_LIMIT` are dropped,
counted and alarmed. A beacon is acknowledged only after it is on disk, so its page sends it again.
"""

from __future__ import annotations

import asyncio
import queue
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import structlog

from kaibo.foundation.disk import DiskGuard
from kaibo.foundation.eventlog import Batch, Writer, WriterBusy
from kaibo.foundation.eventlog.notebook import Notebook
from kaibo.gateway import metrics

FLUSH_SECONDS = 0.1
WAITING_LIMIT = 50_000
_QUEUED_BATCHES = 20
_ALARM_SECONDS = 10.0
_NOTES_SECONDS = 5.0
log = structlog.get_logger(__name__)
Done = Callable[[bool], None]


class EventSink:
    """`add` from the loop; `flush` every tick; `close` writes what is left."""

    def __init__(
        self, folder: Path, loop: asyncio.AbstractEventLoop, name: str = "gateway"
    ) -> None:
        """``name``: the writer of this process in the log below ``folder``."""
        self._folder, self._name = folder, name
        self._loop = loop
        self._batch = Batch()
        self._waiting_for: list[Done] = []
        self._queue: queue.Queue[tuple[Batch, list[Done]] | None] = queue.Queue(_QUEUED_BATCHES)
        self._thread = threading.Thread(target=self._run, name="events", daemon=True)
        self._alarmed_at = 0.0
        self._guard = DiskGuard(folder)
        self.notes = Notebook(folder, name)  # what does not reach the log, for the quality page

    def start(self) -> None:
        self._thread.start()

    def add(self, kind: str, **columns: Any) -> bool:
        """Collect one event (columns of `Batch.add`); False when it had to be dropped."""
        if len(self._batch) >= WAITING_LIMIT:
            self._drop(1, "the disk does not keep up", "overload")
            return False
        self._batch.add(kind, **columns)
        return True

    def when_written(self, done: Done) -> None:
        """Call ``done(True)`` on the loop when all that was added so far is on disk."""
        self._waiting_for.append(done)

    def flush(self) -> None:
        """Hand the batch to the writer thread; with a full queue it waits and grows."""
        if not len(self._batch) and not self._waiting_for:
            return
        try:
            self._queue.put_nowait((self._batch, self._waiting_for))
        except queue.Full:
            return
        self._batch, self._waiting_for = Batch(), []

    def close(self) -> None:
        """Write what is left; blocks until it is on disk."""
        if not self._thread.is_alive():
            return
        self._queue.put((self._batch, []))
        self._queue.put(None)
        self._thread.join(10)

    def _run(self) -> None:
        writer = self._open()
        saved_at = time.monotonic()
        while (item := self._queue.get()) is not None:
            batch, waiting = item
            written = self._write(writer, batch)
            if time.monotonic() - saved_at > _NOTES_SECONDS:
                self._save_notes()
                saved_at = time.monotonic()
            if waiting:
                self._loop.call_soon_threadsafe(_tell, waiting, written)
        writer.close()
        self._save_notes()

    def _save_notes(self) -> None:
        try:
            self.notes.save()
        except OSError as error:
            log.warning("quality notes are not saved", error=str(error))

    def _open(self) -> Writer:
        while True:
            try:
                return Writer(self._folder, self._name)
            except (WriterBusy, OSError) as error:
                log.warning("event log is not open", error=str(error))
                time.sleep(0.5)

    def _write(self, writer: Writer, batch: Batch) -> bool:
        if not self._guard.allows("events"):
            self._drop(len(batch), "the disk is nearly full", "disk")
            return False
        try:
            writer.append(batch)
        except OSError as error:
            self._drop(len(batch), str(error), "disk")
            return False
        metrics.events_written.inc(len(batch))
        return True

    def _drop(self, count: int, why: str, reason: str) -> None:
        metrics.events_dropped.inc(count)
        self.notes.dropped(reason, count)
        now = time.monotonic()
        if now - self._alarmed_at > _ALARM_SECONDS:
            self._alarmed_at = now
            log.error("viewer events are dropped", why=why, count=count)


def _tell(waiting: list[Done], written: bool) -> None:
    for done in waiting:
        done(written)
