"""Gifts: a thread that pays them in batches, and what the room shows of them, in order.

As with entries, nothing is answered before the commit, and a batch whose connection died is sent
again under the same keys.
"""

from __future__ import annotations

import queue
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import psycopg
import structlog

from kaibo.foundation.clock import now_ms
from kaibo.gateway import metrics
from kaibo.gateway.connection import Connection
from kaibo.gateway.eventsink import EventSink
from kaibo.gateway.room import Room
from kaibo.interaction.giving import MOST_AT_ONCE, GiftWish, Given, give, names, refusal
from kaibo.interaction.hot import Refusal
from kaibo.interaction.wire import Gift, GiftAnswer, GiftItem

BATCH = 256
WAITING_LIMIT = 20_000
TIMEOUT_SECONDS = 10.0
_GATHER_SECONDS = 0.02
_RETRY_SECONDS = 0.3
log = structlog.get_logger(__name__)
Db = psycopg.Connection[Any]
Done = Callable[[list["Giving"], list[Given]], None]


@dataclass(slots=True)
class Giving:
    """A gift without an answer; ``asked_at`` in monotonic seconds."""

    page: Connection
    id: str
    wish: GiftWish
    asked_at: float
    name: str = ""
    icon: str = ""


class GiftWriter:
    """`put` is called on the loop; ``on_done`` runs there too."""

    def __init__(self, dsn: str, call: Callable[..., object], on_done: Done) -> None:
        self._dsn, self._call, self._on_done = dsn, call, on_done
        self._queue: queue.SimpleQueue[Giving | None] = queue.SimpleQueue()
        self._batch: list[Giving] = []
        self._named: dict[int, tuple[str, str]] = {}
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="gifts", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Write what waits; blocks for at most five seconds."""
        self._stopping = True
        self._queue.put(None)
        self._thread.join(5)

    def put(self, giving: Giving) -> None:
        self._queue.put(giving)

    def _run(self) -> None:
        while not self._stopping or self._batch:
            try:
                self._gather()
                with psycopg.connect(
                    self._dsn, autocommit=True, connect_timeout=5, application_name="kaibo-gifts"
                ) as connection:
                    self._follow(connection)
            except psycopg.Error as error:
                log.warning("gifts wait for the database", error=str(error).strip())
                if self._stopping:
                    return
                time.sleep(_RETRY_SECONDS)

    def _follow(self, connection: Db) -> None:
        while self._batch:
            given = give(connection, [one.wish for one in self._batch])
            self._name(connection)
            self._call(self._on_done, self._batch, given)
            self._batch = []
            if not self._stopping:
                self._gather()

    def _name(self, connection: Db) -> None:
        self._named |= names(connection, {one.wish.gift for one in self._batch})
        for one in self._batch:
            one.name, one.icon = self._named.get(one.wish.gift, ("", ""))

    def _gather(self) -> None:
        """Wait for the first, then take what comes within a moment."""
        if self._batch:
            return
        one, until = self._queue.get(), time.monotonic() + _GATHER_SECONDS
        while one is not None:
            self._batch.append(one)
            if len(self._batch) >= BATCH:
                return
            try:
                one = self._queue.get(timeout=max(0.0, until - time.monotonic()))
            except queue.Empty:
                return


class Gifts:
    """Called on the loop."""

    def __init__(
        self, dsn: str, call: Callable[..., object], sink: EventSink,
        room_of: Callable[[int], Room | None],
    ) -> None:  # fmt: skip
        self._sink, self._room_of = sink, room_of
        self._writer = GiftWriter(dsn, call, self._done)
        self._waiting: dict[tuple[int, uuid.UUID], Giving] = {}

    def start(self) -> None:
        self._writer.start()

    def stop(self) -> None:
        self._writer.stop()

    def gift(self, page: Connection, room: Room, command: Gift) -> None:
        """Hand a gift to the writer; answered by `GiftAnswer` after the commit."""
        why = self._send(page, room, command)
        if why is not None:
            metrics.refused.labels(why.code).inc()
            page.send(GiftAnswer(id=command.id, ok=False, code=why.code, message=why.message))

    def sweep(self) -> None:
        """Once a second: answer what waited too long; asking again under its key finds it."""
        limit = time.monotonic() - TIMEOUT_SECONDS
        for key in [key for key, one in self._waiting.items() if one.asked_at < limit]:
            giving = self._waiting.pop(key)
            giving.page.send(_answer(giving.id, Given("try_again", 0, 0, 0, 0, False)))

    def _send(self, page: Connection, room: Room, command: Gift) -> Refusal | None:
        if page.claims is None or page.claims.kind != "buyer":
            return refusal("login_required")
        if not room.state.is_on_air or room.state.show_id is None:
            return refusal("not_on_air")
        try:
            key = uuid.UUID(command.id)
        except ValueError:
            return refusal("bad_key")
        if (page.viewer, key) in self._waiting:
            self._waiting[page.viewer, key].page = page
            return None
        if len(self._waiting) >= WAITING_LIMIT:
            return refusal("try_again")
        quantity = max(1, min(MOST_AT_ONCE, command.n))
        state = room.state
        wish = GiftWish(
            key, state.room_id, room.state.show_id, page.viewer, command.gift, quantity, now_ms()
        )
        giving = Giving(page, command.id, wish, time.monotonic())
        self._waiting[page.viewer, key] = giving
        self._writer.put(giving)
        return None

    def _done(self, batch: list[Giving], given: list[Given]) -> None:
        for giving, one in zip(batch, given, strict=True):
            waiting = self._waiting.pop((giving.wish.viewer, giving.wish.key), None)
            if one.is_new:
                self._show(giving, one)
            if waiting is not None:
                waiting.page.send(_answer(waiting.id, one))

    def _show(self, giving: Giving, given: Given) -> None:
        """To the room with the next tick, and to the event log."""
        wish = giving.wish
        room = self._room_of(wish.room)
        if room is None:
            return
        claims = giving.page.claims
        room.gifted(
            GiftItem(
                given.id, wish.viewer, claims.name if claims else "", wish.gift, giving.name,
                giving.icon, wish.quantity, given.combo, wish.at,
            )
        )  # fmt: skip
        self._sink.add(
            "gift", event_id=wish.key.bytes, viewer=wish.viewer, ref=wish.gift, n=wish.quantity,
            amount=given.points, text=giving.name or None, source=giving.page.source,
            **room.stamp().columns(),
        )  # fmt: skip


def _answer(id: str, given: Given) -> GiftAnswer:
    if given.code:
        why = refusal(given.code, given.left)
        return GiftAnswer(id=id, ok=False, code=why.code, message=why.message)
    return GiftAnswer(id=id, ok=True, combo=given.combo, points=given.points, left=given.left)
