"""The thread that writes entries of activities: batches, one commit each, answers after it.

A batch whose connection died is written again whole: entries are unique, so what was committed
without our knowing is answered with the entry that stands. Nothing is acknowledged before.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

import psycopg
import structlog
from prometheus_client import Counter, Gauge, Histogram

from kaibo.gateway import metrics
from kaibo.gateway.connection import Connection
from kaibo.interaction.entering import Wish, Written, enter, tallies

BATCH = 512
GATHER_SECONDS = 0.02
TALLY_SECONDS = 0.5
_RETRY_SECONDS = (0.05, 0.1, 0.2, 0.5, 1.0)
_written = Counter(
    "kaibo_gateway_entries", "Acts answered after a commit", registry=metrics.registry
)
_up = Gauge(
    "kaibo_gateway_activities_up", "1 while entries reach PostgreSQL", registry=metrics.registry
)
_batch_size = Histogram(
    "kaibo_gateway_entry_batch", "Acts in one transaction", registry=metrics.registry,
    buckets=(1, 4, 16, 64, 256, 512),
)  # fmt: skip
log = structlog.get_logger(__name__)
Db = psycopg.Connection[Any]
Tallied = dict[int, dict[int, list[int]]]


@dataclass(slots=True)
class Waiting:
    """An act without an answer; ``asked_at`` in monotonic seconds."""

    page: Connection
    id: str
    room: int
    function: str
    wish: Wish
    asked_at: float
    is_answered: bool = False
    was_repeated: bool = False  # its commit may have happened unseen

    @property
    def key(self) -> tuple[int, int]:
        return self.wish.activity, self.wish.viewer


Answers = list[tuple[Waiting, Written]]


class ActivityWriter:
    """`put` and `watch` are called on the loop; ``on_done`` and ``on_tallies`` run there too."""

    def __init__(
        self,
        dsn: str,
        call: Callable[..., object],
        on_done: Callable[[Answers], None],
        on_tallies: Callable[[Tallied], None],
    ) -> None:
        self._dsn, self._call = dsn, call
        self._on_done, self._on_tallies = on_done, on_tallies
        self._queue: queue.SimpleQueue[Waiting | None] = queue.SimpleQueue()
        self._batch: list[Waiting] = []
        self._later: list[Waiting] = []  # of a viewer who is in the batch already
        self._watched: frozenset[int] = frozenset()
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="activities", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Write what waits; blocks for at most five seconds."""
        self._stopping = True
        self._queue.put(None)
        self._thread.join(5)

    def put(self, waiting: Waiting) -> None:
        self._queue.put(waiting)

    def watch(self, rooms: Collection[int]) -> None:
        """Rooms whose open activities are counted, also when other gateways write entries."""
        self._watched = frozenset(rooms)

    # The thread

    def _run(self) -> None:
        failures = 0
        while not self._is_over():
            try:
                with psycopg.connect(
                    self._dsn, autocommit=True, connect_timeout=5,
                    application_name="kaibo-activities",
                ) as connection:  # fmt: skip
                    _up.set(1)
                    failures = 0
                    self._follow(connection)
            except psycopg.OperationalError as error:
                log.warning("entries wait for the database", error=str(error).strip())
                for one in self._batch:
                    one.was_repeated = True
            except Exception:
                log.exception("round of entries failed")
            _up.set(0)
            if self._stopping and failures >= len(_RETRY_SECONDS):
                return
            if not self._is_over():
                time.sleep(_RETRY_SECONDS[min(failures, len(_RETRY_SECONDS) - 1)])
                failures += 1

    def _is_over(self) -> bool:
        return self._stopping and not self._batch and not self._later and self._queue.empty()

    def _follow(self, connection: Db) -> None:
        counted = 0.0
        while not self._is_over():
            self._gather()
            rooms = set(self._watched)
            if self._batch:
                rooms |= {one.room for one in self._batch}
                self._write(connection)
                counted = 0.0
            if rooms and time.monotonic() - counted >= TALLY_SECONDS:
                counted = time.monotonic()
                self._call(self._on_tallies, tallies(connection, sorted(rooms)))

    def _gather(self) -> None:
        """Fill the batch with at most one act per viewer and activity; waits for the first."""
        pending, self._later = self._batch + self._later, []
        self._batch = []
        taken: set[tuple[int, int]] = set()
        for one in pending:
            self._take(one, taken)
        until = time.monotonic() + (GATHER_SECONDS if pending else TALLY_SECONDS)
        while len(self._batch) < BATCH:
            one_more = _next(self._queue, until)
            if one_more is None:
                return
            if not self._batch:
                until = time.monotonic() + GATHER_SECONDS
            self._take(one_more, taken)

    def _take(self, one: Waiting, taken: set[tuple[int, int]]) -> None:
        if one.is_answered and not one.was_repeated:
            return  # it waited too long and was never sent
        if one.key in taken or len(self._batch) >= BATCH:
            self._later.append(one)
        else:
            taken.add(one.key)
            self._batch.append(one)

    def _write(self, connection: Db) -> None:
        """One transaction per SQL function; what is written leaves the batch."""
        _batch_size.observe(len(self._batch))
        for function in sorted({one.function for one in self._batch}):
            group = [one for one in self._batch if one.function == function]
            answers = _answers(connection, function, group)
            _written.inc(len(answers))
            self._call(self._on_done, answers)
            self._batch = [one for one in self._batch if one.function != function]


def _answers(connection: Db, function: str, group: list[Waiting]) -> Answers:
    """All in one call; when one of them cannot be stored, each by itself."""
    try:
        written = enter(connection, function, [one.wish for one in group])
        return list(zip(group, written, strict=True))
    except psycopg.OperationalError:
        raise
    except psycopg.Error as error:
        if len(group) > 1:
            return [answer for one in group for answer in _answers(connection, function, [one])]
        log.error("entry cannot be stored", activity=group[0].wish.activity, error=str(error))
        return [(group[0], Written("bad_entry", None, {}, False))]


def _next(waiting: queue.SimpleQueue[Waiting | None], until: float) -> Waiting | None:
    """The next one; None at ``until`` (monotonic seconds) or when the end was put in."""
    try:
        return waiting.get(timeout=max(0.0, until - time.monotonic()))
    except queue.Empty:
        return None
