"""Anti-cheat on the loop: what viewers do is handed to the room's engine once a tick.

The engine is pure (`risk.hot`); a thread of its own (`guard_desk`) reads when accounts were first
seen, writes decisions, and follows those of other nodes and of staff. Each node sees its own
pages; what one of them decides holds on all within two seconds.
"""

from __future__ import annotations

import hashlib
import secrets
import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from prometheus_client import Counter, Gauge, Histogram

from kaibo.foundation.clock import now_ms
from kaibo.gateway import metrics
from kaibo.gateway.activities import ASKED
from kaibo.gateway.connection import Connection
from kaibo.gateway.guard_desk import GuardDesk
from kaibo.gateway.room import Room
from kaibo.interaction.wire import Act, ActAnswer
from kaibo.risk.hot import Engine, Grade, Ruling, Signal, Verdict, ruling

# The guard takes no more than this of a tick; signals wait, beyond `WAITING` the oldest go.
BUDGET_SECONDS = 0.02
_AT_ONCE = 64
WAITING = 100_000

# Leading zero bits of SHA-256: some 200 ms of a phone.
BITS = 16
_QUESTION_MS = 120_000
_verdicts = Counter(
    "kaibo_gateway_guard_verdicts", "Changed grades", ["grade"], registry=metrics.registry
)
_dropped = Counter("kaibo_gateway_guard_dropped", "Signals left out", registry=metrics.registry)
_waiting = Gauge("kaibo_gateway_guard_waiting", "Signals waiting", registry=metrics.registry)
_seconds = Histogram(
    "kaibo_gateway_guard_seconds", "Time of the guard in a tick", registry=metrics.registry,
    buckets=(0.0005, 0.002, 0.005, 0.02, 0.05, 0.1),
)  # fmt: skip


@dataclass(slots=True)
class _Watch:
    """One show in one room."""

    shop: int
    show: int
    engine: Engine
    rulings: dict[int, Ruling] = field(default_factory=dict)
    arrived: dict[int, int] = field(default_factory=dict)  # viewer → Unix ms of the newest hello


@dataclass(frozen=True, slots=True)
class _Question:
    """A challenge that was sent for an entry; ``until``: Unix ms."""

    nonce: str
    until: int
    activity: int


