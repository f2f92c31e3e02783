"""The room of a session: its clock, its rounds, its people, and the signals they make."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import count

from kaibo.risk.contracts import Signal

SECOND = 1000
MINUTE = 60 * SECOND
DAY = 24 * 60 * MINUTE
LENGTH = 15 * MINUTE
# 1 Jun 2026 20:00 in Shanghai.
START = 1_780_315_200_000
ROOM = 1
# The page gathers likes for half a second; the gateway hands the guard one figure a tick.
LIKE_FRAME = 500


@dataclass(frozen=True, slots=True)
class Round:
    """An activity of the show; ``announced``: its moment was seen in a countdown."""

    target: int
    at: int
    announced: bool


@dataclass(slots=True)
class Person:
    """One account. ``reaction``: median ms until this person acts on a card."""

    viewer: int
    device: str
    address: str
    born: int
    reaction: float = 3500.0
    zeal: float = 0.5
    joined: int = START


@dataclass(slots=True)
class Session:
    """What a family made: signals in the order of time, and who of them abuses."""

    family: str
    seed: int
    signals: list[Signal]
    bad: frozenset[int]
    people: frozenset[int]


@dataclass(slots=True)
class Stage:
    """Collects a session. All chance comes from ``rng``."""

    rng: random.Random
    signals: list[Signal] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    bad: set[int] = field(default_factory=set)
    rounds: list[Round] = field(default_factory=list)
    calls: list[int] = field(default_factory=list)  # moments the host asks for 扣1
    _ids: count[int] = field(default_factory=lambda: count(1001))

    def __post_init__(self) -> None:
        at, target = START + 70 * SECOND, count(1)
        while at < START + LENGTH - MINUTE:
            self.rounds.append(Round(next(target), at, announced=self.rng.random() < 0.3))
            at += int(self.rng.uniform(60, 110) * SECOND)
        self.calls = [START + int(self.rng.uniform(k, k + 1) * 3 * MINUTE) for k in range(5)]

    def word(self) -> str:
        return f"{self.rng.getrandbits(64):016x}"

    def home(self) -> str:
        """An address of its own."""
        return ".".join(str(self.rng.randint(1, 254)) for _ in range(4))

    def age(self) -> int:
        """When an ordinary account was first seen: some today, most in the last two years."""
        if self.rng.random() < 0.12:
            return START - int(self.rng.uniform(0, 1) * DAY)
        return START - int(min(900.0, self.rng.lognormvariate(4.2, 1.2)) * DAY)

    def person(self, **known: object) -> Person:
        made = Person(next(self._ids), self.word(), self.home(), self.age())
        made.reaction = self.rng.lognormvariate(8.1, 0.35)
        made.zeal = self.rng.betavariate(1.5, 2.5)
        for name, value in known.items():
            setattr(made, name, value)
        self.people.append(made)
        return made

    def abuser(self, **known: object) -> Person:
        made = self.person(**known)
        self.bad.add(made.viewer)
        return made

    def hello(self, who: Person, at: int, device: str = "") -> None:
        who.joined = min(who.joined, at) if who.joined != START else at
        self._add(
            Signal(
                kind="hello", at=at, room=ROOM, viewer=who.viewer, device=device or who.device,
                address=who.address, born=min(who.born, at),
            )
        )  # fmt: skip

    def likes(self, who: Person, at: int, n: int) -> None:
        if n > 0:
            self._add(Signal(kind="like", at=at, room=ROOM, viewer=who.viewer, n=n))

    def comment(self, who: Person, at: int, text: str) -> None:
        self._add(Signal(kind="comment", at=at, room=ROOM, viewer=who.viewer, text=text))

    def ping(self, who: Person, at: int, visible: bool = True) -> None:
        self._add(Signal(kind="ping", at=at, room=ROOM, viewer=who.viewer, visible=visible))

    def act(self, who: Person, moment: Round, delay: float) -> None:
        self._add(
            Signal(
                kind="act", at=moment.at + int(delay), room=ROOM, viewer=who.viewer,
                target=moment.target, delay=-1 if moment.announced else int(delay),
            )
        )  # fmt: skip

    def pings(self, people: Iterable[Person], hidden: float = 0.1) -> None:
        """Every 15 s as the page does; some pages are in the background for a while."""
        for who in people:
            at, away = who.joined + self.rng.randint(0, 15_000), 0
            while at < START + LENGTH:
                away = away - 1 if away > 0 else self._leaves(hidden)
                self.ping(who, at, visible=away <= 0)
                at += 15 * SECOND

    def _leaves(self, hidden: float) -> int:
        return self.rng.randint(2, 8) if self.rng.random() < hidden / 4 else 0

    def _add(self, signal: Signal) -> None:
        if signal.at < START + LENGTH:
            self.signals.append(signal)

    def session(self, family: str, seed: int) -> Session:
        ordered = sorted(self.signals, key=lambda one: (one.at, one.viewer))
        everybody = frozenset(one.viewer for one in self.people)
        return Session(family, seed, ordered, frozenset(self.bad), everybody)
