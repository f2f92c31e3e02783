"""The thread that reads PostgreSQL for the loop: room events, personal events, states, stock.

A NOTIFY is only a wake-up; what is read is always the gap behind the last number known. When a
wake-up is lost or the connection dies, the poll of the next second reads the same gap.
"""

from __future__ import annotations

import os
import select
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

import msgspec
import psycopg
import structlog

from kaibo.gateway import metrics, queries
from kaibo.gateway.queries import PersonalRow
from kaibo.interaction.hot import Rule
from kaibo.liveroom.contracts import NumberedEvent, RoomState

POLL_SECONDS = 1.0
Note = tuple[str, str]  # channel and payload of a notification
_RETRY_SECONDS = (0.1, 0.2, 0.5, 1.0, 2.0)
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a room starts from; ``mutes`` maps a viewer id to Unix ms (infinity: until lifted)."""

    state: RoomState
    mutes: dict[int, float]
    events: list[NumberedEvent]  # the newest, for resuming pages


class Receiver(Protocol):
    """The loop's side; every method is called on the loop."""

    def room_loaded(self, slug: str, loaded: Loaded | None) -> None: ...
    def room_events(self, room_id: int, events: list[NumberedEvent]) -> None: ...
    def personal(self, rows: list[PersonalRow]) -> None: ...
    def stock(self, room_id: int, left: dict[int, int]) -> None: ...
    def reply_rules(self, room_id: int, rules: tuple[Rule, ...]) -> None: ...
    def desk_changed(self, room_id: int, topic: str) -> None: ...
    def notified(self, notes: list[Note]) -> None: ...


@dataclass(slots=True)
class _Watched:
    slug: str
    epoch: int
    seq: int


@dataclass(slots=True)
class _Wishes:
    """What the loop asked for since the last round; kept until it is fulfilled."""

    slugs: set[str] = field(default_factory=set)
    persons: dict[int, int] = field(default_factory=dict)  # viewer → last id seen

    def __bool__(self) -> bool:
        return bool(self.slugs or self.persons)


