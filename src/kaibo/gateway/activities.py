"""Viewers take part: what the loop does of an act, and the tallies a room shows.

The kind decides whether the act is good, the guard grades it, the writer's thread stores it; its
answer comes after the commit. Acts on the way to an entry (a game) live here only.
"""

from __future__ import annotations

import asyncio
import random
import time
import uuid
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any

from prometheus_client import Gauge

from kaibo.foundation.clock import now_ms
from kaibo.gateway import metrics
from kaibo.gateway.activity_writer import ActivityWriter, Answers, Tallied, Waiting
from kaibo.gateway.connection import Connection
from kaibo.gateway.eventsink import EventSink
from kaibo.gateway.room import Room
from kaibo.interaction.entering import (
    ACT_CODES,
    COUNTED,
    HELD,
    KINDS,
    REFUSED,
    Entered,
    Kind,
    Playing,
    Step,
    Wish,
    Written,
)
from kaibo.interaction.hot import Refusal
from kaibo.interaction.wire import Act, ActAnswer
from kaibo.liveroom.contracts import ActivityCard

TIMEOUT_SECONDS = 10.0
WAITING_LIMIT = 50_000
_PLAY_SECONDS = 120.0
_waiting = Gauge("kaibo_gateway_acts_waiting", "Acts without an answer", registry=metrics.registry)
# What a judge says who has answered the page itself.
ASKED = -1
# The guard's grade of an act (0 none … 4 block) to the grade of its entry; 4 is refused.
_ENTRY_GRADES = {0: COUNTED, 1: COUNTED, 2: REFUSED, 3: HELD}
_EVENTS = uuid.UUID("6f1c1c0e-6c0e-4f0a-9d5e-3b6a6b3f2a14")
Judge = Callable[[Connection, Room, Act, str], int]


@dataclass(slots=True)
class _Play:
    """A viewer on the way to an entry; ``turn`` tells an old light from the one that is due."""

    memo: Any
    said_at: int
    turn: int
    touched: float


