"""The state of the process and its loops: relay, fold, push. Each survives what it talks to."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import structlog

from kaibo.foundation.clock import now_ms
from kaibo.foundation.config import Config
from kaibo.foundation.eventlog import KINDS, Reader, Writer
from kaibo.insight.engine import gauges, query, snapshot
from kaibo.insight.engine.fold import Folds
from kaibo.insight.engine.push import Pusher
from kaibo.insight.engine.state import Key, ShowFold
from kaibo.insight.intake.accept import Intake
from kaibo.insight.lake.seal import Lake

if TYPE_CHECKING:
    from kaibo.insight.engine.watch import Watch

RELAY_SECONDS = 0.2
FOLD_SECONDS = 0.1
POLL_CHUNKS = 200
PUSH_SECONDS = 0.5
WATCH_SECONDS = 1.0
SNAPSHOT_SECONDS = 10.0
SNAPSHOT_ROWS = 250_000  # a start reads so many again in about a third of a second
SNAPSHOT_SHARE = 20  # a large state is written at most for a twentieth of the time
FIRST_LAKE_SECONDS, LAKE_SECONDS = 10.0, 60.0
LIVE_MS, ON_AIR_MS = 60_000, 12 * 3_600_000
REVIEW_WITHIN_MS = 86_400_000
log = structlog.get_logger()


class Service:
    """Folds of one installation. `folding` guards the state; loops stop when ``stop`` is set."""

    def __init__(self, config: Config) -> None:
        self.config = config
        self.folds = Folds()
        self.folding = threading.Lock()
        self.stop = threading.Event()
        self.lag_ms = 0
        self.read_to_ms = 0  # what was in the log by then is folded
        self.snapshot_path: Path = config.data / "insight" / "snapshot.msgpack"
        self.reader = Reader(config.events, snapshot.load(self.snapshot_path, self.folds))
        self.folded_to = dict(self.reader.offsets)
        self.asked: set[Key] = set()
        self.intake = Intake(config.events)
        self.caught_up = threading.Event()
        self.watch: Watch | None = None
        self._unsaved = 0  # rows

    # The tail of the log

    def fold_once(self) -> int:
        """Fold what is new in the log; returns the number of rows."""
        began = now_ms()
        chunks = self.reader.poll(POLL_CHUNKS)
        if not chunks:
            self.caught_up.set()
            self.read_to_ms = began
            self.lag_ms = 0  # a quiet room is up to date, however late its last row was
            return 0
        with self.folding:
            self.folds.add(*(chunk.batch for chunk in chunks))
            self.folded_to = dict(self.reader.offsets)
            self._unsaved += sum(chunk.batch.num_rows for chunk in chunks)
        if len(chunks) < POLL_CHUNKS:  # no writer has more
            self.read_to_ms = began
        oldest = min(int(chunk.batch.column("ts").to_numpy().min()) for chunk in chunks)
        self.lag_ms = now_ms() - oldest
        rows: int = sum(chunk.batch.num_rows for chunk in chunks)
        gauges.folded(rows, self.lag_ms, len(self.reader.damage))
        return rows

    def save(self) -> None:
        """Write the snapshot if anything changed since the last one."""
        self.intake.notes.save()
        if not self._unsaved:
            return
        with self.folding:
            copy = snapshot.Copy(self.folds, self.folded_to)
            self._unsaved = 0
        gauges.snapshot_bytes.set(copy.write(self.snapshot_path))

    # Answers

    def fold(self, show: int, rehearsal: bool) -> ShowFold | None:
        return self.folds.shows.get(Key(show, rehearsal))

    def live(self, now: int) -> list[ShowFold]:
        """Shows on air: not ended, and begun today or heard within a minute."""
        return [fold for fold in self.folds.shows.values() if _is_live(fold, now)]

    def unreviewed(self, now: int) -> list[Key]:
        """Shows that ended within a day and whose review this process has not asked for."""
        end = KINDS["show_end"]
        return [
            key
            for key, fold in self.folds.shows.items()
            if key not in self.asked
            and any(mark.kind == end and mark.ts > now - REVIEW_WITHIN_MS for mark in fold.marks)
        ]

    # Loops

    def start(self) -> list[threading.Thread]:
        at_once = {"fold": self._fold_loop, "snapshot": self._snapshot_loop,
                   "lake": self._lake_loop}  # fmt: skip
        later = {"relay": self._relay_loop, "push": self._push_loop, "watch": self._watch_loop}
        threads = [threading.Thread(target=loop, name=name) for name, loop in at_once.items()]
        threads += [
            threading.Thread(target=self._when_caught_up, args=(loop,), name=name)
            for name, loop in later.items()
        ]
        for thread in threads:
            thread.start()
        return threads

    def _when_caught_up(self, loop: Callable[[], None]) -> None:
        """What shows figures, or loads the database's libraries, waits until they are right."""
        while not self.caught_up.wait(0.1):
            if self.stop.is_set():
                return
        loop()

    def _fold_loop(self) -> None:
        while not self.stop.is_set():
            if not self._guarded("fold", self.fold_once):
                self.stop.wait(FOLD_SECONDS)

    def _snapshot_loop(self) -> None:
        """Beside the folding, which waits only while the state is copied."""
        ended, least = time.monotonic(), 0.0
        while not self.stop.wait(1.0):
            began = time.monotonic()
            is_due = self._unsaved >= SNAPSHOT_ROWS or began - ended >= SNAPSHOT_SECONDS
            if is_due and began - ended >= least:
                self._guarded("snapshot", self.save)
                ended = time.monotonic()
                least = SNAPSHOT_SHARE * (ended - began)
        self._guarded("snapshot", self.save)
        self._guarded("intake", self.intake.close)

    def _relay_loop(self) -> None:
        wait = RELAY_SECONDS
        while not self.stop.is_set():
            try:
                self._relay_until_failure()
                wait = RELAY_SECONDS
            except Exception as error:  # PostgreSQL away, disk full, a second relay: wait, go on
                log.warning("relay waits", error=str(error).strip(), seconds=wait)
                self.stop.wait(wait)
                wait = min(wait * 2, 3.0)

    def _relay_until_failure(self) -> None:
        import psycopg

        from kaibo.insight.engine.relay import relay

        with (
            Writer(self.config.events, "outbox") as writer,
            psycopg.connect(self.config.dsn, connect_timeout=3) as connection,
        ):
            connection.autocommit = True
            while not self.stop.is_set():
                moved = relay(connection, writer)
                gauges.relayed.inc(moved)
                self._ask_for_reviews()
                if not moved:
                    self.stop.wait(RELAY_SECONDS)

    def _ask_for_reviews(self) -> None:
        from kaibo.insight.engine.reviewer import ask_for_review

        with self.folding:
            waiting = self.unreviewed(now_ms())
        for key in waiting:
            ask_for_review(self.config.dsn, key.show)
            self.asked.add(key)

    def _push_loop(self) -> None:
        pusher = Pusher(self.config.gateway_socket)
        while not self.stop.wait(PUSH_SECONDS):
            self._guarded("push", lambda: self.push(pusher))
        pusher.close()

    def _watch_loop(self) -> None:
        from kaibo.insight.engine.watch import Watch

        watch = self.watch = Watch(self.config.dsn)
        while not self.stop.wait(WATCH_SECONDS):
            self._guarded("watch", lambda: self.watch_once(watch))
        watch.close()

    def watch_once(self, watch: Watch) -> None:
        """Renew lights and alarms of the live shows."""
        from kaibo.insight.engine.watch_look import look

        now = now_ms()
        with self.folding:
            seen = [look(fold, now) for fold in self.live(now)]
        watch.turn(seen, now)

    def _lake_loop(self) -> None:
        is_first = True  # a process that was killed may have left something half done
        while not self.stop.wait(FIRST_LAKE_SECONDS if is_first else LAKE_SECONDS):
            if is_first or Lake(self.config.lake).is_behind(self.config.events):
                self._guarded("lake", self.fill_lake)
            is_first = False

    def fill_lake(self) -> None:
        """Seal closed segments in a process of its own, so that no live figure waits for it."""
        environment = {**os.environ, "KAIBO_DATA": str(self.config.data)}
        with subprocess.Popen(
            [sys.executable, "-m", "kaibo.insight.lake"], env=environment
        ) as child:
            while child.poll() is None:
                if self.stop.wait(0.2):
                    child.kill()

    def push(self, pusher: Pusher) -> int:
        """Send the figures of every live show to the gateway; returns how many frames."""
        now = now_ms()
        with self.folding:
            frames = [
                (fold.room[1], fold.show, query.live_figures(fold, now)) for fold in self.live(now)
            ]
        for room, show, values in frames:
            beside = self.watch.pushed(show) if self.watch else {}
            pusher.send(room, show, now, self.lag_ms, values, beside)
        return len(frames)

    def _guarded(self, what: str, action: Callable[[], int | None]) -> int:
        """A loop never dies of one bad turn; it says so and goes on."""
        try:
            return action() or 0
        except Exception:
            log.exception("insight turn failed", turn=what)
            self.stop.wait(1.0)
            return 0


def _is_live(fold: ShowFold, now: int) -> bool:
    """A show that was put on air stays so in a silent room; what has no beginning needs signs."""
    has_begun = any(mark.kind == KINDS["show_start"] for mark in fold.marks)
    silence = ON_AIR_MS if has_begun else LIVE_MS
    return fold.last_ts > now - silence and query.Timeline(fold, now).ended_at is None