class Feed:
    """Started once; reconnects for ever."""

    def __init__(
        self, dsn: str, receiver: Receiver, call: Callable[..., object], *, listens: bool = True
    ) -> None:
        """``call`` runs a function with arguments on the loop (`call_soon_threadsafe`).

        Without ``listens`` (a pooler, a replica) other nodes wake it, and the poll.
        """
        self._dsn, self._receiver, self._call = dsn, receiver, call
        self._guard = threading.Lock()
        self._wishes = _Wishes()
        self._rooms: dict[int, _Watched] = {}
        self._persons_here: dict[int, int] = {}
        self._dirty_persons: set[int] = set()
        self._reply_rules: dict[int, tuple[Rule, ...]] = {}
        self._check_rooms = True
        self._listens = listens
        self.relays = False  # somebody who cannot listen wants to be told of notifications
        self._notes: list[Note] = []  # to be relayed
        self._overheard: list[Note] = []  # of other nodes
        self._last_person: int | None = None
        self._wake_read, self._wake_write = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="feed", daemon=True)

    # Called on the loop

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping = True
        self._wake()
        self._thread.join(5)

    def want_room(self, slug: str) -> None:
        """`room_loaded` will be called, and the room is watched from then on."""
        with self._guard:
            self._wishes.slugs.add(slug)
        self._wake()

    def want_person(self, viewer: int, after: int) -> None:
        """Replay what was told to the viewer after this id, then follow."""
        with self._guard:
            self._wishes.persons[viewer] = after
            self._persons_here[viewer] = after
        self._wake()

    def forget_person(self, viewer: int) -> None:
        with self._guard:
            self._persons_here.pop(viewer, None)

    def hurry(self) -> None:
        """Another node has read more of a room: read now, not at the next poll."""
        metrics.wakes.labels("ahead").inc()
        self._check_rooms = True
        self._wake()

    def overhear(self, notes: list[Note]) -> None:
        """Notifications that another node heard."""
        metrics.wakes.labels("bus").inc(len(notes))
        with self._guard:
            self._overheard += notes
        self._wake()

    def _wake(self) -> None:
        try:
            os.write(self._wake_write, b"x")
        except BlockingIOError:
            return  # already awake

    # The thread

    def _run(self) -> None:
        failures = 0
        while not self._stopping:
            try:
                with self._connect() as connection:
                    self._listen(connection)
                    failures = 0
                    self._follow(connection)
            except psycopg.Error as error:
                log.warning("database is away", error=str(error).strip())
            except Exception:
                log.exception("feed round failed")  # a bad row must not end the feed
            metrics.feed_up.set(0)
            if not self._stopping:
                time.sleep(_RETRY_SECONDS[min(failures, len(_RETRY_SECONDS) - 1)])
                failures += 1

    def _connect(self) -> psycopg.Connection[Any]:
        return psycopg.connect(
            self._dsn, autocommit=True, connect_timeout=5, application_name="kaibo-gateway"
        )

    def _listen(self, connection: psycopg.Connection[Any]) -> None:
        if self._listens:
            connection.add_notify_handler(self._notified)
            for channel in ("kaibo_room", "kaibo_person", "kaibo_desk"):
                connection.execute(f"listen {channel}")
        self._check_rooms = True  # what happened while we were away
        with self._guard:
            self._dirty_persons |= set(self._persons_here)  # wake-ups that nobody heard
        metrics.feed_up.set(1)

    def _notified(self, notify: psycopg.Notify) -> None:
        metrics.wakes.labels("notify").inc()
        self._notes.append((notify.channel, notify.payload))
        self._note(notify.channel, notify.payload)

    def _note(self, channel: str, payload: str) -> None:
        if channel == "kaibo_room":
            self._check_rooms = True
        elif channel == "kaibo_desk":
            self._tell_desk(payload)
        elif payload.isdigit():
            self._dirty_persons.add(int(payload))

    def _relay(self) -> None:
        """What PostgreSQL told since the last time, for nodes that cannot hear it."""
        notes, self._notes = self._notes, []
        if self.relays and notes:
            self._call(self._receiver.notified, notes)

    def _read_overheard(self) -> None:
        with self._guard:
            notes, self._overheard = self._overheard, []
        for channel, payload in notes:
            self._note(channel, payload)

    def _follow(self, connection: psycopg.Connection[Any]) -> None:
        polled = 0.0
        while not self._stopping:
            self._read_overheard()
            self._fulfil(connection)
            self._read_persons(connection)
            if self._check_rooms or time.monotonic() - polled >= POLL_SECONDS:
                self._check_rooms = False
                self._read_rooms(connection)
            if time.monotonic() - polled >= POLL_SECONDS:
                polled = time.monotonic()
                self._read_stock(connection)
                self._poll_persons(connection)
                self._read_reply_rules(connection)
            self._relay()
            self._sleep(connection, POLL_SECONDS)

    def _sleep(self, connection: psycopg.Connection[Any], seconds: float) -> None:
        """Until a notification, a wish of the loop, or the next poll."""
        if self._check_rooms or self._dirty_persons:
            return
        ready, _, _ = select.select([connection.fileno(), self._wake_read], [], [], seconds)
        if self._wake_read in ready:
            os.read(self._wake_read, 4096)
        if connection.fileno() in ready:
            connection.pgconn.consume_input()
            while (notify := connection.pgconn.notifies()) is not None:
                payload = notify.extra.decode()
                self._notified(psycopg.Notify(notify.relname.decode(), payload, notify.be_pid))
            self._relay()

    def _fulfil(self, connection: psycopg.Connection[Any]) -> None:
        with self._guard:
            wishes, self._wishes = self._wishes, _Wishes()
        if not wishes:
            return
        try:
            for slug in sorted(wishes.slugs):
                self._load(connection, slug)
            if wishes.persons:
                self._tell(queries.personal_after(connection, wishes.persons))
        except Exception:
            self._keep(wishes)
            raise

    def _keep(self, wishes: _Wishes) -> None:
        """Ask again after the reconnect; answers are known by their numbers when they repeat."""
        with self._guard:
            wishes.slugs |= self._wishes.slugs
            wishes.persons |= self._wishes.persons
            self._wishes = wishes

    def _load(self, connection: psycopg.Connection[Any], slug: str) -> None:
        loaded = None
        try:
            if (state := queries.room_state(connection, slug)) is not None:
                mutes = queries.mutes(connection, state.room_id)
                events = queries.newest_events(connection, state.room_id, state.epoch, state.seq)
                loaded = Loaded(state, mutes, events)
                self._rooms[state.room_id] = _Watched(slug, state.epoch, state.seq)
        except msgspec.ValidationError as error:
            log.error("room state cannot be read", room=slug, error=str(error))
        self._read_reply_rules(connection)
        self._call(self._receiver.room_loaded, slug, loaded)

    def _read_rooms(self, connection: psycopg.Connection[Any]) -> None:
        heads = queries.heads(connection, list(self._rooms))
        for room_id, epoch, last in heads:
            watched = self._rooms[room_id]
            if epoch != watched.epoch:
                watched.epoch, watched.seq = epoch, last
                self.want_room(watched.slug)
            elif last > watched.seq:
                self._read_room(connection, room_id, watched)

    def _read_room(
        self, connection: psycopg.Connection[Any], room_id: int, watched: _Watched
    ) -> None:
        events = queries.events_after(connection, room_id, watched.epoch, watched.seq)
        if events:
            watched.seq = events[-1].seq
            self._call(self._receiver.room_events, room_id, events)
        elif events is None:
            self.want_room(watched.slug)

    def _read_persons(self, connection: psycopg.Connection[Any]) -> None:
        with self._guard:
            dirty, self._dirty_persons = self._dirty_persons, set()
            wanted = {who: self._persons_here[who] for who in dirty if who in self._persons_here}
        if not wanted:
            return
        try:
            self._tell(queries.personal_after(connection, wanted))
        except Exception:
            self._dirty_persons |= dirty
            raise

    def _poll_persons(self, connection: psycopg.Connection[Any]) -> None:
        """Whom nobody announced, because this node cannot listen."""
        if not self._listens:
            self._last_person, fresh = queries.persons_after(connection, self._last_person)
            with self._guard:
                self._dirty_persons |= fresh & self._persons_here.keys()

    def _tell(self, rows: list[PersonalRow]) -> None:
        if not rows:
            return
        with self._guard:
            for row in rows:
                if row.viewer in self._persons_here:
                    known = self._persons_here[row.viewer]
                    self._persons_here[row.viewer] = max(known, row.id)
        self._call(self._receiver.personal, rows)

    def _tell_desk(self, payload: str) -> None:
        """``room:topic``; of a room nobody here has entered it is nothing."""
        room, _, topic = payload.partition(":")
        if room.isdigit() and int(room) in self._rooms:
            self._call(self._receiver.desk_changed, int(room), topic)

    def _read_reply_rules(self, connection: psycopg.Connection[Any]) -> None:
        """A changed table replaces the one in use within a second."""
        for room_id, rules in queries.reply_rules(connection, list(self._rooms)).items():
            if self._reply_rules.get(room_id, ()) != rules:
                self._reply_rules[room_id] = rules
                self._call(self._receiver.reply_rules, room_id, rules)

    def _read_stock(self, connection: psycopg.Connection[Any]) -> None:
        for room_id, left in queries.stock(connection, list(self._rooms)).items():
            self._call(self._receiver.stock, room_id, left)
