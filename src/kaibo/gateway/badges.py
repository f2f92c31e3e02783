"""Levels of fans, which stand beside their names: read in a thread, kept for a minute.

The loop never waits: who is not known yet speaks without a badge, and is asked for.
"""

from __future__ import annotations

import queue
import threading
import time
from collections import defaultdict
from collections.abc import Iterable

import psycopg
import structlog

FRESH_SECONDS = 60.0
BATCH = 1000
MOST = 50_000  # viewers remembered; beyond it all are forgotten and asked for anew
SHIFT = 16  # place of the level among the flags of a comment
_RETRY_SECONDS = 1.0
_LEVELS = """
select viewer_id, level from growth_fanmember
where shop_id = %s and viewer_id = any(%s) and left_at is null
"""
Who = tuple[int, int]  # shop, viewer
log = structlog.get_logger(__name__)


class Badges:
    """`flags` is called on the loop; the thread reads what was asked for."""

    def __init__(self, dsn: str) -> None:
        self._dsn = dsn
        self._known: dict[Who, tuple[int, float]] = {}  # level, when read
        self._asked: dict[Who, float] = {}
        self._queue: queue.SimpleQueue[Who | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="badges", daemon=True)
        self._stopping = False

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping = True
        self._queue.put(None)
        self._thread.join(2)

    def flags(self, shop: int, viewer: int) -> int:
        """The level in its place among the flags; 0 for nobody's and not yet known ones."""
        now, who = time.monotonic(), (shop, viewer)
        level, at = self._known.get(who, (0, -FRESH_SECONDS))
        if now - at >= FRESH_SECONDS and now - self._asked.get(who, -FRESH_SECONDS) >= 1:
            if len(self._asked) > MOST:
                self._asked.clear()
                self._known.clear()
            self._asked[who] = now
            self._queue.put(who)
        return level << SHIFT

    # The thread

    def _run(self) -> None:
        while not self._stopping:
            try:
                with psycopg.connect(
                    self._dsn, autocommit=True, connect_timeout=5, application_name="kaibo-badges"
                ) as connection:
                    self._follow(connection)
            except psycopg.Error as error:
                log.warning("badges wait for the database", error=str(error))
                time.sleep(_RETRY_SECONDS)

    def _follow(self, connection: psycopg.Connection[tuple[int, int]]) -> None:
        while not self._stopping:
            wanted: defaultdict[int, set[int]] = defaultdict(set)
            for shop, viewer in self._gather():
                wanted[shop].add(viewer)
            for shop, viewers in wanted.items():
                levels = dict(connection.execute(_LEVELS, [shop, list(viewers)]).fetchall())
                at = time.monotonic()
                for viewer in viewers:
                    self._known[shop, viewer] = (levels.get(viewer, 0), at)

    def _gather(self) -> Iterable[Who]:
        found = [self._queue.get()]
        while len(found) < BATCH and not self._queue.empty():
            found.append(self._queue.get())
        return [who for who in found if who is not None]