class Activities:
    """Called on the loop."""

    def __init__(
        self, dsn: str, loop: asyncio.AbstractEventLoop, sink: EventSink,
        room_of: Callable[[int], Room | None], judge: Judge | None = None,
    ) -> None:  # fmt: skip
        """``judge`` grades an act before it is stored; without one every act counts."""
        self._loop, self._sink, self._room_of = loop, sink, room_of
        self.judge = judge
        self._writer = ActivityWriter(dsn, loop.call_soon_threadsafe, self._done, self._tallied)
        self._queue: dict[int, Waiting] = {}  # by id(): what has no answer
        self._plays: dict[tuple[int, int], _Play] = {}
        self._entered: dict[int, set[int]] = {}  # activity → viewers whose entry was seen here
        self._dice = random.SystemRandom()

    def start(self) -> None:
        self._writer.start()

    def stop(self) -> None:
        """Write what waits; blocks."""
        self._writer.stop()

    def sweep(self, rooms: Iterable[Room]) -> None:
        """Once a second: watch what is open, answer what waited too long, forget what is over."""
        open_ids, watched = set(), set()
        for room in rooms:
            ids = {card.id for card in room.state.activities if card.state == "open"}
            room.tallies.keep(ids)
            open_ids |= ids
            if ids:
                watched.add(room.state.room_id)
        self._writer.watch(watched)
        self._forget(open_ids)
        self._expire()

    def act(self, page: Connection, room: Room, command: Act) -> None:
        """Carry an act out; it is answered by `ActAnswer`, at once or after the commit."""
        why = self._act(page, room, command)
        if why is not None:
            metrics.refused.labels(why.code).inc()
            page.send(ActAnswer(id=command.id, ok=False, code=why.code, message=why.message))

    def _act(self, page: Connection, room: Room, command: Act) -> Refusal | None:
        card = next((one for one in room.state.activities if one.id == command.activity), None)
        kind = KINDS.get(card.kind) if card else None
        if card is None or kind is None:
            return refusal("not_found")
        if (why := _stranger(page, card)) is not None:
            return why
        now = now_ms()
        if not _is_open(card, now) or self._is_through(kind, page, card):
            entered: Entered | None = Entered({})  # only what stands already can be the answer
        else:
            decided = self._decide(page, card, kind, command, now)
            if isinstance(decided, Refusal):
                return decided
            entered = decided
        return None if entered is None else self._enter(page, room, command, card, entered, now)

    def _is_through(self, kind: Kind, page: Connection, card: ActivityCard) -> bool:
        return kind.play is not None and page.viewer in self._entered.get(card.id, ())

    def _decide(
        self, page: Connection, card: ActivityCard, kind: Kind, command: Act, now: int
    ) -> Entered | Refusal | None:
        """None: a step was answered, or will be."""
        keyword = card.rules.get("keyword")
        if keyword and keyword not in page.last_text:
            return refusal("say_keyword")
        if kind.play is None:
            return kind.validate_entry(card, command.body)
        key = card.id, page.viewer
        play = self._plays.get(key) or _Play(None, 0, 0, 0.0)
        playing = Playing(play.memo, now, play.said_at, self._dice)
        made = kind.play(card, command.body, playing)
        if isinstance(made, Step):
            play = _Play(made.memo, 0, play.turn + 1, time.monotonic())
            self._plays[key] = play
            self._say(page, command.id, made, key, play.turn)
            return None
        if isinstance(made, Entered):
            self._plays.pop(key, None)
        return made

    def _say(self, page: Connection, id: str, step: Step, key: tuple[int, int], turn: int) -> None:
        def say() -> None:
            play = self._plays.get(key)
            if play is None or play.turn != turn:
                page.send(_no(id, "early"))
                return
            play.said_at = now_ms()
            page.send(ActAnswer(id=id, ok=True, body=step.body))

        if step.wait_ms:
            self._loop.call_later(step.wait_ms / 1000, say)
        else:
            say()

    def _enter(
        self, page: Connection, room: Room, command: Act, card: ActivityCard, entered: Entered,
        now: int,
    ) -> Refusal | None:  # fmt: skip
        grade = self.judge(page, room, command, card.kind) if self.judge else 0
        if grade == ASKED:
            return None  # the judge sent a challenge
        if grade not in _ENTRY_GRADES:
            return refusal("blocked")
        if len(self._queue) >= WAITING_LIMIT:
            return refusal("try_again")
        kind = KINDS[card.kind]
        wish = Wish(
            card.id, page.viewer, entered.slot, max(_ENTRY_GRADES[grade], entered.grade),
            entered.body, bool(entered.body) and kind.may_change(card.rules), now,
        )  # fmt: skip
        waiting = Waiting(page, command.id, room.state.room_id, kind.enter, wish, time.monotonic())
        self._queue[id(waiting)] = waiting
        self._writer.put(waiting)
        return None

    # What the writer brings

    def _done(self, answers: Answers) -> None:
        for waiting, written in answers:
            self._queue.pop(id(waiting), None)
            if not written.code:
                self._entered.setdefault(waiting.wish.activity, set()).add(waiting.wish.viewer)
                if written.is_new or waiting.was_repeated:
                    self._tell_log(waiting)
            if not waiting.is_answered:
                waiting.is_answered = True
                waiting.page.send(answer(waiting.id, written))

    def _tell_log(self, waiting: Waiting) -> None:
        room = self._room_of(waiting.room)
        if room is None or waiting.wish.grade == REFUSED:
            return
        card = next((one for one in room.state.activities if one.id == waiting.wish.activity), None)
        columns = room.stamp().columns()
        self._sink.add(
            "act", event_id=uuid.uuid5(_EVENTS, "{}:{}".format(*waiting.key)).bytes,
            viewer=waiting.wish.viewer, ref=waiting.wish.activity, text=card.kind if card else None,
            source=waiting.page.source, **columns,
        )  # fmt: skip

    def _tallied(self, found: Tallied) -> None:
        for room_id, by_activity in found.items():
            room = self._room_of(room_id)
            if room is not None:
                room.tallies.set(by_activity)

    def _expire(self) -> None:
        limit = time.monotonic() - TIMEOUT_SECONDS
        for key in [key for key, one in self._queue.items() if one.asked_at < limit]:
            waiting = self._queue.pop(key)
            waiting.is_answered = True
            waiting.page.send(_no(waiting.id, "try_again"))
        _waiting.set(len(self._queue))

    def _forget(self, open_ids: Collection[int]) -> None:
        old = time.monotonic() - _PLAY_SECONDS
        self._plays = {
            key: play
            for key, play in self._plays.items()
            if key[0] in open_ids and play.touched > old
        }
        self._entered = {key: who for key, who in self._entered.items() if key in open_ids}


def answer(id: str, written: Written) -> ActAnswer:
    """The answer in the viewer's words."""
    if written.code:
        return _no(id, written.code)
    return ActAnswer(id=id, ok=True, number=written.number, body=written.body)


def refusal(code: str) -> Refusal:
    return Refusal(code, ACT_CODES[code])


def _no(id: str, code: str) -> ActAnswer:
    return ActAnswer(id=id, ok=False, code=code, message=ACT_CODES.get(code, ""))


def _stranger(page: Connection, card: ActivityCard) -> Refusal | None:
    """Why this page may not take part, if it may not."""
    if page.is_staff or page.claims is None:
        return refusal("staff")
    if page.claims.kind != "buyer" and card.rules.get("who", "buyers") == "buyers":
        return refusal("login_required")
    return None


def _is_open(card: ActivityCard, now: int) -> bool:
    return card.state == "open" and (card.closes_at is None or now < card.closes_at)