class Guard:
    """``mode``: on; watch (decides and records, changes nothing); off."""

    def __init__(self, dsn: str, call: Callable[..., object], mode: str = "on") -> None:
        self._mode = mode
        self._watches: dict[int, _Watch] = {}
        self._backlog: deque[Signal] = deque()
        self._questions: dict[tuple[int, int], _Question] = {}
        self._passed: dict[tuple[int, int], int] = {}  # until, Unix ms
        self._desk = GuardDesk(dsn, call, self, holds=mode == "on")

    def start(self) -> None:
        if self._mode != "off":
            self._desk.start()

    def stop(self) -> None:
        """Writes what was decided; blocks for at most five seconds."""
        if self._mode != "off":
            self._desk.stop()

    # What viewers do

    def hello(self, page: Connection, room: Room) -> None:
        """A page was welcomed: told before anything it does; the account's age follows."""
        if not self._sees(page, room):
            return
        watch = self._watch(room)
        now = now_ms()
        watch.arrived[page.viewer] = now
        room_id = room.state.room_id
        self._feed(Signal(
            kind="hello", at=now, room=room_id, viewer=page.viewer,
            device=page.device, address=page.address,
        ))  # fmt: skip
        self._desk.ask(Signal(kind="birth", at=now, room=room_id, viewer=page.viewer))

    def liked(self, page: Connection, room: Room, n: int, now: int) -> bool:
        """Likes of half a tick, at ``now`` (Unix ms); whether they count."""
        if not self._sees(page, room):
            return True
        room_id = room.state.room_id
        self._feed(Signal(kind="like", at=now, room=room_id, viewer=page.viewer, n=n))
        return self._grade(room_id, page.viewer) < Grade.SHADOW

    def said(self, page: Connection, room: Room, text: str) -> bool:
        """A comment that was accepted; whether others see it."""
        if not self._sees(page, room):
            return True
        room_id = room.state.room_id
        self._feed(Signal(kind="comment", at=now_ms(), room=room_id, viewer=page.viewer, text=text))
        return self._grade(room_id, page.viewer) < Grade.SHADOW

    def judge(self, page: Connection, room: Room, command: Act, kind: str) -> int:
        """The grade of an act, or `ASKED` when the viewer was sent a challenge instead."""
        if not self._sees(page, room):
            return Grade.NONE
        room_id, now = room.state.room_id, now_ms()
        grade = self._grade(room_id, page.viewer)
        if grade != Grade.FRICTION or not self._is_asked(room_id, page.viewer, command, now):
            self._feed(Signal(
                kind="act", at=now, room=room_id, viewer=page.viewer, target=command.activity,
                delay=self._delay(room, command.activity, page.viewer, now),
            ))  # fmt: skip
        if grade == Grade.FRICTION:
            return Grade.NONE if self._has_passed(page, room_id, command, now) else ASKED
        # Shadowed entries wait for a person like held ones: they may turn out to be good.
        return Grade.HOLD if grade == Grade.SHADOW else grade

    def _delay(self, room: Room, activity: int, viewer: int, now: int) -> int:
        """Since the card could be seen; not known of pages that came after the opening."""
        card = next((one for one in room.state.activities if one.id == activity), None)
        watch = self._watches.get(room.state.room_id)
        if card is None or watch is None or watch.arrived.get(viewer, now) > card.opens_at:
            return -1
        return max(0, now - card.opens_at)

    # Friction

    def _is_asked(self, room_id: int, viewer: int, command: Act, now: int) -> bool:
        """Whether this is the entry the viewer was asked about, once more: it was told already."""
        asked = self._questions.get((room_id, viewer))
        return asked is not None and asked.until > now and asked.activity == command.activity

    def _has_passed(self, page: Connection, room_id: int, command: Act, now: int) -> bool:
        key = room_id, page.viewer
        if self._passed.get(key, 0) > now:
            return True
        asked = self._questions.get(key)
        if asked is not None and asked.until <= now:
            asked = None
        if asked is not None and command.proof and proves(asked.nonce, command.proof):
            del self._questions[key]
            self._passed[key] = now + 10 * 60_000
            self._watches[room_id].engine.passed(page.viewer, now)
            return True
        if asked is None:
            asked = _Question(secrets.token_hex(8), now + _QUESTION_MS, command.activity)
            self._questions[key] = asked
        page.send(ActAnswer(
            id=command.id, ok=False, code="challenge", message="正在确认是你本人，马上就好",
            body={"nonce": asked.nonce, "bits": BITS},
        ))  # fmt: skip
        return False

    # Time

    def turn(self) -> None:
        """Once a tick."""
        if self._mode == "off":
            return
        with _seconds.time():
            until = time.perf_counter() + BUDGET_SECONDS
            while self._backlog and time.perf_counter() < until:
                self._take(_AT_ONCE)
            now = now_ms()
            for watch in self._watches.values():
                watch.engine.turn(now)
                self._tell(watch, watch.engine.changes())

    def _take(self, most: int) -> None:
        for _ in range(min(most, len(self._backlog))):
            signal = self._backlog.popleft()
            watch = self._watches.get(signal.room)
            if watch is not None:
                watch.engine.feed(signal)

    def sweep(self, rooms: Iterable[Room]) -> None:
        """Once a second: follow the shows that are on, forget what is over."""
        now = now_ms()
        here = {room.state.room_id: room for room in rooms if room.members}
        for room_id in [one for one in self._watches if one not in here]:
            del self._watches[room_id]
        for room in here.values():
            self._watch(room)
        self._questions = {key: one for key, one in self._questions.items() if one.until > now}
        self._passed = {key: until for key, until in self._passed.items() if until > now}
        _waiting.set(len(self._backlog))
        if self._mode != "off":
            self._desk.follow({room_id: one.show for room_id, one in self._watches.items()})

    def _tell(self, watch: _Watch, verdicts: list[Verdict]) -> None:
        """Grades rise and fall in memory; what rose is written, but not of whom staff set free."""
        free = {viewer for viewer, one in watch.rulings.items() if one.outcome == "lifted"}
        verdicts = [one for one in verdicts if one.viewer not in free] if free else verdicts
        if not verdicts:
            return
        for verdict in verdicts:
            _verdicts.labels(verdict.grade.name.lower()).inc()
            before = watch.rulings.get(verdict.viewer)
            is_open = before is None or (not before.outcome and verdict.grade >= before.grade)
            if verdict.grade > Grade.NONE and is_open:
                watch.rulings[verdict.viewer] = ruling(verdict)  # here it holds at once
        self._desk.write(watch.shop, watch.show, verdicts)

    # What the thread brings; on the loop

    def met(self, signals: list[Signal]) -> None:
        """Births of accounts whose pages were welcomed."""
        for signal in signals:
            self._feed(signal)

    def ruled(self, room_id: int, show: int, rulings: list[Ruling]) -> None:
        """Decisions that hold or were taken back, of all nodes and of staff."""
        watch = self._watches.get(room_id)
        if watch is None or watch.show != show:
            return
        for one in rulings:
            before = watch.rulings.get(one.viewer)
            if one.outcome == "lifted" and (before is None or before.outcome != "lifted"):
                watch.engine.pardon(one.viewer)
            watch.rulings[one.viewer] = one

    def _sees(self, page: Connection, room: Room) -> bool:
        claims = page.claims
        return not (
            self._mode == "off" or claims is None or page.is_staff or claims.synthetic
            or room.state.is_rehearsal
        )  # fmt: skip

    def _watch(self, room: Room) -> _Watch:
        stamp = room.stamp()
        known = self._watches.get(stamp.room)
        if known is None or known.show != stamp.show:
            known = _Watch(stamp.shop, stamp.show, Engine(stamp.room))
            self._watches[stamp.room] = known
        return known

    def _feed(self, signal: Signal) -> None:
        self._backlog.append(signal)
        if len(self._backlog) > WAITING:
            self._backlog.popleft()
            _dropped.inc()

    def _grade(self, room_id: int, viewer: int) -> Grade:
        """The graver of the engine's grade and of the stored decision; a lifted one frees."""
        watch = self._watches.get(room_id)
        if watch is None or self._mode != "on":
            return Grade.NONE
        known = watch.rulings.get(viewer)
        if known is None:
            return watch.engine.grade(viewer)
        if known.outcome == "lifted":
            return Grade.NONE
        stored = known.grade if known.until > now_ms() else Grade.NONE
        return max(stored, watch.engine.grade(viewer))


def proves(nonce: str, proof: str, bits: int = BITS) -> bool:
    """Whether SHA-256 of ``nonce:proof`` begins with ``bits`` zero bits."""
    digest = hashlib.sha256(f"{nonce}:{proof}".encode()).digest()
    return int.from_bytes(digest[:8]) >> (64 - bits) == 0
