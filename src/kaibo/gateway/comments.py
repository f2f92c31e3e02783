"""What becomes of a comment besides being shown: it is tagged, kept, and answered by keyword.

Comments are kept in PostgreSQL by a thread of their own, so that the loop never waits; when the
database does not keep up, those that neither ask nor complain are left out first, and counted.
"""

from __future__ import annotations

import queue
import threading
import time
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import msgspec
import psycopg
import structlog
from prometheus_client import Counter

from kaibo.gateway import metrics
from kaibo.gateway.stamp import Stamp
from kaibo.interaction.hot import Answering, Groups, Rule, Tagged, fill, link_of
from kaibo.interaction.wire import CommentItem
from kaibo.liveroom.contracts import RoomState

BATCH = 512
GATHER_SECONDS = 0.05
# Beyond this only questions and complaints are kept, beyond twice this nothing.
WAITING_LIMIT = 5_000
_RETRY_SECONDS = 0.5
_kept = Counter("kaibo_gateway_comments_kept", "Comments stored", registry=metrics.registry)
_unkept = Counter(
    "kaibo_gateway_comments_unkept", "Comments shown but not stored", registry=metrics.registry
)
_replies = Counter(
    "kaibo_gateway_keyword_replies", "Replies by keyword", ["mode"], registry=metrics.registry
)
log = structlog.get_logger(__name__)


class Heard(msgspec.Struct, frozen=True):
    """A comment on its way to ``interaction_hear``; ``key`` is made in the thread."""

    room: int
    show: int
    comment: int
    viewer: int | None
    staff: int | None
    name: str
    text: str
    tag: str
    topic: str
    link: int | None
    video_ms: int | None
    at: int
    rehearsal: bool
    reply: str
    key: str = ""


class Comments:
    """Called on the loop; writes in its thread."""

    def __init__(self, dsn: str) -> None:
        self._dsn = dsn
        self._queue: queue.SimpleQueue[Heard | None] = queue.SimpleQueue()
        self._answering: defaultdict[int, Answering] = defaultdict(Answering)
        self._groups: dict[int, Groups] = {}  # by show; the thread's
        self._thread = threading.Thread(target=self._run, name="comments", daemon=True)
        self._stopping = False

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Write what waits; blocks for at most five seconds."""
        self._stopping = True
        self._queue.put(None)
        self._thread.join(5)

    def swap_rules(self, room_id: int, rules: Iterable[Rule]) -> None:
        """The keyword replies that hold in the room from now on."""
        self._answering[room_id].swap(rules)

    def forget(self, now: int) -> None:
        for answering in self._answering.values():
            answering.forget(now)

    def hear(self, item: CommentItem, tagged: Tagged, state: RoomState, stamp: Stamp) -> str:
        """Keep a comment of a show; returns what the room says to it in public, or nothing."""
        if not stamp.show:
            return ""
        is_viewer = not item.flags & 1
        rule = self._rule(item, stamp.room) if is_viewer else None
        heard = self._heard(item, tagged, state, stamp, rule)
        if self._has_room(heard):
            self._queue.put(heard)
        else:
            _unkept.inc()
        return fill(rule.reply, item.name, 100) if rule and rule.mode == "public" else ""

    def _rule(self, item: CommentItem, room: int) -> Rule | None:
        rule = self._answering[room].answer(item.text, item.viewer, item.at)
        if rule is not None:
            _replies.labels(rule.mode).inc()
        return rule

    def _heard(
        self, item: CommentItem, tagged: Tagged, state: RoomState, stamp: Stamp, rule: Rule | None
    ) -> Heard:
        is_staff = bool(item.flags & 1)
        numbers = {link.number: link.link_id for link in state.links}
        asks = tagged.tag == "question"
        return Heard(
            room=stamp.room, show=stamp.show, comment=item.id,
            viewer=None if is_staff else item.viewer,
            staff=-item.viewer if item.viewer < 0 else None, name=item.name,
            text=item.text, tag="other" if is_staff else tagged.tag,
            topic="none" if is_staff else tagged.topic,
            link=link_of(item.text, numbers, stamp.pinned_link) if asks else stamp.pinned_link,
            video_ms=stamp.video_ms, at=item.at, rehearsal=stamp.rehearsal,
            reply=fill(rule.reply, item.name) if rule and rule.mode == "private" else "",
        )  # fmt: skip

    def _has_room(self, heard: Heard) -> bool:
        waiting = self._queue.qsize()
        matters = heard.tag in ("question", "complaint")
        return waiting < WAITING_LIMIT or (matters and waiting < 2 * WAITING_LIMIT)

    # The thread

    def _run(self) -> None:
        waiting: list[Heard] = []
        while not (self._stopping and not waiting and self._queue.empty()):
            try:
                with psycopg.connect(
                    self._dsn, autocommit=True, connect_timeout=5, application_name="kaibo-comments"
                ) as connection:
                    self._follow(connection, waiting)
            except psycopg.OperationalError as error:
                log.warning("comments are not kept for now", error=str(error).strip())
                if self._stopping:
                    return
                time.sleep(_RETRY_SECONDS)

    def _follow(self, connection: psycopg.Connection[Any], waiting: list[Heard]) -> None:
        """``waiting`` holds a batch until it is written, also over a lost connection."""
        while True:
            is_over = self._gather(waiting)
            if waiting:
                self._write(connection, [self._keyed(connection, one) for one in waiting])
                waiting.clear()
            if is_over:
                return

    def _gather(self, waiting: list[Heard]) -> bool:
        """Fill the batch; True when nothing comes any more."""
        until: float | None = None
        while len(waiting) < BATCH:
            if waiting and until is None:
                until = time.monotonic() + GATHER_SECONDS
            one = _next(self._queue, until)
            if one is None:
                return self._stopping and self._queue.empty()
            waiting.append(one)
        return False

    def _keyed(self, connection: psycopg.Connection[Any], heard: Heard) -> Heard:
        if heard.tag != "question":
            return heard
        groups = self._groups.get(heard.show)
        if groups is None:
            query = "select link_id, key from interaction_question where show_id = %s"
            known = connection.execute(query, [heard.show]).fetchall()
            groups = self._groups[heard.show] = Groups((link, key) for link, key in known)
        return msgspec.structs.replace(heard, key=groups.key(heard.text, heard.link))

    def _write(self, connection: psycopg.Connection[Any], batch: list[Heard]) -> None:
        """All in one call; when one of them cannot be kept, each by itself."""
        try:
            _hear(connection, batch)
        except psycopg.OperationalError:
            raise
        except psycopg.Error as error:
            if len(batch) == 1:
                _unkept.inc()
                log.error("comment is not kept", room=batch[0].room, error=str(error).strip())
                return
            for one in batch:
                self._write(connection, [one])


def _hear(connection: psycopg.Connection[Any], batch: list[Heard]) -> None:
    rows = msgspec.json.encode(batch).decode()
    connection.execute("select interaction_hear(%s::jsonb)", [rows])
    _kept.inc(len(batch))


def _next(waiting: queue.SimpleQueue[Heard | None], until: float | None) -> Heard | None:
    """The next one; None at ``until`` (monotonic seconds) or when the end was put in."""
    try:
        return waiting.get(timeout=None if until is None else max(0.0, until - time.monotonic()))
    except queue.Empty:
        return None
